package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.RosterCore.Effect;
import io.residuum.actors.decision.RosterCore.Event;
import io.residuum.actors.decision.RosterCore.Found;
import io.residuum.actors.experiment.BatchId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Steps M1 to M5, by their numbers. */
class RosterCoreTest {

    private static final BatchId A = new BatchId("a-0123456789ab");
    private static final BatchId B = new BatchId("b-0123456789ab");

    private final RosterCore core = new RosterCore();

    private void listed(Set<BatchId> marked, Set<BatchId> batches) {
        core.on(new Event.MarkersListed(marked));
        core.on(new Event.BatchesListed(batches));
    }

    @Test
    void markedBatchesAreReadFirstAndThenWhetherThereAreOthers() {
        assertThat(core.begin()).as("M1").containsExactly(new Effect.ListMarkers());
        assertThat(core.on(new Event.MarkersListed(Set.of(A))))
                .as("M2")
                .containsExactly(new Effect.ReadChain(A), new Effect.ListBatches());
        assertThat(core.on(new Event.Read(A, Found.UNFINISHED))).containsExactly(new Effect.Open(A));
        assertThat(core.on(new Event.BatchesListed(Set.of(A, B)))).as("M3").containsExactly(new Effect.ReadChain(B));
        assertThat(core.on(new Event.Read(B, Found.FINISHED)))
                .as("M5")
                .containsExactly(new Effect.AllKnown(), new Effect.LookLater());
    }

    @Test
    void aLostMarkerIsMadeAgain() {
        listed(Set.of(), Set.of(A));
        assertThat(core.on(new Event.Read(A, Found.UNFINISHED)))
                .as("M4")
                .containsExactly(new Effect.Mark(A), new Effect.Open(A), new Effect.AllKnown(), new Effect.LookLater());
        core.on(new Event.LookAgain());
        assertThat(core.on(new Event.MarkersListed(Set.of())))
                .as("lost while it is open")
                .contains(new Effect.Mark(A));
    }

    @Test
    void aMarkerOfWhatIsDoneIsRemovedAndOneOfNothingIsLeft() {
        listed(Set.of(A, B), Set.of(A));
        assertThat(core.on(new Event.Read(A, Found.FINISHED))).containsExactly(new Effect.Unmark(A));
        assertThat(core.on(new Event.Read(B, Found.ABSENT)))
                .containsExactly(new Effect.AllKnown(), new Effect.LookLater());
    }

    @Test
    void whatIsFinishedIsReadOnceUnlessItIsMarkedAnew() {
        listed(Set.of(), Set.of(A));
        core.on(new Event.Read(A, Found.FINISHED));
        core.on(new Event.LookAgain());
        core.on(new Event.MarkersListed(Set.of()));
        assertThat(core.on(new Event.BatchesListed(Set.of(A)))).containsExactly(new Effect.LookLater());
        core.on(new Event.LookAgain());
        assertThat(core.on(new Event.MarkersListed(Set.of(A)))).contains(new Effect.ReadChain(A));
    }

    @Test
    void allIsKnownOnlyOnceEverythingWasRead() {
        listed(Set.of(A), Set.of(A, B));
        assertThat(core.on(new Event.Read(B, Found.FINISHED))).doesNotContain(new Effect.AllKnown());
        assertThat(core.on(new Event.Read(A, Found.FINISHED))).contains(new Effect.AllKnown());
    }

    @Test
    void aBatchThatIsOpenIsNotOpenedAgainAndIsUnmarkedWhenDone() {
        assertThat(core.on(new Event.Opened(A))).containsExactly(new Effect.Mark(A));
        core.on(new Event.MarkersListed(Set.of(A)));
        assertThat(core.on(new Event.BatchesListed(Set.of(A)))).doesNotContain(new Effect.ReadChain(A));
        assertThat(core.on(new Event.Finished(A))).containsExactly(new Effect.Unmark(A));
    }
}
