package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.DeletionCore.Effect;
import io.residuum.actors.decision.DeletionCore.Event;
import io.residuum.actors.experiment.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deletions of three batches that share runs, cut off anywhere and interleaved in every way, over a store of a few sets. */
class DeletionCoreTest {

    private static final RunId OWN_OF_X = RunId.ofHex("aa".repeat(32));
    private static final RunId SHARED = RunId.ofHex("bb".repeat(32));
    private static final RunId OWN_OF_Y = RunId.ofHex("cc".repeat(32));
    private static final RunId KEPT = RunId.ofHex("dd".repeat(32)); // of X, Y and Z; Z is never deleted
    private static final Map<String, List<RunId>> BATCHES =
            Map.of("X", List.of(OWN_OF_X, SHARED, KEPT), "Y", List.of(SHARED, OWN_OF_Y, KEPT), "Z", List.of(KEPT));

    /** What the store holds; every effect finds what is done. */
    private static final class World {
        final Set<String> markedBatches = new HashSet<>();
        final Set<RunId> markedRuns = new HashSet<>();
        final Set<RunId> withoutStates = new HashSet<>();
        final Set<String> withoutReport = new HashSet<>();

        Event perform(String batch, Effect effect) {
            if (effect instanceof Effect.MarkBatch) {
                markedBatches.add(batch);
                return new Event.BatchMarked();
            } else if (effect instanceof Effect.ReadOthers) {
                return new Event.OthersRead(namedByOthers(batch));
            } else if (effect instanceof Effect.MarkRun mark) {
                markedRuns.add(mark.run());
                return new Event.RunMarked(mark.run());
            } else if (effect instanceof Effect.RemoveReport) {
                withoutReport.add(batch);
                return new Event.ReportRemoved();
            } else if (effect instanceof Effect.RemoveStates remove) {
                withoutStates.add(remove.run());
                return new Event.StatesRemoved(remove.run());
            }
            throw new AssertionError(effect);
        }

        Set<RunId> namedByOthers(String batch) {
            return BATCHES.keySet().stream()
                    .filter(other -> !other.equals(batch) && !markedBatches.contains(other))
                    .flatMap(other -> BATCHES.getOrDefault(other, List.of()).stream())
                    .collect(Collectors.toSet());
        }

        void holds() {
            assertThat(markedRuns).as("a run that a batch names stays").doesNotContainAnyElementsOf(namedByOthers(""));
            assertThat(markedRuns).as("no tombstone, no state removed").containsAll(withoutStates);
            assertThat(markedBatches)
                    .as("a batch without its report is deleted")
                    .containsAll(withoutReport);
        }
    }

    /** A deletion under way: one step performs an effect and learns what is next. */
    private static final class Killable {
        private final World world;
        private final String batch;
        private final DeletionCore core;
        private Effect next;

        Killable(World world, String batch) {
            this.world = world;
            this.batch = batch;
            this.core = new DeletionCore(BATCHES.getOrDefault(batch, List.of()));
            this.next = core.begin();
        }

        boolean ended() {
            return next instanceof Effect.Finish;
        }

        void step() {
            if (!ended()) {
                next = core.on(world.perform(batch, next));
                world.holds();
            }
        }

        Killable toItsEnd() {
            while (!ended()) {
                step();
            }
            return this;
        }
    }

    @Test
    void theBatchComesFirstThenItsRunsThenWhatTheyHold() {
        World world = new World();
        List<Effect> effects = new ArrayList<>();
        DeletionCore core = new DeletionCore(List.of(OWN_OF_X, SHARED, KEPT));
        Effect effect = core.begin();
        while (!(effect instanceof Effect.Finish)) {
            effects.add(effect);
            effect = core.on(world.perform("X", effect));
        }
        assertThat(effects)
                .containsExactly(
                        new Effect.MarkBatch(),
                        new Effect.ReadOthers(),
                        new Effect.MarkRun(OWN_OF_X),
                        new Effect.RemoveReport(),
                        new Effect.RemoveStates(OWN_OF_X));
    }

    @Test
    void cutOffAnywhereTheSameDeletionEndsAsAnUndisturbedOne() {
        World undisturbed = new World();
        new Killable(undisturbed, "X").toItsEnd();
        for (int steps = 0; steps <= 5; steps++) {
            World world = new World();
            Killable cutOff = new Killable(world, "X");
            IntStream.range(0, steps).forEach(step -> cutOff.step());
            new Killable(world, "X").toItsEnd();
            assertThat(world)
                    .usingRecursiveComparison()
                    .as("cut off after %d", steps)
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void twoDeletionsAtOnceLeaveNothingThatNobodyNames() {
        Map<String, Integer> outcomes = new HashMap<>();
        for (int schedule = 0; schedule < 1 << 14; schedule++) { // more steps than the two have together
            World world = new World();
            Killable x = new Killable(world, "X");
            Killable y = new Killable(world, "Y");
            for (int step = 0; step < 14; step++) {
                ((schedule >> step & 1) == 0 ? x : y).step();
            }
            x.toItsEnd();
            y.toItsEnd();
            assertThat(world.markedRuns).containsExactlyInAnyOrder(OWN_OF_X, SHARED, OWN_OF_Y);
            assertThat(world.withoutStates).containsExactlyInAnyOrder(OWN_OF_X, SHARED, OWN_OF_Y);
            outcomes.merge(x.next + "" + y.next, 1, Integer::sum);
        }
        assertThat(outcomes)
                .as("the one, the other, or both find the shared run unnamed")
                .hasSizeGreaterThan(2);
    }

    @Test
    void whatIsKeptIsSaid() {
        assertThat(new Killable(new World(), "X").toItsEnd().next)
                .isEqualTo(new Effect.Finish(List.of(OWN_OF_X), List.of(SHARED, KEPT)));
    }
}
