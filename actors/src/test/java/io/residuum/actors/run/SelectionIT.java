package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value chosen by cross-validation and trained after it: the same choice and the same bits, wherever the batch is cut. */
@Tag("engine")
class SelectionIT {

    @TempDir
    Path folder;

    private ObjectNode undisturbed() {
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "residuum.actors.node.slots = 3")) {
            BatchPlan plan = node.plan(Experiments.CHOICE);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            return node.result(plan);
        }
    }

    @Test
    void theBestOfItsTrialsIsTrainedOnAllImagesAndTheOthersAreNot() {
        try (TestNode node = TestNode.over(folder, Experiments.SEGMENTS_OF_FOUR)) {
            BatchPlan plan = node.plan(Experiments.CHOICE);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);

            BatchHistory history = node.history(plan);
            BatchEntry.Selected choice =
                    Objects.requireNonNull(history.selected().get("gated"));
            Selection selection = plan.selections().get(0);
            JsonNode result = node.result(plan);
            assertThat(result.at("/variants/0/name").asText()).isEqualTo("gated (" + choice.values() + ")");
            assertThat(result.at("/variants/0/runs")).hasSize(2);
            for (Selection.Candidate candidate : selection.candidates()) {
                double mean = candidate.trials().stream()
                        .mapToDouble(trial -> heldOutError(node, trial))
                        .average()
                        .orElseThrow();
                assertThat(choice.errorsPercent()).containsEntry(candidate.values(), mean);
                assertThat(choice.errorsPercent().get(choice.values())).isLessThanOrEqualTo(mean);
                boolean trained = candidate.values().equals(choice.values());
                for (RunId run : candidate.runs()) {
                    assertThat(node.await(new StoredBatches(node.system(), node.store()).run(run))
                                    .spec())
                            .matches(spec -> spec.isPresent() == trained);
                }
            }
        }
    }

    private static double heldOutError(TestNode node, RunId trial) {
        var evaluations = node.await(new StoredBatches(node.system(), node.store()).run(trial))
                .evaluations("test");
        var last = evaluations.get(evaluations.size() - 1);
        assertThat(last.images()).as("of 44 training images, half are held out").isEqualTo(22);
        return last.errorPercent();
    }

    /** Before the choice, just as it is written, and after it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5})
    void cutWhereverItIsTheBatchGoesOnToTheSameChoiceAndBits(int after) {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("cut"), "residuum.actors.node.slots = 1")) {
            BatchPlan plan = node.plan(Experiments.CHOICE);
            Set<RunId> ended = new HashSet<>();
            Outcome first = node.run(plan, (moment, run, done) -> {}, (local, event) -> {
                if (event instanceof BatchEvent.RunMoved moved
                        && moved.state().phase().ended()
                        && ended.add(moved.run())
                        && ended.size() == after) {
                    local.putDown("interrupted");
                }
            });
            assertThat(first).isEqualTo(Outcome.INTERRUPTED);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void aTrialThatIsGivenUpTakesTheChoiceAwayUntilItIsRetried() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("failing"), "residuum.actors.node.slots = 2")) {
            BatchPlan plan = node.plan(Experiments.CHOICE);
            RunId victim = plan.selections().get(0).candidates().get(1).trials().get(0);
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (run.equals(victim) && moment == Moment.STEP_DONE) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED_WITH_FAILURES);
            assertThat(node.history(plan).chosen()).isEmpty();
            assertThat(node.result(plan).at("/selections/0/chosen").isNull()).isTrue();
            assertThat(List.copyOf(node.histories(plan).keySet()))
                    .containsExactlyInAnyOrderElementsOf(
                            plan.selections().get(0).trials());

            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.history(plan).chosen()).isEqualTo(Map.of("gated", chosen(whole)));
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    private static String chosen(JsonNode result) {
        return result.at("/selections/0/chosen").asText();
    }
}
