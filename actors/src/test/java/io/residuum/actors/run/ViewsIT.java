package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.storage.Chain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained networks judged under views that are in no run's identity. */
@Tag("engine")
class ViewsIT {

    /** Of images of 8 × 8, "8 from 8" is what training sees anyway. */
    private static final String EXPERIMENT =
            """
            experiment {
              name = "%s"
              dataset = tiny
              seeds = [1]
              recipe { preset = cifar, iterations = 4, mini-batch = 16, evaluate-every = 2, normalisation = channel }
              evaluation { views = [ %s ] }
              variants = [ { name = original, network = resnet-8 } ]
            }
            """;

    private static final String SAME = "{ name = same, crop = 8, resize = 8 }";
    private static final String LARGER = "{ crop = 12, resize = 12 }";

    @TempDir
    Path folder;

    private static RunHistory history(TestNode node, BatchPlan plan) {
        return node.histories(plan).values().iterator().next();
    }

    private static List<Chain.Entry> chain(TestNode node, BatchPlan plan) {
        RunId run = plan.runs().keySet().iterator().next();
        return node.await(new Chain(node.store(), RunChain.prefix(run)).entries());
    }

    private static long judged(TestNode node, BatchPlan plan) {
        return chain(node, plan).stream()
                .filter(entry -> RunEntry.read(entry.body()) instanceof RunEntry.Views)
                .count();
    }

    @Test
    void aViewOfTheWholeImageSaysWhatTrainingSaid() {
        try (TestNode node = TestNode.over(folder, "")) {
            BatchPlan plan = node.plan(EXPERIMENT.formatted("views", SAME + ", " + LARGER));
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            Evaluation usual = history(node, plan).outcome(Evaluation.TEST).orElseThrow();
            Evaluation same = history(node, plan).outcome("8 from 8").orElseThrow();
            assertThat(same.errors()).isEqualTo(usual.errors());
            assertThat(same.loss()).isEqualTo(usual.loss());
            assertThat(history(node, plan).outcome("12 from 12")).isPresent();
            assertThat(node.result(plan)
                            .at("/variants/0/runs/0/views/same/errors")
                            .asLong())
                    .isEqualTo(usual.errors());
            assertThat(new Verification(node.store())
                            .run(plan.runs().keySet().iterator().next())
                            .faults())
                    .isEmpty();
        }
    }

    /** A later file with another view: nothing is trained again, what was judged is not judged again. */
    @Test
    void anotherFilesViewsAreJudgedBehindTheSameRun() {
        try (TestNode node = TestNode.over(folder, "")) {
            BatchPlan first = node.plan(EXPERIMENT.formatted("first", SAME));
            node.run(first);
            Evaluation same = history(node, first).outcome("8 from 8").orElseThrow();
            AtomicInteger steps = new AtomicInteger();
            BatchPlan second = node.plan(EXPERIMENT.formatted("second", LARGER));
            assertThat(second.runs().keySet()).isEqualTo(first.runs().keySet());
            Moments counting = (moment, run, done) -> {
                if (moment == Moment.STEP_DONE) {
                    steps.incrementAndGet();
                }
            };
            assertThat(node.run(second, counting, Feed.ofRun())).isEqualTo(Outcome.REPORTED);
            assertThat(steps).hasValue(0);
            assertThat(history(node, second).outcome("12 from 12")).isPresent();
            assertThat(history(node, second).outcome("8 from 8")).contains(same);
            assertThat(judged(node, second)).as("asked and answered, twice").isEqualTo(4);

            BatchPlan third = node.plan(EXPERIMENT.formatted("third", SAME + ", " + LARGER));
            assertThat(node.run(third, counting, Feed.ofRun())).isEqualTo(Outcome.REPORTED);
            assertThat(judged(node, third)).as("nothing is left to ask").isEqualTo(4);
        }
    }

    @Test
    void killedBetweenItsViewsItGoesOnWithTheNext() {
        List<Evaluation> undisturbed;
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "")) {
            BatchPlan plan = node.plan(EXPERIMENT.formatted("views", SAME + ", " + LARGER));
            node.run(plan);
            undisturbed = answers(history(node, plan));
        }
        try (TestNode node = TestNode.over(folder.resolve("killed"), "")) {
            BatchPlan plan = node.plan(EXPERIMENT.formatted("views", SAME + ", " + LARGER));
            AtomicInteger written = new AtomicInteger();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        // the end of the run is the first, its first view the second
                        if (moment == Moment.ENTRY_WRITTEN && done == 4 && written.incrementAndGet() == 2) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(answers(history(node, plan))).isEqualTo(undisturbed).hasSize(2);
            assertThat(judged(node, plan)).as("asked, and each view once").isEqualTo(3);
        }
    }

    private static List<Evaluation> answers(RunHistory history) {
        return List.of(
                history.outcome("8 from 8").orElseThrow(),
                history.outcome("12 from 12").orElseThrow());
    }
}
