package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchControl.Answer;
import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.decision.BatchWish.Judgement;
import io.residuum.actors.decision.RunState.Phase;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.BatchEntry;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BatchCoreTest {

    private static final RunId A = RunId.ofHex("aa".repeat(32));
    private static final RunId B = RunId.ofHex("bb".repeat(32));
    private static final ObjectRef REPORT =
            new ObjectRef("reports/b/x", 3, Sha256.of("r".getBytes(StandardCharsets.UTF_8)));
    private static final BatchStanding FRESH =
            new BatchStanding(0, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, 0, false, false);

    private final BatchCore core = new BatchCore(List.of(A, B), List.of());

    private static BatchStanding paused(long head) {
        return new BatchStanding(head, true, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, head, false, false);
    }

    private static BatchStanding cancelled(long head, RunId... runs) {
        return new BatchStanding(head, false, 0, Map.of(), Set.of(runs), Map.of(), Set.of(), 0, head, false, false);
    }

    private static BatchStanding givenUp(long head, RunId run, boolean reported) {
        return new BatchStanding(
                head, false, 0, Map.of(run, "boom"), Set.of(), Map.of(), Set.of(), 0, 0, reported, false);
    }

    private static BatchStanding plain(long head) {
        return new BatchStanding(head, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, 0, false, false);
    }

    private static BatchStanding reported(long head) {
        return new BatchStanding(head, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, head, true, false);
    }

    private static Event moved(RunId run, Phase phase) {
        return new Event.RunChanged(run, new RunState(phase, 10, 5.0, "reason"));
    }

    private static Event settled(BatchWish wish, Judgement judgement, BatchStanding standing) {
        return new Event.Settled(wish, judgement, standing);
    }

    private static Event written(BatchWish wish, BatchStanding standing) {
        return settled(wish, wish.judge(FRESH), standing);
    }

    private void opened() {
        assertThat(core.on(new Event.ChainRead(FRESH))).containsExactly(new Effect.Want(List.of(A, B), 0));
    }

    @Test
    void oneReportWhenAllHaveEndedAndNeverASecond() {
        opened();
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
        assertThat(core.on(moved(B, Phase.DIVERGED))).containsExactly(new Effect.MakeReport());
        assertThat(core.on(moved(B, Phase.DIVERGED))).isEmpty();
        BatchWish report = new BatchWish.Report(0, REPORT);
        assertThat(core.on(new Event.ReportMade(REPORT))).containsExactly(new Effect.Write(report));
        assertThat(core.on(written(report, reported(1)))).containsExactly(new Effect.Finish(Outcome.REPORTED));
        assertThat(core.on(new Event.ChainMoved(reported(1)))).isEmpty();
    }

    @Test
    void aSeedThatIsSaidTwiceDoesNotStandForAnother() {
        opened();
        core.on(moved(A, Phase.DONE));
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
    }

    @Test
    void theVerdictStandsInTheChainBeforeTheReport() {
        opened();
        core.on(moved(A, Phase.DONE));
        BatchWish verdict = new BatchWish.Verdict(B, "reason", 0);
        assertThat(core.on(moved(B, Phase.FAILED))).containsExactly(new Effect.Write(verdict));
        assertThat(core.on(written(verdict, givenUp(1, B, false))))
                .containsExactly(new Effect.Unwant(List.of(B), "given up: boom"), new Effect.GivenUp(B, "boom"));
        assertThat(core.on(moved(B, Phase.FAILED))).containsExactly(new Effect.MakeReport());
        assertThat(core.on(written(new BatchWish.Report(1, REPORT), givenUp(2, B, true))))
                .containsExactly(new Effect.Finish(Outcome.REPORTED_WITH_FAILURES));
    }

    @Test
    void aVerdictThatARetryOvertookIsForgottenAndTheRunTriedAgain() {
        opened();
        core.on(moved(B, Phase.FAILED));
        BatchStanding retried =
                new BatchStanding(4, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 4, 4, false, false);
        assertThat(core.on(
                        settled(new BatchWish.Verdict(B, "reason", 0), new Judgement.Refused("tried again"), retried)))
                .containsExactly(new Effect.Want(List.of(B), 0));
    }

    @Test
    void aReportOfWhatTheBatchNoLongerIsIsMadeAgain() {
        opened();
        core.on(moved(A, Phase.DONE));
        core.on(moved(B, Phase.DONE));
        BatchWish report = new BatchWish.Report(0, REPORT);
        assertThat(core.on(new Event.ReportMade(REPORT))).containsExactly(new Effect.Write(report));
        assertThat(report.judge(plain(1))).isInstanceOf(Judgement.Refused.class);
        assertThat(core.on(settled(report, report.judge(plain(1)), plain(1)))).containsExactly(new Effect.MakeReport());
    }

    @Test
    void aReportedBatchIsAnsweredAtOnce() {
        assertThat(core.on(new Event.ChainRead(reported(3)))).containsExactly(new Effect.Finish(Outcome.REPORTED));
    }

    @Test
    void askingAgainLiftsVerdictsAndCancellationsAndAPause() {
        BatchStanding standing =
                new BatchStanding(5, true, 0, Map.of(B, "boom"), Set.of(A), Map.of(), Set.of(), 0, 5, false, false);
        BatchWish retry = new BatchWish.Retry(List.of(A, B));
        BatchWish resume = new BatchWish.Resume();
        assertThat(core.on(new Event.ChainRead(standing)))
                .containsExactly(new Effect.Write(retry), new Effect.Write(resume));
        assertThat(core.on(settled(retry, retry.judge(standing), paused(6)))).isEmpty();
        assertThat(core.on(settled(resume, resume.judge(standing), plain(7))))
                .containsExactly(new Effect.Want(List.of(A, B), 0));
    }

    @Test
    void putDownItEndsInterruptedWithoutAReport() {
        opened();
        core.on(moved(A, Phase.DONE));
        assertThat(core.on(new Event.PutDown("interrupted")))
                .containsExactly(new Effect.Unwant(List.of(B), "interrupted"));
        assertThat(core.on(moved(B, Phase.STOPPED))).containsExactly(new Effect.Finish(Outcome.INTERRUPTED));
    }

    @Test
    void putDownBeforeItIsOpenItStartsNothing() {
        assertThat(core.on(new Event.PutDown("interrupted"))).isEmpty();
        assertThat(core.on(new Event.ChainRead(FRESH))).containsExactly(new Effect.Finish(Outcome.INTERRUPTED));
    }

    @Test
    void aParkedRunEndsTheBatchParkedOnceAllOthersHaveEnded() {
        opened();
        assertThat(core.on(moved(A, Phase.PARKED))).isEmpty();
        assertThat(core.on(moved(B, Phase.DONE))).containsExactly(new Effect.Finish(Outcome.PARKED));
    }

    @Test
    void damageToItsOwnChainParksItAtOnce() {
        opened();
        assertThat(core.on(new Event.Damaged())).containsExactly(new Effect.Finish(Outcome.PARKED));
        assertThat(core.on(moved(A, Phase.DONE))).isEmpty();
    }

    @Test
    void takenOverVerdictsStandAndNobodyIsTriedAgain() {
        assertThat(core.on(new Event.TakenOver(givenUp(2, B, false))))
                .as("whoever waits for it is told")
                .containsExactly(new Effect.GivenUp(B, "boom"), new Effect.Want(List.of(A), 0));
        assertThat(core.on(moved(A, Phase.DONE))).containsExactly(new Effect.MakeReport());
    }

    @Test
    void aDeletedBatchWantsNothingAndTakesNoWord() {
        opened();
        BatchStanding deleted =
                new BatchStanding(1, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, 1, false, true);
        assertThat(core.on(new Event.ChainMoved(deleted)))
                .containsExactly(new Effect.Unwant(List.of(A, B), "its batch was deleted"));
        core.on(moved(A, Phase.STOPPED));
        assertThat(core.on(moved(B, Phase.STOPPED))).containsExactly(new Effect.Finish(Outcome.INTERRUPTED));
        assertThat(new BatchWish.Pause().judge(deleted)).isInstanceOf(Judgement.Refused.class);
    }

    @Nested
    class WhenCommanded {

        private final BatchWish pause = new BatchWish.Pause();

        @Test
        void nobodyIsAnsweredBeforeTheEntryStands() {
            opened();
            assertThat(core.on(new Event.Commanded(7, pause))).containsExactly(new Effect.Write(pause));
            assertThat(core.on(written(pause, paused(1))))
                    .containsExactly(
                            new Effect.Tell(7, new Answer.Written()), new Effect.Unwant(List.of(A, B), "paused"));
        }

        @Test
        void aCommandThatComesBeforeTheChainIsReadWaitsForIt() {
            assertThat(core.on(new Event.Commanded(7, pause))).isEmpty();
            assertThat(core.on(new Event.TakenOver(FRESH))).contains(new Effect.Write(pause));
        }

        @Test
        void theSameCommandTwiceAtOnceIsWrittenOnceAndAnsweredTwice() {
            opened();
            core.on(new Event.Commanded(1, pause));
            assertThat(core.on(new Event.Commanded(2, pause))).isEmpty();
            assertThat(core.on(written(pause, paused(1))))
                    .contains(new Effect.Tell(1, new Answer.Written()), new Effect.Tell(2, new Answer.Written()));
        }

        @Test
        void pausedNothingIsReportedAndResumedItGoesOn() {
            opened();
            core.on(moved(A, Phase.DONE));
            core.on(new Event.ChainMoved(paused(1)));
            assertThat(core.on(moved(B, Phase.DONE)))
                    .as("it ended while it was put down")
                    .isEmpty();
            assertThat(core.on(new Event.ChainMoved(plain(2)))).containsExactly(new Effect.MakeReport());
        }

        @Test
        void aPauseThatAnEarlierCoordinatorWroteHolds() {
            assertThat(core.on(new Event.TakenOver(paused(3)))).isEmpty();
            assertThat(core.on(new Event.ChainMoved(plain(4)))).containsExactly(new Effect.Want(List.of(A, B), 0));
        }

        @Test
        void whatIsCancelledIsWaitedForAndThenReportedAsItIs() {
            opened();
            core.on(moved(A, Phase.DONE));
            assertThat(core.on(new Event.ChainMoved(cancelled(1, B))))
                    .containsExactly(new Effect.Unwant(List.of(B), "cancelled"));
            assertThat(core.on(moved(B, Phase.STOPPED))).containsExactly(new Effect.MakeReport());
        }

        @Test
        void aCancellationThatAnEarlierCoordinatorWroteHolds() {
            assertThat(core.on(new Event.TakenOver(cancelled(2, A)))).containsExactly(new Effect.Want(List.of(B), 0));
        }

        @Test
        void anOlderReadingOfTheChainTakesNothingBack() {
            opened();
            core.on(new Event.ChainMoved(paused(2)));
            assertThat(core.on(new Event.ChainMoved(plain(1)))).isEmpty();
        }

        @Test
        void aRetryAfterTheReportMakesAnother() {
            core.on(new Event.TakenOver(givenUp(3, B, true)));
            BatchWish retry = new BatchWish.Retry(List.of(B));
            BatchStanding retried =
                    new BatchStanding(4, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 4, 4, false, false);
            core.on(new Event.Commanded(1, retry));
            assertThat(core.on(settled(retry, retry.judge(givenUp(3, B, true)), retried)))
                    .containsExactly(new Effect.Tell(1, new Answer.Written()), new Effect.Want(List.of(A, B), 0));
            core.on(moved(A, Phase.DONE));
            assertThat(core.on(moved(B, Phase.DONE))).containsExactly(new Effect.MakeReport());
        }

        @Test
        void anotherPriorityIsSaidForAllThatAreWanted() {
            opened();
            core.on(moved(A, Phase.DONE));
            BatchStanding urgent =
                    new BatchStanding(1, false, 9, Map.of(), Set.of(), Map.of(), Set.of(), 0, 1, false, false);
            assertThat(core.on(new Event.ChainMoved(urgent))).containsExactly(new Effect.Want(List.of(B), 9));
        }
    }

    /** The chain is read after the verdict was written, and a user was faster. */
    @Test
    void aRetryRightBehindTheVerdictIsNotMissed() {
        opened();
        assertThat(core.on(moved(B, Phase.FAILED))).hasSize(1);
        BatchStanding retried =
                new BatchStanding(2, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 2, 2, false, false);
        assertThat(core.on(written(new BatchWish.Verdict(B, "reason", 0), retried)))
                .containsExactly(new Effect.Want(List.of(B), 0));
    }

    @Nested
    class AWish {

        @Test
        void isFulfilledByWhoeverWroteIt() {
            BatchStanding standing = givenUp(2, B, true);
            assertThat(new BatchWish.Report(1, REPORT).judge(standing)).isEqualTo(new Judgement.Fulfilled());
            assertThat(new BatchWish.Verdict(B, "x", 1).judge(standing)).isEqualTo(new Judgement.Fulfilled());
            assertThat(new BatchWish.Pause().judge(paused(1))).isEqualTo(new Judgement.Fulfilled());
            assertThat(new BatchWish.Cancel(List.of(A)).judge(cancelled(1, A))).isEqualTo(new Judgement.Fulfilled());
            assertThat(new BatchWish.Retry(List.of(A)).judge(standing)).isEqualTo(new Judgement.Fulfilled());
        }

        @Test
        void namesOnlyWhatIsLeftOfIt() {
            assertThat(new BatchWish.Cancel(List.of(A, B)).judge(cancelled(1, A)))
                    .isEqualTo(new Judgement.Append(new BatchEntry.Cancelled(List.of(B))));
            assertThat(new BatchWish.Retry(List.of(A, B)).judge(givenUp(2, B, true)))
                    .isEqualTo(new Judgement.Append(new BatchEntry.Retry(List.of(B))));
        }

        @Test
        void nothingButARetryFollowsAReport() {
            for (BatchWish wish : List.of(
                    new BatchWish.Pause(),
                    new BatchWish.Priority(3),
                    new BatchWish.Cancel(List.of(A)),
                    new BatchWish.Verdict(A, "x", 9))) {
                assertThat(wish.judge(reported(3))).as("%s", wish).isInstanceOf(Judgement.Refused.class);
            }
        }

        @Test
        void noReportIsWrittenOfAPausedBatch() {
            assertThat(new BatchWish.Report(1, REPORT).judge(paused(1))).isInstanceOf(Judgement.Refused.class);
        }

        @Test
        void ofAUserWhoHasNotSeenTheLastWordIsOvertaken() {
            BatchWish late = new BatchWish.AsOf(0, new BatchWish.Pause());
            assertThat(late.judge(FRESH)).isEqualTo(new Judgement.Append(new BatchEntry.Paused()));
            assertThat(late.judge(paused(1))).as("its own entry").isEqualTo(new Judgement.Fulfilled());
            BatchStanding resumed =
                    new BatchStanding(2, false, 0, Map.of(), Set.of(), Map.of(), Set.of(), 0, 2, false, false);
            assertThat(late.judge(resumed)).isEqualTo(new Judgement.Overtaken(2));
        }
    }

    @Nested
    class AChoice {
        private static final RunId FIRST = RunId.ofHex("11".repeat(32));
        private static final RunId SECOND = RunId.ofHex("22".repeat(32));
        private static final Selection GATED = new Selection(
                "gated",
                List.of(
                        new Selection.Candidate("bias = 0", List.of(FIRST), List.of(A)),
                        new Selection.Candidate("bias = -3", List.of(SECOND), List.of(B))));

        private final BatchCore choosing = new BatchCore(List.of(FIRST, SECOND, A, B), List.of(GATED));

        private static BatchStanding standing(long head, Map<String, String> selected, Set<RunId> cancelled) {
            Set<RunId> waiting = selected.isEmpty() ? Set.of(A, B) : Set.of(A);
            return new BatchStanding(head, false, 0, Map.of(), cancelled, selected, waiting, 0, head, false, false);
        }

        private static Event done(RunId run, double error) {
            return new Event.RunChanged(run, new RunState(Phase.DONE, 10, error, "reason"));
        }

        private BatchWish chosen() {
            BatchStanding open = standing(0, Map.of(), Set.of());
            assertThat(choosing.on(new Event.ChainRead(open)))
                    .containsExactly(new Effect.Want(List.of(FIRST, SECOND), 0));
            assertThat(choosing.on(done(FIRST, 30))).isEmpty();
            List<Effect> effects = choosing.on(done(SECOND, 20));
            assertThat(effects).singleElement().isInstanceOf(Effect.Write.class);
            return ((Effect.Write) effects.get(0)).wish();
        }

        @Test
        void isWrittenBeforeWhatItChoseIsTrained() {
            BatchWish wish = chosen();
            assertThat(wish.judge(standing(0, Map.of(), Set.of())))
                    .isEqualTo(new Judgement.Append(new BatchEntry.Selected(
                            "gated", "bias = -3", Map.of("bias = 0", 30.0, "bias = -3", 20.0))));
            BatchStanding selected = standing(1, Map.of("gated", "bias = -3"), Set.of());
            assertThat(choosing.on(settled(wish, wish.judge(standing(0, Map.of(), Set.of())), selected)))
                    .containsExactly(new Effect.Want(List.of(B), 0));
            assertThat(choosing.on(done(B, 5))).containsExactly(new Effect.MakeReport());
        }

        @Test
        void byAnotherCoordinatorIsTheSame() {
            BatchWish wish = chosen();
            BatchStanding selected = standing(1, Map.of("gated", "bias = -3"), Set.of());
            assertThat(wish.judge(selected)).isEqualTo(new Judgement.Fulfilled());
        }

        /** A retry of a run that is not chosen has nothing trained, and takes the report back all the same. */
        @Test
        void aRetryOfWhatIsNotChosenIsReportedAnew() {
            choosing.on(new Event.ChainRead(standing(0, Map.of(), Set.of())));
            BatchStanding cancelled = standing(1, Map.of(), Set.of(FIRST, SECOND, A, B));
            choosing.on(new Event.ChainMoved(cancelled));
            choosing.on(moved(FIRST, Phase.STOPPED));
            choosing.on(moved(SECOND, Phase.STOPPED));
            BatchStanding reported = new BatchStanding(
                    2, false, 0, Map.of(), Set.of(FIRST, SECOND, A, B), Map.of(), Set.of(A, B), 0, 2, true, false);
            BatchWish report = new BatchWish.Report(1, REPORT);
            assertThat(choosing.on(new Event.ReportMade(REPORT))).containsExactly(new Effect.Write(report));
            assertThat(choosing.on(settled(report, report.judge(cancelled), reported)))
                    .containsExactly(new Effect.Finish(Outcome.REPORTED));
            BatchStanding retried = new BatchStanding(
                    3, false, 0, Map.of(), Set.of(FIRST, SECOND, B), Map.of(), Set.of(A, B), 3, 3, false, false);
            assertThat(choosing.on(new Event.ChainMoved(retried))).containsExactly(new Effect.MakeReport());
        }

        @Test
        void isTakenAwayWithATrial() {
            BatchWish wish = chosen();
            BatchStanding cancelled = standing(1, Map.of(), Set.of(FIRST));
            assertThat(wish.judge(cancelled)).isInstanceOf(Judgement.Refused.class);
            assertThat(choosing.on(settled(wish, wish.judge(cancelled), cancelled)))
                    .containsExactly(new Effect.MakeReport());
        }
    }
}
