package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.AllocationCore.Grant;
import io.residuum.actors.decision.AllocationCore.Request;
import io.residuum.actors.experiment.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationCoreTest {

    private static final Map<String, String> OLD = Map.of("instructionSet", "avx2");
    private static final Map<String, String> NEW = Map.of("instructionSet", "avx512");

    private final AllocationCore allocation = new AllocationCore();

    private static RunId run(int number) {
        return RunId.ofHex("%064x".formatted(number));
    }

    private static Request request(int run, long batch, long order, Map<String, String> pin) {
        return new Request(run(run), 0, batch, order, pin);
    }

    private static SlotId slot(int number) {
        return new SlotId("node", number);
    }

    @Test
    void aFreeSlotGoesToTheFirstOfTheOldestBatchAndPriorityGoesAbove() {
        allocation.requested(request(1, 1, 0, Map.of()));
        allocation.requested(request(2, 0, 1, Map.of()));
        allocation.requested(request(3, 0, 0, Map.of()));
        allocation.requested(new Request(run(4), 5, 9, 9, Map.of()));
        assertThat(allocation.offered(slot(1), NEW)).containsExactly(new Grant(run(4), slot(1)));
        assertThat(allocation.offered(slot(2), NEW)).containsExactly(new Grant(run(3), slot(2)));
        assertThat(allocation.freed(slot(1))).containsExactly(new Grant(run(2), slot(1)));
        assertThat(allocation.freed(slot(1))).containsExactly(new Grant(run(1), slot(1)));
    }

    @Test
    void aPinnedRunWaitsForItsEnvironment() {
        allocation.offered(slot(1), NEW);
        assertThat(allocation.requested(request(1, 0, 0, OLD))).isEmpty();
        assertThat(allocation.requested(request(2, 0, 1, Map.of()))).containsExactly(new Grant(run(2), slot(1)));
        assertThat(allocation.freed(slot(1))).as("nobody may use it").isEmpty();
        assertThat(allocation.offered(slot(2), OLD)).containsExactly(new Grant(run(1), slot(2)));
    }

    @Test
    void aWithdrawnRequestIsNotServed() {
        allocation.requested(request(1, 0, 0, Map.of()));
        allocation.withdrawn(run(1));
        assertThat(allocation.offered(slot(1), NEW)).isEmpty();
    }

    @Test
    void aSlotIsGivenOnceHoweverOftenItIsOfferedOrFreed() {
        allocation.offered(slot(1), NEW);
        assertThat(allocation.offered(slot(1), NEW)).isEmpty();
        assertThat(allocation.freed(slot(1))).as("it was free").isEmpty();
        assertThat(allocation.requested(request(1, 0, 0, Map.of()))).hasSize(1);
        assertThat(allocation.requested(request(2, 0, 0, Map.of()))).isEmpty();
    }

    @Test
    void aRemovedNodesSlotsAreGone() {
        allocation.offered(slot(1), NEW);
        allocation.nodeRemoved("node");
        assertThat(allocation.requested(request(1, 0, 0, Map.of()))).isEmpty();
        assertThat(allocation.freed(slot(1))).isEmpty();
        assertThat(allocation.slots()).isZero();
    }

    @Test
    void aSlotTakenForAnEarlierCoordinatorIsFreedByItsTrainer() {
        allocation.offeredTaken(slot(1), NEW, run(9));
        assertThat(allocation.requested(request(1, 0, 0, Map.of()))).isEmpty();
        assertThat(allocation.freed(slot(1))).containsExactly(new Grant(run(1), slot(1)));
    }

    /** Whatever comes in whatever order: no slot has two runs, and no slot idles while a run that may use it waits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverTwoOnASlotAndNeverIdleWhileSomebodyWaits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<SlotId, RunId> trained = new HashMap<>();
        Map<SlotId, Map<String, String>> offered = new HashMap<>();
        Map<RunId, Map<String, String>> waiting = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            List<Grant> grants = new ArrayList<>();
            switch (random.nextInt(4)) {
                case 0 -> {
                    SlotId slot = slot(1 + random.nextInt(12));
                    Map<String, String> environment = slot.number() % 3 == 0 ? OLD : NEW;
                    offered.putIfAbsent(slot, environment);
                    grants.addAll(allocation.offered(slot, environment));
                }
                case 1 -> {
                    int number = random.nextInt(1_000_000);
                    Map<String, String> pin =
                            List.of(Map.<String, String>of(), OLD, NEW).get(random.nextInt(3));
                    waiting.put(run(number), pin);
                    grants.addAll(allocation.requested(request(number, random.nextInt(3), step, pin)));
                }
                case 2 -> {
                    if (!trained.isEmpty()) {
                        SlotId slot = List.copyOf(trained.keySet()).get(random.nextInt(trained.size()));
                        trained.remove(slot);
                        grants.addAll(allocation.freed(slot));
                    }
                }
                default -> {
                    if (!waiting.isEmpty()) {
                        RunId run = waiting.keySet().iterator().next();
                        waiting.remove(run);
                        allocation.withdrawn(run);
                    }
                }
            }
            for (Grant grant : grants) {
                assertThat(trained).as("step %d", step).doesNotContainKey(grant.slot());
                Map<String, String> pin = waiting.remove(grant.run());
                assertThat(pin.isEmpty() || pin.equals(offered.get(grant.slot())))
                        .isTrue();
                trained.put(grant.slot(), grant.run());
            }
            offered.forEach((slot, environment) -> {
                if (!trained.containsKey(slot)) {
                    assertThat(waiting.values()).noneMatch(pin -> pin.isEmpty() || pin.equals(environment));
                }
            });
        }
        assertThat(allocation.taken()).isEqualTo(trained);
    }
}
