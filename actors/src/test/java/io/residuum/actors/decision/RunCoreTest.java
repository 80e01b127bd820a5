package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.RunCore.Effect;
import io.residuum.actors.decision.RunCore.Ending;
import io.residuum.actors.decision.RunCore.Event;
import io.residuum.actors.decision.RunCore.Head;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunCoreTest {

    private static final RunId RUN = RunId.ofHex("ab".repeat(32));
    private static final SlotId SLOT = new SlotId("node", 1);
    private static final Map<String, String> PINNED = Map.of("engine", "pytorch-2.7.1");

    private static final BatchId BATCH = new BatchId("batch-0123456789ab");
    private static final Event WANTED = new Event.Wanted(BATCH, 0);

    private final RunCore core = new RunCore();

    private static Assignment attempt(String name) {
        return new Assignment(name, RUN, SLOT);
    }

    private static Head head(long index, long iteration) {
        return new Head(index, iteration, Double.NaN, Ending.NOT_YET);
    }

    private List<Effect> on(Event event) {
        return core.on(event);
    }

    private void training(String attempt) {
        core.on(WANTED);
        on(new Event.HeadRead(head(0, 0), Map.of()));
        on(new Event.Granted(attempt(attempt), false));
    }

    private static <T extends Effect> List<T> only(Class<T> type, List<Effect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void itReadsTheHeadBeforeAnythingElse() {
        assertThat(core.on(WANTED)).endsWith(new Effect.ReadHead());
        assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
    }

    @Test
    void aFreshRunAsksForAnySlotAndAPinnedOneForItsEnvironment() {
        core.on(WANTED);
        assertThat(on(new Event.HeadRead(head(0, 0), Map.of()))).contains(new Effect.RequestSlot(Map.of()));
        RunCore pinned = new RunCore();
        pinned.on(WANTED);
        assertThat(pinned.on(new Event.HeadRead(head(3, 300), PINNED))).contains(new Effect.RequestSlot(PINNED));
        assertThat(pinned.state().iteration()).isEqualTo(300);
    }

    @Test
    void viewsThatAreAskedForBehindTheEndAreLookedFor() {
        Event done = new Event.HeadRead(new Head(7, 700, 12.5, Ending.DONE), PINNED);
        core.on(WANTED);
        on(done);
        assertThat(on(new Event.ViewsAsked())).endsWith(new Effect.ReadHead());
        assertThat(on(new Event.HeadRead(head(8, 700), PINNED))).contains(new Effect.RequestSlot(PINNED));
        on(new Event.Granted(attempt("judge"), false));
        on(new Event.Stopped("judge", StopCause.ENDED, "its views are judged", 700));
        on(done);
        assertThat(core.state().phase()).isEqualTo(RunState.Phase.DONE);
        assertThat(core.state().testErrorPercent()).isEqualTo(12.5);
    }

    @Test
    void viewsThatAreAskedForWhileTheHeadIsBeingReadAreNotMissed() {
        Event done = new Event.HeadRead(new Head(7, 700, 12.5, Ending.DONE), PINNED);
        core.on(WANTED);
        on(new Event.ViewsAsked());
        assertThat(on(done)).containsExactly(new Effect.ReadHead());
        on(done);
        assertThat(core.state().phase()).isEqualTo(RunState.Phase.DONE);
    }

    @Test
    void viewsThatAreAskedForBeforeTheEndChangeNothing() {
        training("one");
        assertThat(on(new Event.ViewsAsked())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"DONE", "DIVERGED"})
    void anEndedChainNeedsNoSlot(Ending ending) {
        core.on(WANTED);
        List<Effect> effects = on(new Event.HeadRead(new Head(7, 700, 12.5, ending), PINNED));
        assertThat(only(Effect.RequestSlot.class, effects)).isEmpty();
        assertThat(core.state().phase().name()).isEqualTo(ending.name());
        assertThat(core.state().testErrorPercent()).isEqualTo(12.5);
    }

    /** Whoever trains it when it is deleted finds the tombstone behind its last commit. */
    @Test
    void aRunThatIsDeletedUnderItsTrainerIsNotBegunAgain() {
        Assignment assignment = attempt("a");
        core.on(WANTED);
        on(new Event.HeadRead(head(1, 100), PINNED));
        on(new Event.Granted(assignment, false));
        on(new Event.Stopped(assignment.attempt(), StopCause.OVERTAKEN, "another entry stands there", 120));
        assertThat(on(new Event.HeadRead(new Head(2, 0, Double.NaN, Ending.DELETED), Map.of())))
                .noneMatch(effect -> effect instanceof Effect.RequestSlot);
        assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
        assertThat(core.state().reason()).contains("deleted");
    }

    @Test
    void anUnreadableHeadIsReadAgainWithGrowingBackOff() {
        core.on(WANTED);
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            only(Effect.BackOff.class, on(new Event.HeadUnreadable("no answer")))
                    .forEach(backOff -> delays.add(backOff.delay()));
            assertThat(on(new Event.BackOffElapsed())).containsExactly(new Effect.ReadHead());
        }
        assertThat(delays).hasSize(12).isSorted().endsWith(Duration.ofSeconds(60));
        assertThat(delays.get(0)).isLessThan(Duration.ofSeconds(1));
        assertThat(core.state().reason()).startsWith("waiting for storage");
    }

    @Test
    void aDamagedHeadIsReadThreeTimesBeforeItIsBelieved() {
        core.on(WANTED);
        for (int reading = 1; reading <= 2; reading++) {
            on(new Event.HeadDamaged("entry 2 is damaged"));
            assertThat(on(new Event.BackOffElapsed())).containsExactly(new Effect.ReadHead());
        }
        assertThat(only(Effect.BackOff.class, on(new Event.HeadDamaged("entry 2 is damaged"))))
                .isEmpty();
        assertThat(core.state().phase()).isEqualTo(RunState.Phase.PARKED);
        assertThat(core.state().reason()).isEqualTo("entry 2 is damaged");
    }

    @Nested
    class WhenItsRateHangsOnOtherSeeds {

        private final RunCore gated = new RunCore(new Gate(100, 1_000));

        private List<Effect> begunAt(long iteration) {
            gated.on(WANTED);
            return gated.on(new Event.HeadRead(head(1, iteration), PINNED));
        }

        @Test
        void itAsksForNoSlotBeforeTheDecisionStands() {
            assertThat(only(Effect.RequestSlot.class, begunAt(200))).isEmpty();
            assertThat(gated.state().reason()).contains("after evaluation 2, at iteration 200, for the other seeds");
            assertThat(gated.on(new Event.Decided(1))).isEmpty();
            assertThat(gated.on(new Event.Decided(2))).contains(new Effect.RequestSlot(PINNED));
        }

        @Test
        void betweenEvaluationsItWaitsForNobody() {
            gated.on(new Event.Decided(1));
            assertThat(begunAt(150)).contains(new Effect.RequestSlot(PINNED));
        }

        @Test
        void aTrainerThatWaitsIsIdleUntilItIsDecided() {
            begunAt(0);
            gated.on(new Event.Granted(attempt("a1"), false));
            assertThat(gated.on(new Event.Committed(head(2, 100)))).contains(new Effect.Idle());
            assertThat(gated.on(new Event.Committed(head(2, 100))))
                    .as("said again")
                    .isEmpty();
            assertThat(gated.on(new Event.Decided(1))).contains(new Effect.Busy());
        }

        @Test
        void putDownForAnotherRunItAsksAgainWhenItIsDecided() {
            begunAt(0);
            gated.on(new Event.Granted(attempt("a1"), false));
            gated.on(new Event.Committed(head(2, 100)));
            gated.on(new Event.MakeRoom(attempt("a1"), "another run waits"));
            gated.on(new Event.Stopped("a1", StopCause.RELEASED, "told to stop", 100));
            assertThat(only(Effect.RequestSlot.class, gated.on(new Event.HeadRead(head(2, 100), PINNED))))
                    .isEmpty();
            assertThat(gated.on(new Event.Decided(1))).contains(new Effect.RequestSlot(PINNED));
        }

        @Test
        void whenNoDecisionCanComeItIsGivenUpOnceItHasToWait() {
            begunAt(0);
            gated.on(new Event.Granted(attempt("a1"), false));
            assertThat(gated.on(new Event.CohortBlocked("its schedule waits for seed 2")))
                    .isEmpty();
            assertThat(gated.on(new Event.Committed(head(2, 100)))).contains(new Effect.Release(attempt("a1")));
            gated.on(new Event.Stopped("a1", StopCause.RELEASED, "told to stop", 100));
            gated.on(new Event.HeadRead(head(2, 100), PINNED));
            assertThat(gated.state().phase()).isEqualTo(RunState.Phase.FAILED);
            assertThat(gated.state().reason()).isEqualTo("its schedule waits for seed 2");
        }

        @Test
        void blockedAndTakenBackItWaitsOn() {
            gated.on(new Event.CohortBlocked("its schedule waits for seed 2"));
            gated.on(new Event.CohortBlocked(""));
            begunAt(100);
            assertThat(gated.state().phase()).isEqualTo(RunState.Phase.WAITING);
        }
    }

    @Nested
    class WhenTraining {

        @Test
        void aSecondGrantIsReturnedAndADoubledOneIgnored() {
            training("a1");
            assertThat(on(new Event.Granted(attempt("a1"), false))).isEmpty();
            assertThat(on(new Event.Granted(attempt("a2"), false)))
                    .containsExactly(new Effect.ReturnSlot(attempt("a2")));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
        }

        @Test
        void itLeavesItsSlotForSomebodyElseAndAsksAgainWithoutHavingFailed() {
            training("a1");
            Event.MakeRoom room = new Event.MakeRoom(attempt("a1"), "its batch has 2 slots, one that waits has 0");
            assertThat(on(room)).containsExactly(new Effect.Release(attempt("a1")));
            assertThat(on(room)).as("told twice").isEmpty();
            assertThat(on(new Event.SeenTraining(attempt("a1"))))
                    .as("the order was lost")
                    .containsExactly(new Effect.Release(attempt("a1")));
            on(new Event.Committed(head(1, 70)));
            assertThat(on(new Event.Stopped("a1", StopCause.RELEASED, "told to stop", 70)))
                    .contains(new Effect.SlotFreed(attempt("a1")), new Effect.ReadHead());
            assertThat(core.state().reason()).contains("gave up its slot: its batch has 2 slots");
            assertThat(on(new Event.HeadRead(head(1, 70), PINNED))).contains(new Effect.RequestSlot(PINNED));
            on(new Event.Waits("waiting for a free slot: all 2 it may use are taken"));
            assertThat(core.state().reason()).contains("all 2");
            assertThat(only(Effect.Start.class, on(new Event.Granted(attempt("a2"), false))))
                    .allMatch(start -> start.recoveredFrom().isEmpty());
        }

        @Test
        void wordsOfAnEarlierAttemptChangeNothing() {
            training("a1");
            assertThat(on(new Event.Stopped("old", StopCause.TRAINER, "boom", 5)))
                    .isEmpty();
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
        }

        @Test
        void aCommitAdvancesAndADoubledOneDoesNot() {
            training("a1");
            on(new Event.Committed(head(1, 100)));
            assertThat(core.state().iteration()).isEqualTo(100);
            assertThat(on(new Event.Committed(head(1, 100)))).isEmpty();
            on(new Event.Committed(head(2, 200)));
            assertThat(on(new Event.Committed(head(1, 100)))).isEmpty();
            assertThat(core.state().iteration()).isEqualTo(200);
        }

        @Test
        void theEndIsReadFromTheChainNotBelievedFromTheTrainer() {
            training("a1");
            assertThat(on(new Event.Stopped("a1", StopCause.ENDED, "done", 100)))
                    .contains(new Effect.SlotFreed(attempt("a1")), new Effect.ReadHead());
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
            on(new Event.HeadRead(new Head(1, 100, 8.0, Ending.DONE), PINNED));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.DONE);
        }

        @Test
        void threeFailuresOfTheTrainerOnOneSegmentGiveItUp() {
            training("a1");
            for (int failure = 1; failure <= 2; failure++) {
                on(new Event.Stopped("a" + failure, StopCause.TRAINER, "boom", 50));
                assertThat(core.state().phase()).as("failure %d", failure).isEqualTo(RunState.Phase.WAITING);
                again("a" + (failure + 1), head(0, 0));
            }
            assertThat(on(new Event.Stopped("a3", StopCause.TRAINER, "boom", 50)))
                    .contains(new Effect.ReadHead());
            assertThat(core.state().phase()).as("before the head is read").isEqualTo(RunState.Phase.WAITING);
            on(new Event.HeadRead(head(0, 0), Map.of()));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.FAILED);
            assertThat(core.state().reason()).contains("3 times", "boom");
        }

        @Test
        void aCommitThatOnlyTheHeadKnowsOfLiftsTheVerdict() {
            failThrice(false);
            on(new Event.HeadRead(head(1, 100), PINNED));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
        }

        @Test
        void whereThereIsAnotherNodeItHasToFailThereToo() {
            failThrice(true);
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
            on(new Event.BackOffElapsed());
            on(new Event.HeadRead(head(0, 0), Map.of()));
            Assignment elsewhere = new Assignment("a4", RUN, new SlotId("another", 1));
            on(new Event.Granted(elsewhere, true));
            on(new Event.Stopped("a4", StopCause.TRAINER, "boom", 50));
            on(new Event.HeadRead(head(0, 0), Map.of()));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.FAILED);
        }

        @Test
        void givenUpItIsTriedAnewWhenItIsWantedAnew() {
            failThrice(false);
            on(new Event.HeadRead(head(0, 0), Map.of()));
            assertThat(on(WANTED)).contains(new Effect.ReadHead());
            on(new Event.HeadRead(head(0, 0), Map.of()));
            on(new Event.Granted(attempt("a5"), false));
            on(new Event.Stopped("a5", StopCause.TRAINER, "boom", 50));
            assertThat(core.state().reason()).contains("1 of 3");
        }

        private void failThrice(boolean elsewhere) {
            core.on(WANTED);
            on(new Event.HeadRead(head(0, 0), Map.of()));
            for (int failure = 1; failure <= 3; failure++) {
                on(new Event.Granted(attempt("a" + failure), elsewhere));
                on(new Event.Stopped("a" + failure, StopCause.TRAINER, "boom", 50));
                if (failure < 3) {
                    on(new Event.BackOffElapsed());
                    on(new Event.HeadRead(head(0, 0), Map.of()));
                }
            }
        }

        @Test
        void aCommitBetweenFailuresStartsTheCountAnew() {
            training("a1");
            on(new Event.Stopped("a1", StopCause.TRAINER, "boom", 50));
            again("a2", head(0, 0));
            on(new Event.Stopped("a2", StopCause.TRAINER, "boom", 50));
            again("a3", head(0, 0));
            on(new Event.Committed(head(1, 100)));
            on(new Event.Stopped("a3", StopCause.TRAINER, "boom", 150));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
        }

        @ParameterizedTest
        @EnumSource(
                value = StopCause.class,
                names = {"STORAGE", "ENVIRONMENT", "OVERTAKEN", "RELEASED"})
        void nothingButTheTrainersOwnFailureEverCounts(StopCause cause) {
            training("a0");
            for (int i = 0; i < 20; i++) {
                on(new Event.Stopped("a" + i, cause, "reason", 0));
                again("a" + (i + 1), head(0, 0));
            }
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
        }

        @ParameterizedTest
        @EnumSource(
                value = StopCause.class,
                names = {"DAMAGE", "MEMORY"})
        void whatNoWaitingMendsIsTriedThriceAndThenParkedWithoutAVerdict(StopCause cause) {
            training("a1");
            on(new Event.Stopped("a1", cause, "it is so", 0));
            again("a2", head(0, 0));
            on(new Event.Committed(head(1, 100)));
            for (int setback = 2; setback <= 3; setback++) {
                on(new Event.Stopped("a" + setback, cause, "it is so", 100));
                assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
                again("a" + (setback + 1), head(1, 100));
            }
            on(new Event.Stopped("a4", cause, "it is so", 100));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.PARKED);
            assertThat(core.state().reason()).contains("it is so");
            assertThat(on(new Event.BackOffElapsed())).isEmpty();
        }

        @Test
        void aLostNodeMovesTheRunAndAnotherNodesLossDoesNot() {
            training("a1");
            assertThat(on(new Event.NodeRemoved("other"))).isEmpty();
            assertThat(on(new Event.NodeRemoved("node"))).contains(new Effect.ReadHead());
            on(new Event.HeadRead(head(0, 0), Map.of()));
            List<Effect.Start> starts = only(Effect.Start.class, on(new Event.Granted(attempt("a2"), false)));
            assertThat(starts).hasSize(1);
            assertThat(starts.get(0).recoveredFrom())
                    .extracting(Recovery::cause)
                    .containsExactly("node node left");
        }

        @Test
        void aRestartKnowsWhatWasLost() {
            training("a1");
            on(new Event.Committed(head(1, 100)));
            on(new Event.Stopped("a1", StopCause.TRAINER, "boom", 140));
            on(new Event.BackOffElapsed());
            on(new Event.HeadRead(head(1, 100), PINNED));
            List<Effect.Start> starts = only(Effect.Start.class, on(new Event.Granted(attempt("a2"), false)));
            assertThat(starts.get(0).recoveredFrom()).containsExactly(new Recovery("boom", 40));
            on(new Event.Stopped("a2", StopCause.RELEASED, "told to", 140));
            on(new Event.HeadRead(head(2, 140), PINNED));
            assertThat(only(Effect.Start.class, on(new Event.Granted(attempt("a3"), false)))
                            .get(0)
                            .recoveredFrom())
                    .as("told once")
                    .isEmpty();
        }

        private void again(String attempt, Head head) {
            on(new Event.BackOffElapsed());
            on(new Event.HeadRead(head, Map.of()));
            on(new Event.Granted(attempt(attempt), false));
        }
    }

    @Nested
    class WhenPutDown {

        @Test
        void aTrainerIsReleasedAndTheRunEndsStopped() {
            training("a1");
            assertThat(on(new Event.Unwanted(BATCH, "interrupted"))).containsExactly(new Effect.Release(attempt("a1")));
            assertThat(on(new Event.Unwanted(BATCH, "interrupted"))).as("twice").isEmpty();
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
            on(new Event.Stopped("a1", StopCause.RELEASED, "told to", 120));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
        }

        @Test
        void aRunThatEndsMeanwhileIsDone() {
            training("a1");
            on(new Event.Unwanted(BATCH, "interrupted"));
            on(new Event.Stopped("a1", StopCause.ENDED, "done", 100));
            on(new Event.HeadRead(new Head(1, 100, 8.0, Ending.DONE), PINNED));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.DONE);
        }

        @Test
        void aWaitingRunWithdrawsAndTakesNoSlotAnyMore() {
            core.on(WANTED);
            on(new Event.HeadRead(head(0, 0), Map.of()));
            assertThat(on(new Event.Unwanted(BATCH, "interrupted"))).contains(new Effect.WithdrawRequest());
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
            assertThat(on(new Event.Granted(attempt("a1"), false)))
                    .containsExactly(new Effect.ReturnSlot(attempt("a1")));
        }

        @Test
        void aTrainerThatFailsMeanwhileIsNotStartedAgain() {
            training("a1");
            on(new Event.Unwanted(BATCH, "interrupted"));
            assertThat(only(Effect.BackOff.class, on(new Event.Stopped("a1", StopCause.STORAGE, "gone", 5))))
                    .isEmpty();
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
        }

        @Test
        void wantedAgainBeforeItsTrainerIsGoneItGoesOnAfterwards() {
            training("a1");
            on(new Event.Unwanted(BATCH, "paused"));
            on(WANTED);
            assertThat(on(new Event.Stopped("a1", StopCause.RELEASED, "told to", 120)))
                    .contains(new Effect.ReadHead());
            assertThat(on(new Event.HeadRead(head(1, 120), PINNED))).contains(new Effect.RequestSlot(PINNED));
        }

        @Test
        void wantedAgainLaterItGoesOnFromTheHead() {
            training("a1");
            on(new Event.Unwanted(BATCH, "paused"));
            on(new Event.Stopped("a1", StopCause.RELEASED, "told to", 120));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
            assertThat(on(WANTED)).contains(new Effect.ReadHead());
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.WAITING);
        }

        @Test
        void whileAnotherBatchWantsItOnlyTheOneIsLetGo() {
            BatchId other = new BatchId("other-0123456789ab");
            training("a1");
            assertThat(on(new Event.Wanted(other, 7))).containsExactly(new Effect.Prioritise(7));
            List<Effect> effects = on(new Event.Unwanted(BATCH, "cancelled"));
            assertThat(only(Effect.Release.class, effects)).isEmpty();
            assertThat(only(Effect.LetGo.class, effects))
                    .hasSize(1)
                    .allMatch(letGo ->
                            letGo.batch().equals(BATCH) && letGo.state().phase() == RunState.Phase.STOPPED);
            assertThat(on(new Event.Unwanted(other, "cancelled"))).contains(new Effect.Release(attempt("a1")));
        }

        @Test
        void beforeTheHeadIsReadItWaitsForIt() {
            core.on(WANTED);
            assertThat(on(new Event.Unwanted(BATCH, "interrupted"))).isEmpty();
            on(new Event.HeadRead(head(1, 100), PINNED));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.STOPPED);
        }
    }

    @Nested
    class WhenTakingOver {

        private final Event.SeenTraining seen = new Event.SeenTraining(attempt("e1"));

        @Test
        void aTrainerSeenAtItIsTakenOverInsteadOfASecondOne() {
            core.on(WANTED);
            on(seen);
            assertThat(only(Effect.RequestSlot.class, on(new Event.HeadRead(head(2, 200), PINNED))))
                    .isEmpty();
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
        }

        @Test
        void evenIfTheHeadCannotBeRead() {
            core.on(WANTED);
            on(seen);
            on(new Event.HeadUnreadable("no answer"));
            assertThat(core.state().phase()).isEqualTo(RunState.Phase.TRAINING);
        }

        @Test
        void aTrainerOfANodeThatIsRemovedMeanwhileIsNot() {
            core.on(WANTED);
            on(seen);
            on(new Event.NodeRemoved(SLOT.node()));
            assertThat(only(Effect.RequestSlot.class, on(new Event.HeadRead(head(2, 200), PINNED))))
                    .hasSize(1);
        }

        @Test
        void whoAskedWithdraws() {
            core.on(WANTED);
            on(new Event.HeadRead(head(0, 0), Map.of()));
            assertThat(on(seen)).contains(new Effect.WithdrawRequest());
        }

        @Test
        void aSecondTrainerIsReleased() {
            training("a1");
            assertThat(on(seen)).containsExactly(new Effect.Release(attempt("e1")));
        }

        @Test
        void aTrainerWhoseEndIsKnownIsNotTakenOverByALateWord() {
            training("e1");
            on(new Event.Stopped("e1", StopCause.OVERTAKEN, "lost", 5));
            on(seen);
            assertThat(only(Effect.RequestSlot.class, on(new Event.HeadRead(head(2, 200), PINNED))))
                    .hasSize(1);
        }

        @Test
        void anOrderThatDidNotArriveIsSaidAgain() {
            training("a1");
            assertThat(on(new Event.SeenIdle(attempt("a1"))))
                    .containsExactly(new Effect.Start(attempt("a1"), List.of()));
            assertThat(on(new Event.SeenIdle(attempt("a0")))).containsExactly(new Effect.ReturnSlot(attempt("a0")));
        }
    }

    @Test
    void aSegmentWithoutAnEvaluationTakesNoErrorBack() {
        training("a1");
        on(new Event.Committed(new Head(1, 100, 12.5, Ending.NOT_YET)));
        on(new Event.Committed(head(2, 150)));
        assertThat(core.state().testErrorPercent()).isEqualTo(12.5);
    }
}
