package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.storage.DataSets;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that hold a part of their training images out, and are judged by it. */
@Tag("engine")
class HeldOutIT {

    private static final String EXPERIMENT =
            """
            experiment {
              name = "held out"
              dataset = tiny
              seeds = [1, 2]
              validation { folds = 4, fold = 3 }
              recipe { preset = cifar, epochs = 2, mini-batch = 16, evaluate-every = 2 }
              variants = [ { name = original, network = resnet-8 } ]
            }
            """;

    @TempDir
    Path folder;

    /** 44 training images, of which 11 are held out; the 20 test images are gone, and nobody misses them. */
    @Test
    void noTestImageIsTouched() {
        try (TestNode node = TestNode.over(folder, "")) {
            DataSets dataSets = new DataSets(node.store());
            Manifest manifest = node.await(
                    dataSets.manifest(node.await(dataSets.resolve("tiny")).orElseThrow()));
            for (Manifest.Shard shard : manifest.shards(Split.TEST)) {
                node.await(node.store().delete(shard.object().key()));
            }
            BatchPlan plan = node.plan(EXPERIMENT);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.histories(plan).values()).allSatisfy(history -> {
                assertThat(history.outcome(Evaluation.TEST).orElseThrow().images())
                        .isEqualTo(11);
                assertThat(history.iteration())
                        .as("66 images in mini-batches of 16")
                        .isEqualTo(5);
            });
            assertThat(node.result(plan).at("/variants/0/judgedBy").asText()).isEqualTo("fold-3-of-4");
        }
    }

    @Test
    void killedItGoesOnToTheSameResult() {
        ObjectNode undisturbed;
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "")) {
            BatchPlan plan = node.plan(EXPERIMENT);
            node.run(plan);
            undisturbed = node.result(plan);
        }
        try (TestNode node = TestNode.over(folder.resolve("killed"), "residuum.actors.segment { iterations = 1 }")) {
            BatchPlan plan = node.plan(EXPERIMENT);
            Set<Object> died = ConcurrentHashMap.newKeySet();
            node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == Moment.STEP_DONE && done == 3 && died.add(run)) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(died).hasSize(2);
            assertThat(node.histories(plan).values())
                    .allMatch(history -> !history.recoveries().isEmpty());
            assertThat(node.result(plan)).isEqualTo(undisturbed);
        }
    }

    @Test
    void anotherFoldIsAnotherRun() {
        try (TestNode node = TestNode.over(folder, "")) {
            BatchPlan third = node.plan(EXPERIMENT);
            BatchPlan fourth = node.plan(EXPERIMENT.replace("fold = 3", "fold = 4"));
            assertThat(third.runs().keySet())
                    .doesNotContainAnyElementsOf(fourth.runs().keySet());
            node.run(third);
            node.run(fourth);
            RunHistory one = node.histories(third).values().iterator().next();
            RunHistory other = node.histories(fourth).values().iterator().next();
            assertThat(one.weights()).isNotEqualTo(other.weights());
        }
    }
}
