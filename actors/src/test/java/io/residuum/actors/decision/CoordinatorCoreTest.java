package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.CoordinatorCore.Effect;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoordinatorCoreTest {

    private static final RunId A = RunId.ofHex("aa".repeat(32));
    private static final RunId B = RunId.ofHex("bb".repeat(32));
    private static final RunId C = RunId.ofHex("cc".repeat(32));
    private static final SlotId SLOT = new SlotId("n1", 1);
    private static final Assignment EARLIER = new Assignment("e1", A, SLOT);

    private final AtomicInteger attempts = new AtomicInteger();

    private CoordinatorCore core(String... members) {
        return new CoordinatorCore(() -> "c" + attempts.incrementAndGet(), Set.of(members));
    }

    private static List<SlotStatus> free(SlotId slot) {
        return List.of(new SlotStatus(slot, Map.of(), Optional.empty()));
    }

    private static List<SlotStatus> training(Assignment assignment) {
        return List.of(new SlotStatus(assignment.slot(), Map.of(), Optional.of(assignment)));
    }

    private static AllocationCore.Claim claim(RunId run) {
        return new AllocationCore.Claim(run, 0, 0, 0, 0);
    }

    @Test
    void itGrantsNothingBeforeEveryMemberHasSaidWhatItTrains() {
        CoordinatorCore core = core("n1", "n2");
        core.supervised(claim(A));
        core.offered("n2", free(new SlotId("n2", 1)));
        assertThat(core.requested(A, Map.of()))
                .containsExactly(new Effect.Waits(A, "waiting to hear what the nodes train: n1"));
        assertThat(core.offered("n1", training(EARLIER))).contains(new Effect.SeenTraining(EARLIER));
    }

    @Test
    void nobodyGetsASlotOfANodeThatIsAboutToEndAndItsRunGoesOnElsewhereOnceItHasStopped() {
        CoordinatorCore core = core("n1", "n2");
        core.supervised(claim(A));
        core.offered("n1", training(EARLIER));
        SlotId other = new SlotId("n2", 1);
        core.nodeLeaving("n1");
        core.offered("n2", free(other));
        core.supervised(claim(B));
        assertThat(core.requested(B, Map.of()))
                .containsExactly(new Effect.Granted(new Assignment("c1", B, other), false));
        core.freed(new Assignment("c1", B, other));
        assertThat(core.stopped(EARLIER, StopCause.RELEASED, "told to")).isEmpty();
        core.offered("n1", free(SLOT));
        assertThat(core.requested(A, Map.of()))
                .containsExactly(new Effect.Granted(new Assignment("c2", A, other), false));
    }

    @Test
    void aNodeThatIsMadeAnewGetsSomethingToTrainAgain() {
        CoordinatorCore core = core("n1");
        core.nodeLeaving("n1");
        core.nodeRemoved("n1");
        core.nodeJoined("n1");
        core.offered("n1", free(SLOT));
        core.supervised(claim(A));
        assertThat(core.requested(A, Map.of()))
                .containsExactly(new Effect.Granted(new Assignment("c1", A, SLOT), false));
    }

    @Test
    void aSilentMemberThatIsRemovedHoldsNobodyUp() {
        CoordinatorCore core = core("n1", "n2");
        core.supervised(claim(A));
        core.offered("n1", free(SLOT));
        core.requested(A, Map.of());
        assertThat(core.nodeRemoved("n2"))
                .containsExactly(
                        new Effect.NodeRemoved("n2"), new Effect.Granted(new Assignment("c1", A, SLOT), false));
    }

    @Test
    void aTrainerSeenBeforeItsRunIsSupervisedIsTakenOverThen() {
        CoordinatorCore core = core("n1");
        assertThat(core.offered("n1", training(EARLIER))).isEmpty();
        assertThat(core.supervised(claim(A))).containsExactly(new Effect.SeenTraining(EARLIER));
    }

    @Test
    void aWordAboutAnEarlierAssignmentFreesNoSlot() {
        CoordinatorCore core = core("n1");
        core.supervised(claim(A));
        core.supervised(claim(B));
        core.offered("n1", free(SLOT));
        Assignment first = new Assignment("c1", A, SLOT);
        assertThat(core.requested(A, Map.of())).containsExactly(new Effect.Granted(first, false));
        core.requested(B, Map.of());
        assertThat(core.freed(first)).containsExactly(new Effect.Granted(new Assignment("c2", B, SLOT), false));
        assertThat(core.freed(first)).as("said twice").isEmpty();
        assertThat(core.onSlots()).containsEntry(SLOT, new Assignment("c2", B, SLOT));
    }

    @Test
    void anAssignmentThatIsNotOnItsSlotIsAskedAboutAndNotGivenUp() {
        CoordinatorCore core = core("n1");
        core.supervised(claim(A));
        core.offered("n1", free(SLOT));
        core.requested(A, Map.of());
        assertThat(core.offered("n1", free(SLOT))).containsExactly(new Effect.SeenIdle(new Assignment("c1", A, SLOT)));
    }

    @Test
    void whatARemovedNodeStillSaysIsNotHeard() {
        CoordinatorCore core = core("n1");
        core.supervised(claim(A));
        core.nodeRemoved("n1");
        assertThat(core.offered("n1", free(SLOT))).isEmpty();
        assertThat(core.requested(A, Map.of())).containsExactly(new Effect.Waits(A, "there is no slot"));
    }

    @Test
    void aBatchThatHasNoneIsGivenTheSlotOfOneThatHasTwo() {
        CoordinatorCore core = core("n1");
        core.offered("n1", List.of(free(SLOT).get(0), free(new SlotId("n1", 2)).get(0)));
        for (RunId run : List.of(A, B)) {
            core.supervised(claim(run));
            core.requested(run, Map.of());
        }
        core.supervised(new AllocationCore.Claim(C, 0, 1, 0, 0));
        Assignment ofA = new Assignment("c1", A, SLOT);
        assertThat(core.requested(C, Map.of()))
                .first()
                .isEqualTo(new Effect.PutDown(ofA, "its batch has 2 slots, one that waits has 0"));
        assertThat(core.stopped(ofA, StopCause.RELEASED, "told to"))
                .containsExactly(new Effect.Granted(new Assignment("c3", C, SLOT), false));
    }

    @Test
    void whatNoBatchWantsIsPutDownOnceAllBatchesAreKnown() {
        CoordinatorCore core = core("n1");
        assertThat(core.offered("n1", training(EARLIER)))
                .as("its batch may be found yet")
                .isEmpty();
        assertThat(core.batchesKnown()).containsExactly(new Effect.Release(EARLIER));
        assertThat(core.offered("n1", training(EARLIER))).as("said again").containsExactly(new Effect.Release(EARLIER));
        core.supervised(claim(A));
        assertThat(core.batchesKnown()).isEmpty();
        assertThat(core.offered("n1", training(EARLIER))).containsExactly(new Effect.SeenTraining(EARLIER));
    }

    @Test
    void aGrantSaysWhetherAnotherNodeWouldDo() {
        CoordinatorCore core = core("n1", "n2");
        core.supervised(claim(A));
        core.supervised(claim(B));
        Map<String, String> pin = Map.of("engine", "one");
        core.offered("n1", List.of(new SlotStatus(SLOT, pin, Optional.empty())));
        core.offered("n2", free(new SlotId("n2", 1)));
        assertThat(core.requested(A, pin)).contains(new Effect.Granted(new Assignment("c1", A, SLOT), false));
        assertThat(core.requested(B, Map.of()))
                .contains(new Effect.Granted(new Assignment("c2", B, new SlotId("n2", 1)), true));
    }
}
