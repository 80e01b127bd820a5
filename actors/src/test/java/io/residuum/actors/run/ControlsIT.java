package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchControl.Answer;
import io.residuum.actors.decision.BatchControl.Target;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's commands to a batch that is being trained, on a whole node. */
@Tag("engine")
class ControlsIT {

    @TempDir
    Path folder;

    /** Trains the batch; {@code act} is run once, after its third step. */
    private static Outcome trained(TestNode node, BatchPlan plan, java.util.function.Consumer<LocalNode> act) {
        CompletableFuture<LocalNode> local = new CompletableFuture<>();
        ConcurrentLinkedQueue<RunId> steps = new ConcurrentLinkedQueue<>();
        AtomicBoolean acted = new AtomicBoolean();
        Moments moments = (moment, run, done) -> {
            if (moment == Moment.STEP_DONE) {
                steps.add(run);
                if (steps.size() == 3 && acted.compareAndSet(false, true)) {
                    act.accept(local.join());
                }
            }
        };
        return node.run(plan, moments, (started, event) -> local.complete(started));
    }

    @Test
    void pausedItPutsItsTrainersDownAndResumedItComesToTheSameResult() {
        JsonNode whole;
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            node.run(plan);
            whole = node.result(plan);
        }
        try (TestNode node = TestNode.over(folder.resolve("paused"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            List<CompletionStage<Answer>> answers = new ArrayList<>();
            Outcome outcome = trained(
                    node,
                    plan,
                    local -> answers.add(local.control(plan.id(), new BatchControl.Pause())
                            .thenCompose(paused -> {
                                assertThat(paused).isEqualTo(new Answer.Written());
                                return local.control(plan.id(), new BatchControl.Pause());
                            })
                            .thenCompose(again -> {
                                assertThat(again).isEqualTo(new Answer.AlreadySo());
                                return local.control(plan.id(), new BatchControl.Resume());
                            })));
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(node.await(answers.get(0))).isEqualTo(new Answer.Written());
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void aCancelledVariantIsReportedStoppedAndAskedForAgainItIsTrained() {
        try (TestNode node = TestNode.over(folder.resolve("cancelled"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            List<CompletionStage<Answer>> answers = new ArrayList<>();
            Outcome outcome = trained(node, plan, local -> {
                answers.add(local.control(plan.id(), new BatchControl.Cancel(new Target.Variant("nobody"))));
                answers.add(local.control(plan.id(), new BatchControl.Cancel(new Target.Variant("full"))));
            });
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(node.await(answers.get(0)))
                    .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.reason())
                            .contains("no variant [nobody]", "dropped, full"));
            assertThat(node.await(answers.get(1))).isEqualTo(new Answer.Written());
            BatchHistory batch = node.history(plan);
            assertThat(batch.cancelled()).hasSize(2);
            node.histories(plan).forEach((run, history) -> assertThat(history.status())
                    .isEqualTo(batch.cancelled().contains(run) ? RunStatus.STOPPED : RunStatus.DONE));

            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.histories(plan).values()).allMatch(history -> history.status() == RunStatus.DONE);
        }
    }
}
