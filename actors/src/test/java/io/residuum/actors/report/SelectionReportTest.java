package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.SyntheticRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A batch that chooses a value first, in its report. */
class SelectionReportTest {

    private final BatchPlan plan = Plans.file(
                    """
                    experiment { name = chosen, dataset = cifar10, seeds = [1, 2], recipe { iterations = 400 }
                      variants = [
                        { name = gated, network = resnet-20, shortcut { type = exclusive-gating }, published = 8.70
                          selection { grid { shortcut.bias = [0, -6] }, folds = 2 } } ] }
                    """)
            .plan(Plans.STORE);
    private final Selection selection = plan.selections().get(0);
    private final Map<RunId, RunHistory> histories = new HashMap<>();

    private RunSpec spec(RunId run) {
        return Objects.requireNonNull(plan.runs().get(run));
    }

    private void done(RunId run, long errors) {
        histories.put(run, RunHistory.of(SyntheticRun.done(spec(run), errors).chain()));
    }

    private void trials() {
        List<RunId> zero = selection.candidates().get(0).trials();
        List<RunId> six = selection.candidates().get(1).trials();
        done(zero.get(0), 3_000);
        done(zero.get(1), 2_000);
        done(six.get(0), 1_500);
        histories.put(
                six.get(1),
                RunHistory.of(SyntheticRun.diverged(spec(six.get(1)), 40).chain()));
    }

    @Test
    void onlyWhatWasChosenIsARowAndEveryCandidateIsListed() {
        trials();
        selection.candidates().get(0).runs().forEach(run -> done(run, 900));
        Report report = Report.of(plan, Map.of("gated", "bias = 0"), histories);

        assertThat(report.isComplete()).isTrue();
        JsonNode result = report.result();
        assertThat(result.at("/variants")).hasSize(1);
        assertThat(result.at("/variants/0/name").asText()).isEqualTo("gated (bias = 0)");
        assertThat(result.at("/variants/0/testError/median").asDouble()).isEqualTo(9.0);
        JsonNode choice = result.at("/selections/0");
        assertThat(choice.get("chosen").asText()).isEqualTo("bias = 0");
        assertThat(choice.at("/candidates/0/heldOutError/mean").asDouble()).isEqualTo(25.0);
        assertThat(choice.at("/candidates/0/trials/1/heldOut").asText()).isEqualTo("fold-2-of-2");
        assertThat(choice.at("/candidates/1/heldOutError/mean").isNull()).isTrue();
        assertThat(choice.at("/candidates/1/heldOutError/diverged").asInt()).isEqualTo(1);
        assertThat(report.text())
                .contains("gated: bias = 0 chosen among 2")
                .contains("> bias = 0   25.00 ± 7.07")
                .contains("  bias = -6  1 of 2 diverged");
        assertThat(report.html()).contains("Choice: ").contains("25.00 ± 7.07");
        assertThat(report.markdown()).contains("gated: bias = 0 chosen among 2");
        assertThat(report.latex()).contains("gated: bias = 0 chosen among 2");
    }

    @Test
    void saysWhatIsMissingWhileNothingIsChosen() {
        done(selection.candidates().get(0).trials().get(0), 3_000);
        Report report = Report.of(plan, Map.of(), histories);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.result().at("/variants")).isEmpty();
        assertThat(report.text()).contains("gated: nothing is chosen yet; 1 of 4 trials have ended");
        assertThat(report.html()).contains("nothing is chosen yet");
    }

    @Test
    void aTrialTakenAwayLeavesItUnchosenForGood() {
        trials();
        RunId taken = selection.candidates().get(0).trials().get(0);
        histories.put(taken, RunHistory.empty().stopped());
        Report report = Report.of(plan, Map.of(), histories);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.text()).contains("nothing is chosen: a trial was cancelled or given up; retry the batch");
    }
}
