package io.residuum.actors.decision;

import io.residuum.actors.decision.Lanes.Batch;
import io.residuum.actors.decision.Lanes.Lane;
import io.residuum.actors.decision.SlotHealth.Rank;
import io.residuum.actors.experiment.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who trains where. A free slot goes to the run of highest priority, among equals to the batch with the fewest slots,
 * within it seed by seed across its variants; a run goes to a healthy slot, on a node where no other seed of its variant
 * is. A run pinned to a numeric environment gets only a slot of that environment.
 *
 * <p>A trainer is put down for a waiting run of higher priority, for a batch that has at least two slots less than its
 * own, and when it only waits for other seeds; its slot is promised to the run it is put down for. Slots that fail or are
 * slow are the last choice, and out if they go on so; a trial brings them back.
 *
 * <p>Work conserving: no healthy slot stays free while a run that may use it waits. A run that is seen training anywhere
 * gets no second slot. One decision costs a logarithm of the waiting runs for each environment present. Single-threaded.
 */
public final class AllocationCore {

    /**
     * Who a run is to those who hand out slots.
     *
     * @param priority higher goes first
     * @param batch the order in which batches were accepted
     * @param variant the run's variant within its batch; its seeds are spread over nodes
     * @param order the run's place within its batch
     */
    public record Claim(RunId run, int priority, long batch, long variant, long order) {
        static final Comparator<Claim> IN_ORDER =
                Comparator.comparingLong(Claim::order).thenComparing(claim -> claim.run.hex());
    }

    /** What is decided, in order. */
    public sealed interface Effect {
        record Grant(RunId run, SlotId slot) implements Effect {}

        /** The trainer of the run is to commit and leave the slot; the run asks again. */
        record PutDown(RunId run, SlotId slot, String reason) implements Effect {}

        /** The slot is given to nobody, until {@link #trialDue} after a while. */
        record TakenOut(SlotId slot, String reason, Duration untilTrial) implements Effect {}
    }

    /** So many runs of a batch are looked at for one that suits a slot's node, and the first is passed over so often. */
    private static final int LOOK_AHEAD = 8;

    /** Slots that a batch must have more than another before it gives one up. */
    private static final int UNFAIR = 2;

    private static final Comparator<Slot> LATEST_FIRST =
            Comparator.<Slot>comparingLong(slot -> -slot.order).thenComparing(slot -> slot.id);

    private record Variant(long batch, long variant) {}

    /** The slots of one numeric environment and the runs pinned to it; that of no environment has only runs, pinned to none. */
    private static final class Pool {
        private final Lanes<Claim> waiting = new Lanes<>(Claim.IN_ORDER);
        private final Lanes<Claim> promised = new Lanes<>(Claim.IN_ORDER);
        private final Lanes<Slot> training = new Lanes<>(LATEST_FIRST);
        private final Lanes<Slot> idle = new Lanes<>(LATEST_FIRST);
        private final FreeSlots free = new FreeSlots();
        private int slots; // those that are out left out
    }

    private static final class Slot {
        private final SlotId id;
        private final Pool pool;
        private final FreeSlots.Node node;
        private final SlotHealth health = new SlotHealth();
        private Optional<RunId> run = Optional.empty();
        private Optional<Claim> claim = Optional.empty(); // of the run, once it is known
        private Optional<Ask> promisedTo = Optional.empty();
        private boolean leaving;
        private boolean idle;
        private long order; // of the claim

        Slot(SlotId id, Pool pool, FreeSlots.Node node) {
            this.id = id;
            this.pool = pool;
            this.node = node;
        }
    }

    /** A run's wish for a slot. */
    private static final class Ask {
        private final Pool pin;
        private Claim claim;
        private boolean waiting;
        private Optional<Slot> promise = Optional.empty();

        Ask(Claim claim, Pool pin) {
            this.claim = claim;
            this.pin = pin;
        }
    }

    private final Map<Map<String, String>, Pool> pools = new LinkedHashMap<>();
    private final Pool unpinned = pool(Map.of());
    private final Map<SlotId, Slot> slots = new HashMap<>();
    private final Map<String, FreeSlots.Node> nodes = new HashMap<>();
    private final Map<Long, Batch> batches = new HashMap<>();
    private final Map<RunId, Claim> claims = new HashMap<>();
    private final Map<RunId, Ask> asks = new HashMap<>();
    private final Map<RunId, List<Slot>> live = new HashMap<>();
    private final Set<RunId> idle = new HashSet<>(); // be their trainers on a slot that is known or not
    private final Map<Variant, Map<String, Integer>> seedsByNode = new HashMap<>();
    private final Map<Variant, Map<SlotId, Double>> rates = new HashMap<>();
    private final Map<RunId, Set<String>> failedOn = new HashMap<>();
    private final Map<SlotId, String> out = new TreeMap<>();
    private long turns;

    // ---- runs ----

    /** The run is wanted; said again, its highest priority counts and the rest stays. */
    public List<Effect> claimed(Claim claim) {
        Claim known = claims.get(claim.run());
        if (known == null) {
            claims.put(claim.run(), claim);
            live.getOrDefault(claim.run(), List.of()).forEach(this::count);
            return madeRoom(new ArrayList<>());
        }
        return claim.priority() > known.priority() ? prioritised(claim.run(), claim.priority()) : List.of();
    }

    /** From now on the run has this priority. */
    public List<Effect> prioritised(RunId run, int priority) {
        Claim before = claim(run);
        Claim now = new Claim(run, priority, before.batch(), before.variant(), before.order());
        claims.put(run, now);
        Ask ask = asks.get(run);
        if (ask != null) {
            boolean waiting = ask.waiting;
            if (waiting) {
                dequeue(ask);
            } else if (ask.promise.isPresent()) {
                ask.pin.promised.remove(batch(before), before.priority(), before);
                ask.pin.promised.add(batch(now), priority, now);
            }
            ask.claim = now;
            if (waiting) {
                enqueue(ask);
            }
        }
        for (Slot slot : live.getOrDefault(run, List.of())) {
            leaveLane(slot);
            slot.claim = Optional.of(now);
            enterLane(slot);
        }
        return madeRoom(new ArrayList<>());
    }

    /**
     * A claimed run asks for a slot; asking again replaces what it asked for before.
     *
     * @param environment what it is pinned to; empty for any slot
     */
    public List<Effect> requested(RunId run, Map<String, String> environment) {
        Claim claim = claim(run);
        drop(run);
        idle.remove(run);
        List<Effect> effects = new ArrayList<>();
        Ask ask = new Ask(claim, pool(Map.copyOf(environment)));
        asks.put(run, ask);
        serve(ask, effects);
        return madeRoom(effects);
    }

    public List<Effect> withdrawn(RunId run) {
        drop(run);
        return madeRoom(new ArrayList<>());
    }

    /** The run's trainer only waits for other seeds: whoever wants a slot may have its own. */
    public List<Effect> idle(RunId run) {
        setIdle(run, true);
        return madeRoom(new ArrayList<>());
    }

    /** It goes on. */
    public List<Effect> busy(RunId run) {
        setIdle(run, false);
        return madeRoom(new ArrayList<>());
    }

    // ---- slots ----

    /** A node offers a free slot; offering it again changes nothing. */
    public List<Effect> offered(SlotId id, Map<String, String> environment) {
        if (slots.containsKey(id)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        nowFree(newSlot(id, environment), effects);
        return madeRoom(effects);
    }

    /** A node says that a slot trains {@code run}, be it for an earlier coordinator; the node has the last word. */
    public List<Effect> offeredTaken(SlotId id, Map<String, String> environment, RunId run) {
        List<Effect> effects = new ArrayList<>();
        Slot slot = slots.get(id);
        Optional<RunId> before = slot == null ? Optional.empty() : slot.run;
        if (slot == null) {
            slot = newSlot(id, environment);
        } else if (before.isPresent()) {
            letGo(slot);
        } else {
            slot.pool.free.remove(slot.node, slot.health.rank(), id);
        }
        hold(slot, run);
        breakPromise(slot, effects); // by the trainer that is not there; this one was not put down
        before.ifPresent(had -> serveHeldBack(had, effects)); // it may have been a late word that had it here
        return madeRoom(effects);
    }

    /** The trainer on the slot is gone. */
    public List<Effect> freed(SlotId id) {
        Slot slot = slots.get(id);
        if (slot == null || slot.run.isEmpty()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        RunId run = slot.run.get();
        letGo(slot);
        idle.remove(run);
        serveHeldBack(run, effects);
        nowFree(slot, effects);
        return madeRoom(effects);
    }

    /** The membership removed the node. */
    public List<Effect> nodeRemoved(String node) {
        List<Effect> effects = new ArrayList<>();
        List<Slot> gone = slots.values().stream()
                .filter(slot -> slot.node.name().equals(node))
                .sorted(Comparator.comparing((Slot slot) -> slot.id))
                .toList();
        for (Slot slot : gone) {
            slots.remove(slot.id);
            slot.pool.slots -= out.remove(slot.id) == null ? 1 : 0;
            slot.pool.free.remove(slot.node, slot.health.rank(), slot.id);
        }
        nodes.remove(node);
        for (Slot slot : gone) {
            Optional<RunId> run = slot.run;
            if (run.isPresent()) {
                letGo(slot);
                idle.remove(run.get());
            }
            breakPromise(slot, effects);
            run.ifPresent(had -> serveHeldBack(had, effects));
        }
        return madeRoom(effects);
    }

    // ---- health ----

    /** The run committed something on the slot. */
    public void worked(SlotId id, RunId run) {
        failedOn.remove(run);
        Slot slot = slots.get(id);
        if (slot != null && slot.run.filter(run::equals).isPresent()) {
            slot.health.worked(); // it is taken, so on no shelf
        }
    }

    /** The trainer of the run failed on the slot, of itself or for want of memory. */
    public List<Effect> failed(SlotId id, RunId run, String reason) {
        Slot slot = slots.get(id);
        if (slot == null) {
            return List.of();
        }
        failedOn.computeIfAbsent(run, r -> new HashSet<>()).add(id.node());
        List<Effect> effects = new ArrayList<>();
        judge(slot, () -> slot.health.failed(run, reason), effects);
        return madeRoom(effects);
    }

    /** The run's throughput on the slot; seeds of one variant should train equally fast everywhere. */
    public List<Effect> measured(SlotId id, RunId run, double imagesPerSecond) {
        Slot slot = slots.get(id);
        if (slot == null || slot.claim.filter(claim -> claim.run().equals(run)).isEmpty()) {
            return List.of();
        }
        Map<SlotId, Double> ofVariant = rates.computeIfAbsent(variant(slot.claim.orElseThrow()), v -> new HashMap<>());
        ofVariant.put(id, imagesPerSecond);
        double[] others = ofVariant.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(id))
                .mapToDouble(Map.Entry::getValue)
                .sorted()
                .toArray();
        List<Effect> effects = new ArrayList<>();
        if (others.length > 0) {
            double share = imagesPerSecond / others[others.length / 2];
            judge(slot, () -> slot.health.measured(share), effects);
        }
        return madeRoom(effects);
    }

    /** The wait that {@link Effect.TakenOut} asked for is over. */
    public List<Effect> trialDue(SlotId id) {
        Slot slot = slots.get(id);
        if (slot == null || slot.health.rank() != Rank.OUT) {
            return List.of();
        }
        slot.health.trialDue();
        out.remove(id);
        slot.pool.slots++;
        List<Effect> effects = new ArrayList<>();
        if (slot.run.isEmpty()) {
            nowFree(slot, effects);
        }
        return madeRoom(effects);
    }

    private void judge(Slot slot, Runnable judgement, List<Effect> effects) {
        Rank before = slot.health.rank();
        boolean free = slot.run.isEmpty() && slot.pool.free.remove(slot.node, before, slot.id);
        judgement.run();
        if (slot.health.rank() == Rank.OUT && before != Rank.OUT) {
            out.put(slot.id, slot.health.reason());
            slot.pool.slots--;
            breakPromise(slot, effects);
            slot.run.filter(run -> !slot.leaving).ifPresent(run -> {
                leave(slot);
                effects.add(new Effect.PutDown(run, slot.id, "slot " + slot.id + ": " + slot.health.reason()));
            });
            effects.add(new Effect.TakenOut(slot.id, slot.health.reason(), slot.health.untilTrial()));
        } else if (free) {
            slot.pool.free.add(slot.node, slot.health.rank(), slot.id);
        }
    }

    // ---- what is known ----

    /** Slots in use, by slot. */
    public Map<SlotId, RunId> taken() {
        Map<SlotId, RunId> taken = new HashMap<>();
        slots.forEach((id, slot) -> slot.run.ifPresent(run -> taken.put(id, run)));
        return Map.copyOf(taken);
    }

    /** Slots there are, those that are out included. */
    public int slots() {
        return slots.size();
    }

    /** Why the run that asked has no slot yet: a sentence for a person. */
    public String why(RunId run) {
        Ask ask = asks.get(run);
        if (ask == null) {
            return "it asks for no slot";
        }
        if (ask.promise.isPresent()) {
            return "slot " + ask.promise.get().id + " is promised to it; the trainer there commits first";
        }
        if (live.containsKey(run)) {
            return "its trainer on slot " + live.get(run).get(0).id + " has not said yet that it ended";
        }
        List<Pool> usable = usable(ask.pin);
        int slotsThere = usable.stream().mapToInt(pool -> pool.slots).sum();
        String outside = out.isEmpty() ? "" : "; out: " + out;
        if (slotsThere == 0) {
            return (ask.pin == unpinned
                            ? "there is no slot"
                            : "there is no slot of the numeric environment its first segment was trained in")
                    + outside;
        }
        return "waiting for a free slot: %s taken, %d by its batch%s"
                .formatted(
                        slotsThere == 1 ? "the one it may use is" : "all " + slotsThere + " it may use are",
                        batch(ask.claim).slots(),
                        outside);
    }

    // ---- asking ----

    private Claim claim(RunId run) {
        Claim claim = claims.get(run);
        if (claim == null) {
            throw new IllegalStateException("run " + run + " asks for a slot, but nobody claimed it");
        }
        return claim;
    }

    private void serve(Ask ask, List<Effect> effects) {
        if (live.containsKey(ask.claim.run())) {
            return; // until its trainer is known to be gone
        }
        Optional<FreeSlots.Place> place = usable(ask.pin).stream()
                .flatMap(pool -> pool.free.best(node -> misfit(ask.claim, node)).stream())
                .min(Comparator.naturalOrder());
        if (place.isPresent()) {
            Slot slot = slot(place.get().slot());
            slot.pool.free.remove(slot.node, slot.health.rank(), slot.id);
            grant(slot, ask, effects);
        } else {
            enqueue(ask);
        }
    }

    private void serveHeldBack(RunId run, List<Effect> effects) {
        Ask ask = asks.get(run);
        if (ask != null && !ask.waiting && ask.promise.isEmpty() && !live.containsKey(run)) {
            serve(ask, effects);
        }
    }

    private void enqueue(Ask ask) {
        ask.waiting = true;
        ask.pin.waiting.add(batch(ask.claim), ask.claim.priority(), ask.claim);
    }

    private void dequeue(Ask ask) {
        ask.waiting = false;
        ask.pin.waiting.remove(batch(ask.claim), ask.claim.priority(), ask.claim);
    }

    private void drop(RunId run) {
        Ask ask = asks.remove(run);
        if (ask == null) {
            return;
        }
        if (ask.waiting) {
            dequeue(ask);
        }
        unpromise(ask);
    }

    /** How badly a node suits a run: it failed there, or other seeds of its variant are there. */
    private int misfit(Claim claim, String node) {
        int seeds = seedsByNode.getOrDefault(variant(claim), Map.of()).getOrDefault(node, 0);
        boolean failed = failedOn.getOrDefault(claim.run(), Set.of()).contains(node);
        return seeds + (failed ? 1 << 20 : 0);
    }

    private List<Pool> usable(Pool pin) {
        return pin == unpinned ? List.copyOf(pools.values()) : List.of(pin);
    }

    private static List<Lane<Claim>> next(Stream<Lanes<Claim>> lanes) {
        return lanes.flatMap(each -> each.next().stream()).toList();
    }

    // ---- giving ----

    private void nowFree(Slot slot, List<Effect> effects) {
        if (slot.health.rank() == Rank.OUT) {
            return;
        }
        if (slot.promisedTo.isPresent()) {
            grant(slot, slot.promisedTo.get(), effects);
            return;
        }
        Optional<Lane<Claim>> waiting = Lanes.first(next(Stream.of(slot.pool.waiting, unpinned.waiting)));
        Optional<Lane<Claim>> lane = waiting.isPresent()
                ? waiting
                : Lanes.first(next(Stream.of(slot.pool.promised, unpinned.promised))); // it comes sooner here
        if (lane.isPresent()) {
            Claim claim = suited(lane.get(), slot.node.name());
            Ask ask = asks.get(claim.run());
            if (ask == null) {
                throw new AssertionError(claim);
            }
            grant(slot, ask, effects);
        } else {
            slot.pool.free.add(slot.node, slot.health.rank(), slot.id);
        }
    }

    /** The first of the lane, or one soon after that suits the node better; nobody is passed over for ever. */
    private Claim suited(Lane<Claim> lane, String node) {
        Claim best = lane.first();
        if (lane.passedOver() < LOOK_AHEAD) {
            int leastMisfit = Integer.MAX_VALUE;
            Iterator<Claim> claims = lane.things();
            for (int seen = 0; seen < LOOK_AHEAD && claims.hasNext() && leastMisfit > 0; seen++) {
                Claim claim = claims.next();
                int misfit = misfit(claim, node);
                if (misfit < leastMisfit) {
                    leastMisfit = misfit;
                    best = claim;
                }
            }
        }
        if (!best.equals(lane.first())) {
            lane.passOver();
        }
        return best;
    }

    private void grant(Slot slot, Ask ask, List<Effect> effects) {
        if (ask.waiting) {
            dequeue(ask);
        }
        unpromise(ask);
        slot.promisedTo = Optional.empty();
        asks.remove(ask.claim.run());
        batch(ask.claim).served(++turns);
        hold(slot, ask.claim.run());
        effects.add(new Effect.Grant(ask.claim.run(), slot.id));
    }

    private void hold(Slot slot, RunId run) {
        slot.run = Optional.of(run);
        live.computeIfAbsent(run, r -> new ArrayList<>(1)).add(slot);
        slot.node.addTrainers(1);
        if (claims.containsKey(run)) {
            count(slot);
        }
    }

    private void count(Slot slot) {
        Claim claim = claim(slot.run.orElseThrow());
        slot.claim = Optional.of(claim);
        slot.order = claim.order();
        slot.idle = idle.contains(claim.run());
        batch(claim).addSlots(1);
        seedsByNode.computeIfAbsent(variant(claim), v -> new HashMap<>()).merge(slot.node.name(), 1, Integer::sum);
        enterLane(slot);
    }

    private void letGo(Slot slot) {
        RunId run = slot.run.orElseThrow();
        slot.claim.ifPresent(claim -> {
            leave(slot);
            seedsByNode.computeIfPresent(variant(claim), (v, byNode) -> {
                byNode.merge(slot.node.name(), -1, (had, less) -> had + less == 0 ? null : had + less);
                return byNode.isEmpty() ? null : byNode;
            });
            rates.computeIfPresent(variant(claim), (v, byRate) -> {
                byRate.remove(slot.id);
                return byRate.isEmpty() ? null : byRate;
            });
        });
        live.computeIfPresent(run, (r, on) -> {
            on.remove(slot);
            return on.isEmpty() ? null : on;
        });
        slot.node.addTrainers(-1);
        slot.run = Optional.empty();
        slot.claim = Optional.empty();
        slot.leaving = false;
        slot.idle = false;
    }

    /** The slot counts for its run's batch no longer, though the trainer may still be there. */
    private void leave(Slot slot) {
        leaveLane(slot);
        if (!slot.leaving) {
            slot.leaving = true;
            slot.claim.ifPresent(claim -> batch(claim).addSlots(-1));
        }
    }

    private void enterLane(Slot slot) {
        Claim claim = slot.claim.orElseThrow();
        if (!slot.leaving) {
            (slot.idle ? slot.pool.idle : slot.pool.training).add(batch(claim), claim.priority(), slot);
        }
    }

    private void leaveLane(Slot slot) {
        slot.claim.ifPresent(claim -> {
            slot.pool.idle.remove(batch(claim), claim.priority(), slot);
            slot.pool.training.remove(batch(claim), claim.priority(), slot);
        });
    }

    private void setIdle(RunId run, boolean nowIdle) {
        if (nowIdle) {
            idle.add(run);
        } else {
            idle.remove(run);
        }
        for (Slot slot : live.getOrDefault(run, List.of())) {
            if (slot.claim.isPresent() && slot.idle != nowIdle) {
                leaveLane(slot);
                slot.idle = nowIdle;
                enterLane(slot);
            }
        }
    }

    // ---- making room ----

    /** Ends, since every slot that is given up goes to a higher priority or makes batches more equal. */
    private List<Effect> madeRoom(List<Effect> effects) {
        int before;
        do {
            before = effects.size();
            for (Pool pin : pools.values()) {
                pin.waiting.next().ifPresent(lane -> putDownFor(pin, lane, effects));
            }
        } while (effects.size() > before);
        return effects;
    }

    private void putDownFor(Pool pin, Lane<Claim> lane, List<Effect> effects) {
        Collection<Pool> usable = usable(pin);
        Optional<Lane<Slot>> idle = Lanes.last(
                usable.stream().flatMap(pool -> pool.idle.last().stream()).toList());
        if (idle.isPresent()) {
            putDown(
                    idle.get().first(),
                    lane.first(),
                    "it waits for other seeds, and another run waits for a slot",
                    effects);
            return;
        }
        Optional<Lane<Slot>> least = Lanes.last(
                usable.stream().flatMap(pool -> pool.training.last().stream()).toList());
        if (least.isEmpty()) {
            return;
        }
        Lane<Slot> held = least.get();
        int more = held.batch().slots() - lane.batch().slots();
        if (held.priority() < lane.priority()) {
            String reason = "a run of priority %d waits, this one has %d".formatted(lane.priority(), held.priority());
            putDown(held.first(), lane.first(), reason, effects);
        } else if (held.priority() == lane.priority() && held.batch() != lane.batch() && more >= UNFAIR) {
            String reason = "its batch has %d slots, one that waits has %d"
                    .formatted(held.batch().slots(), lane.batch().slots());
            putDown(held.first(), lane.first(), reason, effects);
        }
    }

    private void putDown(Slot victim, Claim claim, String reason, List<Effect> effects) {
        Ask ask = asks.get(claim.run());
        if (ask == null) {
            throw new AssertionError(claim);
        }
        dequeue(ask);
        leave(victim);
        ask.promise = Optional.of(victim);
        victim.promisedTo = Optional.of(ask);
        batch(claim).addSlots(1);
        ask.pin.promised.add(batch(claim), claim.priority(), claim);
        effects.add(new Effect.PutDown(victim.run.orElseThrow(), victim.id, reason));
    }

    private void unpromise(Ask ask) {
        ask.promise.ifPresent(slot -> {
            slot.promisedTo = Optional.empty();
            ask.promise = Optional.empty();
            ask.pin.promised.remove(batch(ask.claim), ask.claim.priority(), ask.claim);
            batch(ask.claim).addSlots(-1);
        });
    }

    /** The slot will not come: whoever it was promised to asks for another. */
    private void breakPromise(Slot slot, List<Effect> effects) {
        slot.promisedTo.ifPresent(ask -> {
            unpromise(ask);
            serve(ask, effects);
        });
    }

    // ---- small things ----

    private Pool pool(Map<String, String> environment) {
        return pools.computeIfAbsent(environment, e -> new Pool());
    }

    private Slot newSlot(SlotId id, Map<String, String> environment) {
        Slot slot = new Slot(id, pool(Map.copyOf(environment)), nodes.computeIfAbsent(id.node(), FreeSlots.Node::new));
        slot.pool.slots++;
        slots.put(id, slot);
        return slot;
    }

    private Slot slot(SlotId id) {
        Slot slot = slots.get(id);
        if (slot == null) {
            throw new AssertionError(id);
        }
        return slot;
    }

    private Batch batch(Claim claim) {
        return batches.computeIfAbsent(claim.batch(), Batch::new);
    }

    private static Variant variant(Claim claim) {
        return new Variant(claim.batch(), claim.variant());
    }
}
