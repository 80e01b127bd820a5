package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.decision.RunState.Phase;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchCoreTest {

    private static final RunId A = RunId.ofHex("aa".repeat(32));
    private static final RunId B = RunId.ofHex("bb".repeat(32));

    private final BatchCore core = new BatchCore(List.of(A, B));

    private static Event moved(RunId run, Phase phase) {
        return new Event.RunChanged(run, new RunState(phase, 10, 5.0, "reason"));
    }

    private void opened() {
        assertThat(core.on(new Event.ChainRead(Map.of(), false))).containsExactly(new Effect.Supervise(List.of(A, B)));
    }

    @Test
    void oneReportWhenAllHaveEndedAndNeverASecond() {
        opened();
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
        assertThat(core.on(moved(B, Phase.DIVERGED))).containsExactly(new Effect.WriteReport());
        assertThat(core.on(moved(B, Phase.DIVERGED))).isEmpty();
        assertThat(core.on(new Event.ReportWritten())).containsExactly(new Effect.Finish(Outcome.REPORTED));
        assertThat(core.on(new Event.ReportWritten())).isEmpty();
    }

    @Test
    void aSeedThatIsSaidTwiceDoesNotStandForAnother() {
        opened();
        core.on(moved(A, Phase.DONE));
        assertThat(core.on(moved(A, Phase.DONE))).doesNotContain(new Effect.WriteReport());
    }

    @Test
    void theVerdictStandsInTheChainBeforeTheReport() {
        opened();
        core.on(moved(A, Phase.DONE));
        assertThat(core.on(moved(B, Phase.FAILED))).containsExactly(new Effect.WriteVerdict(B, "reason"));
        assertThat(core.on(new Event.VerdictWritten(B))).containsExactly(new Effect.WriteReport());
        assertThat(core.on(new Event.ReportWritten()))
                .containsExactly(new Effect.Finish(Outcome.REPORTED_WITH_FAILURES));
    }

    @Test
    void aReportedBatchIsAnsweredAtOnce() {
        assertThat(core.on(new Event.ChainRead(Map.of(), true))).containsExactly(new Effect.Finish(Outcome.REPORTED));
    }

    @Test
    void askingAgainLiftsOldVerdicts() {
        assertThat(core.on(new Event.ChainRead(Map.of(B, "boom"), true)))
                .containsExactly(new Effect.WriteRetry(Set.of(B)));
        assertThat(core.on(new Event.RetryWritten())).containsExactly(new Effect.Supervise(List.of(A, B)));
    }

    @Test
    void putDownItEndsInterruptedWithoutAReport() {
        opened();
        core.on(moved(A, Phase.DONE));
        assertThat(core.on(new Event.PutDown("interrupted"))).containsExactly(new Effect.PutDownRuns("interrupted"));
        assertThat(core.on(moved(B, Phase.STOPPED))).containsExactly(new Effect.Finish(Outcome.INTERRUPTED));
    }

    @Test
    void aParkedRunLetsTheOthersEndAndThenTheBatchIsParkedWithoutAReportOrAVerdict() {
        opened();
        assertThat(core.on(moved(A, Phase.PARKED))).isEmpty();
        assertThat(core.on(moved(B, Phase.DONE))).containsExactly(new Effect.Finish(Outcome.PARKED));
    }

    @Test
    void damageOfItsOwnChainParksItAtOnce() {
        assertThat(core.on(new Event.Damaged())).containsExactly(new Effect.Finish(Outcome.PARKED));
        assertThat(core.on(new Event.ChainRead(Map.of(), false))).isEmpty();
    }

    @Test
    void putDownBeforeItIsOpenItStartsNothing() {
        assertThat(core.on(new Event.PutDown("interrupted"))).isEmpty();
        assertThat(core.on(new Event.ChainRead(Map.of(), false)))
                .containsExactly(new Effect.Finish(Outcome.INTERRUPTED));
    }

    @Test
    void takenOverVerdictsStandAndNobodyIsTriedAgain() {
        assertThat(core.on(new Event.TakenOver(Map.of(B, "boom"), false)))
                .containsExactly(new Effect.Supervise(List.of(A)));
        assertThat(core.on(moved(A, Phase.DONE))).containsExactly(new Effect.WriteReport());
        assertThat(core.on(new Event.ReportWritten()))
                .containsExactly(new Effect.Finish(Outcome.REPORTED_WITH_FAILURES));
    }

    @Test
    void aWishIsFulfilledByWhoeverWroteIt() {
        var reported = new BatchWish.Standing(Map.of(B, "boom"), true);
        assertThat(new BatchWish.Report().fulfilledBy(reported)).isTrue();
        assertThat(new BatchWish.Verdict(B).fulfilledBy(reported)).isTrue();
        assertThat(new BatchWish.Verdict(A).fulfilledBy(reported)).isFalse();
        assertThat(new BatchWish.Retry(Set.of(B)).fulfilledBy(reported)).isFalse();
    }
}
