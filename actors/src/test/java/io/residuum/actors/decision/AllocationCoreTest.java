package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.AllocationCore.Effect;
import io.residuum.actors.decision.AllocationCore.Effect.Grant;
import io.residuum.actors.decision.AllocationCore.Effect.PutDown;
import io.residuum.actors.decision.AllocationCore.Effect.TakenOut;
import io.residuum.actors.experiment.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AllocationCoreTest {

    private static final Map<String, String> OLD = Map.of("instructionSet", "avx2");
    private static final Map<String, String> NEW = Map.of("instructionSet", "avx512");
    private static final Map<String, String> ANY = Map.of();

    private final AllocationCore allocation = new AllocationCore();

    private static RunId run(int number) {
        return RunId.ofHex("%064x".formatted(number));
    }

    private static SlotId slot(int number) {
        return new SlotId("node", number);
    }

    private static SlotId on(String node) {
        return new SlotId(node, 1);
    }

    private List<Effect> request(int run, int priority, long batch, long variant, long order) {
        allocation.claimed(new Claim(run(run), priority, batch, variant, order));
        return allocation.requested(run(run), ANY);
    }

    private List<Effect> request(int run, long batch) {
        return request(run, 0, batch, 0, run);
    }

    private List<Effect> request(int run, Map<String, String> pin) {
        allocation.claimed(new Claim(run(run), 0, 0, 0, run));
        return allocation.requested(run(run), pin);
    }

    private static Grant grant(int run, SlotId slot) {
        return new Grant(run(run), slot);
    }

    @Test
    void aFreeSlotGoesToTheHighestPriorityThenToTheBatchWithTheFewestSlots() {
        request(1, 0, 1, 0, 0);
        request(2, 0, 0, 0, 1);
        request(3, 0, 0, 0, 0);
        request(4, 5, 9, 0, 9);
        assertThat(allocation.offered(slot(1), NEW)).containsExactly(grant(4, slot(1)));
        assertThat(allocation.offered(slot(2), NEW)).as("the older batch").containsExactly(grant(3, slot(2)));
        assertThat(allocation.offered(slot(3), NEW)).as("it has none yet").containsExactly(grant(1, slot(3)));
        assertThat(allocation.offered(slot(4), NEW)).containsExactly(grant(2, slot(4)));
    }

    @Test
    void aRunHeldBackByALateWordIsServedWhenTheSlotTurnsOutToTrainAnother() {
        allocation.offered(slot(2), NEW);
        allocation.claimed(new Claim(run(1), 0, 0, 0, 1));
        allocation.claimed(new Claim(run(2), 0, 0, 0, 2));
        allocation.offeredTaken(slot(1), NEW, run(1));
        assertThat(allocation.requested(run(1), ANY))
                .as("its trainer is said to be there")
                .isEmpty();
        assertThat(allocation.offeredTaken(slot(1), NEW, run(2))).containsExactly(grant(1, slot(2)));
    }

    @Test
    void aTrainerThatOnlyWaitsIsKnownToWhateverLateWordsSaidMeanwhile() {
        allocation.offered(slot(1), NEW);
        request(1, 0);
        allocation.offeredTaken(slot(1), NEW, run(9)); // what was there before, overtaken on its way
        allocation.idle(run(1));
        allocation.offeredTaken(slot(1), NEW, run(1));
        assertThat(request(2, 0))
                .hasSize(1)
                .allMatch(effect ->
                        effect instanceof PutDown putDown && putDown.run().equals(run(1)));
    }

    @Test
    void aPromiseOfASlotThatTrainsAnotherRunIsNone() {
        allocation.offered(slot(1), NEW);
        request(1, 0);
        allocation.claimed(new Claim(run(3), 0, 0, 0, 3));
        allocation.idle(run(1));
        assertThat(request(2, 0)).as("the slot is promised to it").hasSize(1);
        allocation.offeredTaken(slot(1), NEW, run(3)); // run 1 was not there any more, so nobody leaves
        assertThat(allocation.idle(run(3)))
                .hasSize(1)
                .allMatch(effect ->
                        effect instanceof PutDown putDown && putDown.run().equals(run(3)));
    }

    @Test
    void batchesTakeTurnsOnASingleSlot() {
        for (int number = 0; number < 6; number++) {
            request(number, number % 2 == 0 ? 0 : 1);
        }
        List<RunId> served = new ArrayList<>();
        List<Effect> effects = allocation.offered(slot(1), NEW);
        while (!effects.isEmpty()) {
            served.add(((Grant) effects.get(0)).run());
            effects = allocation.freed(slot(1));
        }
        assertThat(served).containsExactly(run(0), run(1), run(2), run(3), run(4), run(5));
    }

    @Test
    void aPinnedRunWaitsForItsEnvironmentAndOthersDoNotWaitForIt() {
        allocation.offered(slot(1), NEW);
        assertThat(request(1, OLD)).isEmpty();
        assertThat(allocation.why(run(1))).contains("no slot of the numeric environment");
        assertThat(request(2, ANY)).containsExactly(grant(2, slot(1)));
        assertThat(allocation.freed(slot(1))).as("nobody may use it").isEmpty();
        assertThat(allocation.offered(slot(2), OLD)).containsExactly(grant(1, slot(2)));
    }

    @Test
    void seedsOfAVariantAreSpreadOverNodes() {
        for (String node : List.of("a", "b", "c")) {
            allocation.offered(new SlotId(node, 1), NEW);
            allocation.offered(new SlotId(node, 2), NEW);
        }
        Map<String, List<Long>> seeds = new HashMap<>();
        for (int number = 0; number < 6; number++) {
            long variant = number / 3;
            Grant granted = (Grant) request(number, 0, 0, variant, number).get(0);
            seeds.computeIfAbsent(granted.slot().node(), node -> new ArrayList<>())
                    .add(variant);
        }
        assertThat(seeds.values())
                .hasSize(3)
                .allMatch(variants -> variants.stream().sorted().toList().equals(List.of(0L, 1L)));
    }

    @Test
    void aFreedSlotGoesToASeedThatIsNotOnItsNodeButNobodyIsPassedOverForEver() {
        allocation.offered(slot(1), NEW);
        allocation.offered(slot(2), NEW);
        request(1, 0, 0, 0, 0); // trains on this node to the end
        request(99, 0, 0, 9, 1);
        request(2, 0, 0, 0, 2); // the same variant
        for (int number = 10; number < 30; number++) {
            request(number, 0, 0, number, number);
        }
        int passed = 0;
        while (!allocation.freed(slot(2)).contains(grant(2, slot(2)))) {
            passed++;
        }
        assertThat(passed).isBetween(1, 8);
    }

    @Test
    void aWithdrawnRequestIsNotServed() {
        request(1, 0);
        allocation.withdrawn(run(1));
        assertThat(allocation.offered(slot(1), NEW)).isEmpty();
    }

    @Test
    void aSlotIsGivenOnceHoweverOftenItIsOfferedOrFreed() {
        allocation.offered(slot(1), NEW);
        assertThat(allocation.offered(slot(1), NEW)).isEmpty();
        assertThat(allocation.freed(slot(1))).as("it was free").isEmpty();
        assertThat(request(1, 0)).hasSize(1);
        assertThat(request(2, 0)).isEmpty();
    }

    @Test
    void aRunThatIsSeenTrainingGetsNoSecondSlotBeforeThatOneIsFree() {
        allocation.offered(slot(1), NEW);
        allocation.offeredTaken(slot(2), NEW, run(1));
        assertThat(request(1, 0)).isEmpty();
        assertThat(allocation.why(run(1))).contains("slot node/2 has not said yet");
        assertThat(allocation.freed(slot(2))).containsExactly(grant(1, slot(1)));
    }

    @Test
    void aLostNodeFreesItsRunsAndItsSlotsAreGone() {
        allocation.offeredTaken(on("lost"), NEW, run(1));
        allocation.offered(on("other"), NEW);
        request(1, 0);
        assertThat(allocation.nodeRemoved("lost")).containsExactly(grant(1, on("other")));
        assertThat(allocation.freed(on("lost"))).isEmpty();
        assertThat(allocation.slots()).isEqualTo(1);
    }

    @Nested
    class WhenSomebodyHasToGo {

        @Test
        void aHigherPriorityIsGivenTheSlotOfTheLowestOnceItsTrainerHasLeft() {
            allocation.offered(slot(1), NEW);
            allocation.offered(slot(2), NEW);
            request(1, 1, 0, 0, 0);
            request(2, 0, 1, 0, 0);
            List<Effect> effects = request(3, 2, 2, 0, 0);
            assertThat(effects)
                    .hasSize(1)
                    .allMatch(e -> e instanceof PutDown p && p.run().equals(run(2)));
            assertThat(allocation.why(run(3))).contains("promised");
            request(2, 0, 1, 0, 0); // it asks again before it is known to be gone
            assertThat(allocation.freed(slot(2))).containsExactly(grant(3, slot(2)));
            assertThat(allocation.freed(slot(1))).containsExactly(grant(2, slot(1)));
        }

        @Test
        void aBatchWithTwoSlotsMoreGivesOneUpAndOneWithOneMoreDoesNot() {
            for (int number = 1; number <= 3; number++) {
                allocation.offered(slot(number), NEW);
                request(number, 0);
            }
            assertThat(request(11, 1))
                    .hasSize(1)
                    .allMatch(e -> e instanceof PutDown p && p.run().equals(run(3)));
            assertThat(request(12, 1)).as("2 and 1").isEmpty();
        }

        @Test
        void aTrainerThatOnlyWaitsForOtherSeedsLeavesForAnyRun() {
            allocation.offered(slot(1), NEW);
            request(1, 5, 0, 0, 0);
            request(2, 0, 0, 0, 1);
            assertThat(allocation.idle(run(1)))
                    .hasSize(1)
                    .allMatch(e -> e instanceof PutDown p && p.run().equals(run(1)));
            assertThat(allocation.freed(slot(1))).containsExactly(grant(2, slot(1)));
        }

        @Test
        void aTrainerThatGoesOnInTimeIsLeftAlone() {
            allocation.offered(slot(1), NEW);
            request(1, 0);
            allocation.idle(run(1));
            allocation.busy(run(1));
            assertThat(request(2, 0)).isEmpty();
        }

        @Test
        void aSlotThatComesFreeSoonerIsTakenInsteadOfThePromisedOne() {
            allocation.offered(slot(1), NEW);
            allocation.offered(slot(2), NEW);
            request(1, 0, 0, 0, 0);
            request(2, 0, 0, 0, 1);
            request(3, 1, 1, 0, 0);
            assertThat(allocation.freed(slot(1))).containsExactly(grant(3, slot(1)));
            assertThat(allocation.freed(slot(2)))
                    .as("promised to nobody any more")
                    .isEmpty();
        }

        @Test
        void aRaisedPriorityActsOnRunsThatTrainAndThatWait() {
            allocation.offered(slot(1), NEW);
            request(1, 0);
            request(2, 0);
            assertThat(allocation.prioritised(run(2), 3)).hasSize(1).allMatch(PutDown.class::isInstance);
            allocation.prioritised(run(1), 9);
            assertThat(allocation.freed(slot(1))).containsExactly(grant(2, slot(1)));
            assertThat(request(1, 0))
                    .hasSize(1)
                    .allMatch(e -> e instanceof PutDown p && p.run().equals(run(2)));
        }
    }

    @Nested
    class Health {

        private final SlotId bad = on("bad");
        private final SlotId good = on("good");

        private void fails(int run) {
            allocation.failed(bad, run(run), "boom");
            allocation.freed(bad);
        }

        @Test
        void aSlotThatFailedIsTheLastChoice() {
            allocation.offered(bad, NEW);
            request(1, 0);
            fails(1);
            allocation.offered(good, NEW);
            assertThat(request(2, 0)).containsExactly(grant(2, good));
            assertThat(request(3, 0)).as("and still a choice").containsExactly(grant(3, bad));
        }

        @Test
        void aRunAvoidsTheNodeItFailedOnWhileThereIsAnother() {
            allocation.offered(bad, NEW);
            request(1, 0);
            fails(1);
            allocation.offered(good, NEW);
            assertThat(request(1, 0)).containsExactly(grant(1, good));
        }

        @Test
        void aSlotOnWhichRunAfterRunFailsIsOutUntilATrialSucceeds() {
            allocation.offered(bad, NEW);
            request(1, 0);
            fails(1);
            request(2, 0);
            fails(2);
            request(3, 0);
            List<Effect> effects = allocation.failed(bad, run(3), "boom");
            assertThat(effects).last().isInstanceOfSatisfying(TakenOut.class, out -> {
                assertThat(out.reason()).contains("3 runs failed").contains("boom");
                assertThat(out.untilTrial()).isEqualTo(Duration.ofSeconds(30));
            });
            allocation.freed(bad);
            assertThat(request(4, 0)).isEmpty();
            assertThat(allocation.why(run(4))).contains("there is no slot").contains("boom");
            assertThat(allocation.trialDue(bad)).containsExactly(grant(4, bad));
            assertThat(allocation.failed(bad, run(4), "again"))
                    .last()
                    .isInstanceOfSatisfying(
                            TakenOut.class, out -> assertThat(out.untilTrial()).isEqualTo(Duration.ofSeconds(60)));
            allocation.freed(bad);
            request(5, 0);
            assertThat(allocation.trialDue(bad)).containsExactly(grant(5, bad));
            allocation.worked(bad, run(5));
            allocation.freed(bad);
            assertThat(request(6, 0)).containsExactly(grant(6, bad));
        }

        @Test
        void oneRunThatFailsAgainAndAgainTakesNoSlotOut() {
            allocation.offered(bad, NEW);
            for (int time = 0; time < 5; time++) {
                assertThat(request(1, 0)).hasSize(1);
                fails(1);
            }
            assertThat(request(2, 0)).hasSize(1);
        }

        @Test
        void aSlowSlotIsTheLastChoiceAndOneThatStandsStillIsLeft() {
            allocation.offered(bad, NEW);
            allocation.offered(good, NEW);
            Grant first = (Grant) request(1, 0).get(0);
            assertThat(first.slot()).isEqualTo(bad);
            request(2, 0);
            List<Effect> effects = new ArrayList<>();
            for (int time = 0; time < 5; time++) {
                allocation.measured(good, run(2), 100);
                effects.addAll(allocation.measured(bad, run(1), 40));
            }
            assertThat(effects).isEmpty();
            allocation.freed(bad);
            allocation.freed(good);
            assertThat(request(3, 0)).containsExactly(grant(3, good));
            assertThat(request(4, 0)).containsExactly(grant(4, bad));
            for (int time = 0; time < 5; time++) {
                allocation.measured(good, run(3), 100);
                effects.addAll(allocation.measured(bad, run(4), 5));
            }
            assertThat(effects).hasSize(2);
            assertThat(effects.get(0)).isInstanceOf(PutDown.class);
            assertThat(effects.get(1)).isInstanceOf(TakenOut.class);
            assertThat(allocation.freed(bad)).isEmpty();
        }
    }
}
