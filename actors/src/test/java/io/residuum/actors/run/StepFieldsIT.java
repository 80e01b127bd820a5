package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields of a recipe that change what a step computes, or how, from the file to the weights. */
@Tag("engine")
class StepFieldsIT {

    /** Of ResNet-20's stages two units are alike: with 2 they are one group, and a group of one is left with 1. */
    private static final String FIELDS =
            """
            experiment {
              name = "fields of a step"
              dataset = tiny
              seeds = [1]
              recipe { preset = cifar, iterations = 5, mini-batch = 16, evaluate-every = 5 }
              variants = [
                { name = plain, network = resnet-20 }
                { name = in groups, network = resnet-20, recipe { checkpointing = 2 } }
                { name = one by one, network = resnet-20, recipe { checkpointing = 1 } }
                { name = smoothed, network = resnet-20, recipe { label-smoothing = 0.1 } }
                { name = both, network = resnet-20, recipe { label-smoothing = 0.1, checkpointing = 2 } }
              ]
            }
            """;

    @TempDir
    Path folder;

    private static List<RunHistory> trained(TestNode node, BatchPlan plan) {
        return plan.runs().keySet().stream()
                .map(run -> node.histories(plan).getOrDefault(run, RunHistory.empty()))
                .toList();
    }

    private static List<String> weights(List<RunHistory> runs) {
        return runs.stream()
                .map(history -> history.weights().orElseThrow().hex())
                .toList();
    }

    @Test
    void checkpointsChangeNoWeightAndSmoothedLabelsDo() {
        List<RunHistory> undisturbed;
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "")) {
            BatchPlan plan = node.plan(FIELDS);
            assertThat(plan.runs()).as("each field is in the identity").hasSize(5);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            undisturbed = trained(node, plan);
        }
        List<String> weights = weights(undisturbed);
        assertThat(weights.subList(1, 3)).containsOnly(weights.get(0));
        assertThat(weights.get(3)).isNotEqualTo(weights.get(0)).isEqualTo(weights.get(4));
        float[] plain = undisturbed.get(0).trainingLoss();
        float[] smoothed = undisturbed.get(3).trainingLoss();
        assertThat(smoothed[0]).as("the same network, another loss").isNotEqualTo(plain[0]);

        try (TestNode node = TestNode.over(folder.resolve("disturbed"), "residuum.actors.segment { iterations = 2 }")) {
            BatchPlan plan = node.plan(FIELDS);
            Set<RunId> died = ConcurrentHashMap.newKeySet();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == Moment.STEP_DONE && done == 3 && died.add(run)) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(died).as("each died once and went on").hasSize(5);
            assertThat(weights(trained(node, plan))).isEqualTo(weights);
        }
    }
}
