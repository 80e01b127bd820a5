package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.AllocationCore.Effect;
import io.residuum.actors.decision.AllocationCore.Effect.Grant;
import io.residuum.actors.decision.AllocationCore.Effect.PutDown;
import io.residuum.actors.decision.AllocationCore.Effect.TakenOut;
import io.residuum.actors.experiment.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in whatever order, held against a ledger that keeps plain lists and looks at all of them after every
 * event.
 */
class AllocationPropertiesTest {

    private static final List<Map<String, String>> ENVIRONMENTS = List.of(Map.of("cpu", "old"), Map.of("cpu", "new"));
    private static final int STEPS = 1_500;

    private static final class Place {
        private final Map<String, String> environment;
        private Optional<Claim> run = Optional.empty();
        private Optional<RunId> promisedTo = Optional.empty();
        private boolean leaving;
        private boolean idle;
        private boolean out;

        Place(Map<String, String> environment) {
            this.environment = environment;
        }
    }

    private record Wish(Claim claim, Map<String, String> pin) {
        boolean mayUse(Place place) {
            return !place.out && (pin.isEmpty() || pin.equals(place.environment));
        }
    }

    private final AllocationCore allocation = new AllocationCore();
    private final Map<SlotId, Place> places = new TreeMap<>();
    private final Map<RunId, Wish> wishes = new LinkedHashMap<>();
    private final Map<RunId, Claim> claims = new LinkedHashMap<>();
    private final Map<Long, Long> lastTurn = new HashMap<>();
    private long turns;

    // ---- the ledger ----

    /** Slots a batch has or is promised, counted anew. */
    private long slotsOf(long batch) {
        long had = places.values().stream()
                .filter(place -> !place.leaving
                        && place.run.filter(claim -> claim.batch() == batch).isPresent())
                .count();
        long promised = places.values().stream()
                .flatMap(place -> place.promisedTo.stream())
                .filter(run -> claim(run).batch() == batch)
                .count();
        return had + promised;
    }

    private Claim claim(RunId run) {
        return Optional.ofNullable(claims.get(run)).orElseThrow();
    }

    private boolean isLive(RunId run) {
        return places.values().stream()
                .anyMatch(place -> place.run.filter(c -> c.run().equals(run)).isPresent());
    }

    private boolean isPromised(RunId run) {
        return places.values().stream()
                .anyMatch(place -> place.promisedTo.filter(run::equals).isPresent());
    }

    private List<Wish> waiting() {
        return wishes.values().stream()
                .filter(wish ->
                        !isLive(wish.claim().run()) && !isPromised(wish.claim().run()))
                .toList();
    }

    private static int byRight(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return Long.compare(a[i], b[i]);
            }
        }
        return 0;
    }

    /** What makes a batch the next one: priority, slots, last turn, age. */
    private long[] right(Claim claim) {
        return new long[] {
            -claim.priority(), slotsOf(claim.batch()), lastTurn.getOrDefault(claim.batch(), 0L), claim.batch()
        };
    }

    private void apply(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Grant grant) {
                granted(grant);
            } else if (effect instanceof PutDown putDown) {
                putDown(putDown);
            } else if (effect instanceof TakenOut out) {
                place(out.slot()).out = true;
                place(out.slot()).promisedTo = Optional.empty();
            }
        }
    }

    private Place place(SlotId slot) {
        return Optional.ofNullable(places.get(slot)).orElseThrow();
    }

    private void granted(Grant grant) {
        Place place = place(grant.slot());
        Wish wish = Optional.ofNullable(wishes.get(grant.run())).orElseThrow();
        assertThat(place.run).as("a slot has one run").isEmpty();
        assertThat(isLive(grant.run())).as("a run has one trainer").isFalse();
        assertThat(wish.mayUse(place)).as("pinned, and not out").isTrue();
        if (place.promisedTo.filter(grant.run()::equals).isEmpty() && !isPromised(grant.run())) {
            for (Wish other : waiting()) {
                if (other.mayUse(place)) {
                    assertThat(byRight(right(wish.claim()), right(other.claim())))
                            .as("%s before %s", wish, other)
                            .isLessThanOrEqualTo(0);
                }
            }
        }
        places.values().forEach(each -> each.promisedTo = each.promisedTo.filter(run -> !run.equals(grant.run())));
        wishes.remove(grant.run());
        place.run = Optional.of(claim(grant.run()));
        lastTurn.put(claim(grant.run()).batch(), ++turns);
    }

    private boolean mustLeave(Place place, Wish wish) {
        if (place.leaving || place.run.isEmpty() || !wish.mayUse(place)) {
            return false;
        }
        Claim held = place.run.get();
        return place.idle
                || held.priority() < wish.claim().priority()
                || (held.priority() == wish.claim().priority()
                        && slotsOf(held.batch()) >= slotsOf(wish.claim().batch()) + 2);
    }

    private void putDown(PutDown putDown) {
        Place place = place(putDown.slot());
        assertThat(place.run.map(Claim::run)).contains(putDown.run());
        if (putDown.reason().startsWith("slot ")) { // it is about to be taken out
            place.leaving = true;
            return;
        }
        assertThat(place.leaving).as("told once").isFalse();
        Wish wish = waiting().stream()
                .filter(each -> mustLeave(place, each))
                .min((a, b) -> {
                    int byBatch = byRight(right(a.claim()), right(b.claim()));
                    return byBatch != 0 ? byBatch : Claim.IN_ORDER.compare(a.claim(), b.claim());
                })
                .orElseThrow(() -> new AssertionError("nobody needs the slot of " + putDown));
        place.leaving = true;
        // Which of the runs with a right to it, only the core says: of another pin, another may be first.
        place.promisedTo = Optional.of(wish.claim().run());
        if (!allocation.why(wish.claim().run()).contains("slot " + putDown.slot() + " is promised")) {
            place.promisedTo = waiting().stream()
                    .map(each -> each.claim().run())
                    .filter(run -> allocation.why(run).contains("slot " + putDown.slot() + " is promised"))
                    .findFirst();
        }
        assertThat(place.promisedTo).isPresent();
    }

    private void check(int step) {
        Map<SlotId, RunId> taken = new HashMap<>();
        places.forEach((slot, place) -> place.run.ifPresent(claim -> taken.put(slot, claim.run())));
        assertThat(allocation.taken()).isEqualTo(taken);
        for (Wish wish : waiting()) {
            places.forEach((slot, place) -> {
                assertThat(place.run.isEmpty() && wish.mayUse(place))
                        .as("step %d: %s idles while %s waits", step, slot, wish)
                        .isFalse();
                assertThat(mustLeave(place, wish))
                        .as("step %d: %s has %s while %s waits", step, slot, place.run, wish)
                        .isFalse();
            });
        }
    }

    // ---- what happens ----

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyDecisionIsRight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            happens(random, step);
            check(step);
        }
        assertThat(turns).as("grants").isGreaterThan(100);
    }

    private void happens(SplittableRandom random, int step) {
        int kind = random.nextInt(20);
        if (kind < 3) {
            SlotId slot = new SlotId("n" + random.nextInt(4), 1 + random.nextInt(2));
            Map<String, String> environment = ENVIRONMENTS.get(slot.node().equals("n0") ? 0 : 1);
            places.computeIfAbsent(slot, s -> new Place(environment));
            apply(allocation.offered(slot, environment));
        } else if (kind < 9) {
            ask(random, step);
        } else if (kind < 15) {
            anyTaken(random).ifPresent(slot -> ends(random, slot));
        } else if (kind == 15) {
            anyTaken(random).ifPresent(slot -> idles(random, slot));
        } else if (kind == 16 && !wishes.isEmpty()) {
            RunId run = List.copyOf(wishes.keySet()).get(random.nextInt(wishes.size()));
            wishes.remove(run);
            places.values().forEach(place -> place.promisedTo = place.promisedTo.filter(r -> !r.equals(run)));
            apply(allocation.withdrawn(run));
        } else if (kind == 17 && random.nextInt(4) == 0) {
            removed("n" + random.nextInt(4));
        } else if (kind == 18) {
            places.entrySet().stream()
                    .filter(entry -> entry.getValue().out)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(slot -> {
                        place(slot).out = false;
                        apply(allocation.trialDue(slot));
                    });
        } else if (kind == 19 && !claims.isEmpty()) {
            reprioritised(random);
        }
    }

    private void ask(SplittableRandom random, int step) {
        Claim claim = new Claim(
                RunId.ofHex("%064x".formatted(step)),
                random.nextInt(2),
                random.nextInt(3),
                random.nextInt(3),
                random.nextInt(50));
        claims.put(claim.run(), claim);
        Map<String, String> pin = random.nextInt(3) == 0 ? ENVIRONMENTS.get(random.nextInt(2)) : Map.of();
        wishes.put(claim.run(), new Wish(claim, pin));
        apply(allocation.claimed(claim));
        apply(allocation.requested(claim.run(), pin));
    }

    private Optional<SlotId> anyTaken(SplittableRandom random) {
        List<SlotId> taken = new ArrayList<>();
        places.forEach((slot, place) -> place.run.ifPresent(run -> taken.add(slot)));
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.get(random.nextInt(taken.size())));
    }

    private void ends(SplittableRandom random, SlotId slot) {
        Place place = place(slot);
        Claim claim = place.run.orElseThrow();
        if (random.nextInt(3) == 0) {
            apply(allocation.failed(slot, claim.run(), "boom"));
        } else {
            allocation.worked(slot, claim.run());
        }
        boolean asksAgain = random.nextBoolean();
        if (asksAgain) { // before it is known to be gone
            wishes.put(claim.run(), new Wish(claim, Map.of()));
            apply(allocation.requested(claim.run(), Map.of()));
        }
        place.run = Optional.empty();
        place.leaving = false;
        place.idle = false;
        apply(allocation.freed(slot));
    }

    private void idles(SplittableRandom random, SlotId slot) {
        Place place = place(slot);
        if (place.leaving) {
            return;
        }
        place.idle = random.nextBoolean();
        RunId run = place.run.orElseThrow().run();
        apply(place.idle ? allocation.idle(run) : allocation.busy(run));
    }

    private void removed(String node) {
        List<SlotId> gone = places.keySet().stream()
                .filter(slot -> slot.node().equals(node))
                .toList();
        gone.forEach(places::remove);
        apply(allocation.nodeRemoved(node));
    }

    private void reprioritised(SplittableRandom random) {
        RunId run = List.copyOf(claims.keySet()).get(random.nextInt(claims.size()));
        Claim before = claim(run);
        Claim now = new Claim(run, random.nextInt(3), before.batch(), before.variant(), before.order());
        claims.put(run, now);
        wishes.computeIfPresent(run, (r, wish) -> new Wish(now, wish.pin()));
        places.values().forEach(place -> place.run = place.run.map(c -> c.run().equals(run) ? now : c));
        apply(allocation.prioritised(run, now.priority()));
    }
}
