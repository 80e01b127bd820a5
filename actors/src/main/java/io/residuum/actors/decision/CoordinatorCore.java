package io.residuum.actors.decision;

import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.experiment.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What the coordinator decides: which slots there are, what is on them, who gets them. It knows nothing but what nodes
 * say and the membership tells, so a coordinator made anew learns everything by asking for offers.
 *
 * <p>It grants nothing before every node that was a member when it began has said what it trains, or was removed: an
 * earlier coordinator's trainers are taken over, not doubled. Words of nodes may be lost, late or doubled: what a slot
 * trains is settled by asking again, never by a time-out. Single-threaded.
 */
public final class CoordinatorCore {

    /** What the shell has to do, in order. */
    public sealed interface Effect {
        /**
         * Tell the run's supervisor: it has the slot.
         *
         * @param elsewhere whether another node has a slot that would do
         */
        record Granted(Assignment assignment, boolean elsewhere) implements Effect {}

        /** Tell the run's supervisor: this assignment is being trained. */
        record SeenTraining(Assignment assignment) implements Effect {}

        /** Tell the run's supervisor: this assignment is not on its slot; its order or its end is lost or under way. */
        record SeenIdle(Assignment assignment) implements Effect {}

        /** Tell the run's supervisor: its trainer is to commit and leave the slot to somebody else. */
        record PutDown(Assignment assignment, String reason) implements Effect {}

        /** Tell the run's supervisor: there is no slot for it yet. */
        record Waits(RunId run, String reason) implements Effect {}

        /** Nobody gets the slot; {@link #trialDue} after a while. */
        record TakenOut(SlotId slot, String reason, Duration untilTrial) implements Effect {}

        /** Tell every supervisor. */
        record NodeRemoved(String node) implements Effect {}

        /** Tell the node: nobody wants what this assignment trains. */
        record Release(Assignment assignment) implements Effect {}

        /** Ask the node for its offers. */
        record AskOffers(String node) implements Effect {}
    }

    private final Supplier<String> attempts;
    private final AllocationCore allocation = new AllocationCore();
    private final Set<String> members = new TreeSet<>();
    private final Set<String> leaving = new HashSet<>(); // members that are about to end
    private final Set<String> silent = new TreeSet<>(); // members from the beginning that have not made their offers
    private final Map<RunId, Map<String, String>> held = new HashMap<>(); // asked for while somebody is silent
    private final Map<RunId, Claim> supervised = new HashMap<>();
    private final Map<SlotId, Assignment> onSlot = new HashMap<>();
    private final Map<RunId, TreeMap<SlotId, Assignment>> onSlotByRun = new HashMap<>();
    private final Map<String, Map<String, Assignment>> expected = new HashMap<>(); // by node, by attempt
    private final Map<SlotId, Map<String, String>> environments = new HashMap<>();
    private final Map<RunId, Map<String, String>> pins = new HashMap<>();
    private boolean batchesKnown;

    /**
     * A coordinator that knows nothing yet.
     *
     * @param attempts names for assignments, each handed out once in the history of the bucket
     * @param members nodes in the membership when this coordinator begins
     */
    public CoordinatorCore(Supplier<String> attempts, Set<String> members) {
        this.attempts = attempts;
        this.members.addAll(members);
        this.silent.addAll(members);
    }

    /** Asks every member what it trains: at first, and again every so often. */
    public List<Effect> askAll() {
        return members.stream().<Effect>map(Effect.AskOffers::new).toList();
    }

    public List<Effect> nodeJoined(String node) {
        members.add(node);
        leaving.remove(node);
        return List.of(new Effect.AskOffers(node));
    }

    /** The node is about to end: nobody gets a slot there any more, and what it trains is committed and handed back by itself. */
    public List<Effect> nodeLeaving(String node) {
        List<Effect> effects = new ArrayList<>();
        if (members.contains(node) && leaving.add(node)) {
            perform(allocation.nodeRemoved(node), effects);
        }
        return effects;
    }

    /** The membership removed the node; what it trained is given up, what it still says is not heard. */
    public List<Effect> nodeRemoved(String node) {
        members.remove(node);
        leaving.remove(node);
        silent.remove(node);
        onSlot.values().stream()
                .filter(assignment -> assignment.slot().node().equals(node))
                .toList()
                .forEach(this::gone);
        expected.remove(node);
        environments.keySet().removeIf(slot -> slot.node().equals(node));
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.NodeRemoved(node));
        perform(allocation.nodeRemoved(node), effects);
        grantHeld(effects);
        return effects;
    }

    /** The node says what all its slots are at. */
    public List<Effect> offered(String node, List<SlotStatus> slots) {
        if (!members.contains(node)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (SlotStatus status : slots) {
            environments.put(status.slot(), status.environment());
            status.training().ifPresent(assignment -> {
                seen.add(assignment.attempt());
                seenTraining(status, assignment, effects);
            });
        }
        for (Assignment assignment :
                List.copyOf(expected.getOrDefault(node, Map.of()).values())) {
            if (seen.contains(assignment.attempt())) {
                continue;
            }
            if (supervised.containsKey(assignment.run())) {
                effects.add(new Effect.SeenIdle(assignment));
            } else {
                effects.addAll(freed(assignment));
            }
        }
        for (SlotStatus status : slots) {
            if (!leaving.contains(node) && status.training().isEmpty() && !onSlot.containsKey(status.slot())) {
                perform(allocation.offered(status.slot(), status.environment()), effects);
            }
        }
        silent.remove(node);
        grantHeld(effects);
        return effects;
    }

    private void seenTraining(SlotStatus status, Assignment assignment, List<Effect> effects) {
        Assignment before = onSlot.get(status.slot());
        if (!assignment.equals(before)) {
            if (before != null) {
                gone(before);
            }
            put(assignment);
            if (!leaving.contains(assignment.slot().node())) {
                perform(allocation.offeredTaken(status.slot(), status.environment(), assignment.run()), effects);
            }
            expect(assignment);
        }
        if (supervised.containsKey(assignment.run())) {
            effects.add(new Effect.SeenTraining(assignment));
        } else if (batchesKnown) {
            effects.add(new Effect.Release(assignment));
        }
    }

    /**
     * Every batch that has something to train is open here. A trainer of a run that none of them ever wanted is what a
     * pause, a cancellation or an end left behind with an earlier coordinator: it is put down (B6).
     */
    public List<Effect> batchesKnown() {
        batchesKnown = true;
        return onSlot.values().stream()
                .filter(assignment -> !supervised.containsKey(assignment.run()))
                .sorted(Comparator.comparing(Assignment::slot))
                .<Effect>map(Effect.Release::new)
                .toList();
    }

    /** From now on the run has a supervisor here; it hears of trainers that are at it already. */
    public List<Effect> supervised(Claim claim) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.claimed(claim), effects);
        if (supervised.put(claim.run(), claim) == null) {
            onSlotByRun.getOrDefault(claim.run(), new TreeMap<>()).values().stream()
                    .<Effect>map(Effect.SeenTraining::new)
                    .forEach(effects::add);
        }
        return effects;
    }

    /**
     * A supervised run asks for a slot; asking again replaces what it asked for before.
     *
     * @param environment what it is pinned to; empty for any slot
     */
    public List<Effect> requested(RunId run, Map<String, String> environment) {
        List<Effect> effects = new ArrayList<>();
        if (silent.isEmpty()) {
            request(run, environment, effects);
        } else {
            held.put(run, environment);
            effects.add(new Effect.Waits(run, "waiting to hear what the nodes train: " + String.join(", ", silent)));
        }
        return effects;
    }

    private void request(RunId run, Map<String, String> environment, List<Effect> effects) {
        pins.put(run, environment);
        List<AllocationCore.Effect> decided = allocation.requested(run, environment);
        perform(decided, effects);
        boolean granted = decided.stream()
                .anyMatch(effect -> effect instanceof AllocationCore.Effect.Grant grant
                        && grant.run().equals(run));
        if (!granted) {
            effects.add(new Effect.Waits(run, allocation.why(run)));
        }
    }

    public List<Effect> withdrawn(RunId run) {
        held.remove(run);
        List<Effect> effects = new ArrayList<>();
        perform(allocation.withdrawn(run), effects);
        return effects;
    }

    /** From now on the run has this priority. */
    public List<Effect> prioritised(RunId run, int priority) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.prioritised(run, priority), effects);
        return effects;
    }

    /** The run's trainer only waits for other seeds; whoever wants its slot may have it. */
    public List<Effect> idle(RunId run) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.idle(run), effects);
        return effects;
    }

    /** The run's trainer waits no longer. */
    public List<Effect> busy(RunId run) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.busy(run), effects);
        return effects;
    }

    /** The assignment's trainer committed something. */
    public void committed(Assignment assignment) {
        allocation.worked(assignment.slot(), assignment.run());
    }

    /** What the assignment's trainer does in a second; others of its variant say whether that is much. */
    public List<Effect> measured(Assignment assignment, double imagesPerSecond) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.measured(assignment.slot(), assignment.run(), imagesPerSecond), effects);
        return effects;
    }

    /** The assignment's trainer is gone, and said why; said twice, it changes nothing. */
    public List<Effect> stopped(Assignment assignment, StopCause cause, String reason) {
        List<Effect> effects = new ArrayList<>();
        if (assignment.equals(onSlot.get(assignment.slot())) && cause.blamesItsSlot()) {
            perform(allocation.failed(assignment.slot(), assignment.run(), reason), effects);
        }
        effects.addAll(freed(assignment));
        return effects;
    }

    /** The wait that {@link Effect.TakenOut} asked for is over. */
    public List<Effect> trialDue(SlotId slot) {
        List<Effect> effects = new ArrayList<>();
        perform(allocation.trialDue(slot), effects);
        return effects;
    }

    /** The assignment's trainer is gone, or never was; said twice, it changes nothing. */
    public List<Effect> freed(Assignment assignment) {
        List<Effect> effects = new ArrayList<>();
        expected.getOrDefault(assignment.slot().node(), new HashMap<>()).remove(assignment.attempt());
        if (assignment.equals(onSlot.get(assignment.slot()))) {
            gone(assignment);
            perform(allocation.freed(assignment.slot()), effects);
        }
        return effects;
    }

    /** What is on the slots, as far as it is known. */
    public Map<SlotId, Assignment> onSlots() {
        return Map.copyOf(onSlot);
    }

    private void grantHeld(List<Effect> effects) {
        if (silent.isEmpty()) {
            Map<RunId, Map<String, String>> requests = Map.copyOf(held);
            held.clear();
            requests.keySet().stream()
                    .map(supervised::get)
                    .sorted(Comparator.comparingInt((Claim claim) -> -claim.priority())
                            .thenComparingLong(Claim::batch)
                            .thenComparing(Claim.IN_ORDER))
                    .map(Claim::run)
                    .forEach(run -> request(run, requests.getOrDefault(run, Map.of()), effects));
        }
    }

    private void perform(List<AllocationCore.Effect> decided, List<Effect> effects) {
        for (AllocationCore.Effect effect : decided) {
            if (effect instanceof AllocationCore.Effect.Grant grant) {
                Assignment assignment = new Assignment(attempts.get(), grant.run(), grant.slot());
                put(assignment);
                expect(assignment);
                effects.add(new Effect.Granted(assignment, hasAnotherNodeFor(assignment)));
            } else if (effect instanceof AllocationCore.Effect.PutDown putDown) {
                Assignment assignment = onSlot.get(putDown.slot());
                if (assignment == null) {
                    throw new AssertionError(putDown);
                }
                effects.add(new Effect.PutDown(assignment, putDown.reason()));
            } else if (effect instanceof AllocationCore.Effect.TakenOut out) {
                effects.add(new Effect.TakenOut(out.slot(), out.reason(), out.untilTrial()));
            } else {
                throw new AssertionError(effect);
            }
        }
    }

    private boolean hasAnotherNodeFor(Assignment assignment) {
        Map<String, String> pin = pins.getOrDefault(assignment.run(), Map.of());
        return environments.entrySet().stream()
                .anyMatch(slot -> !slot.getKey().node().equals(assignment.slot().node())
                        && !leaving.contains(slot.getKey().node())
                        && (pin.isEmpty() || slot.getValue().equals(pin)));
    }

    private void put(Assignment assignment) {
        onSlot.put(assignment.slot(), assignment);
        onSlotByRun.computeIfAbsent(assignment.run(), run -> new TreeMap<>()).put(assignment.slot(), assignment);
    }

    private void gone(Assignment assignment) {
        onSlot.remove(assignment.slot());
        onSlotByRun.computeIfPresent(assignment.run(), (run, bySlot) -> {
            bySlot.remove(assignment.slot());
            return bySlot.isEmpty() ? null : bySlot;
        });
    }

    private void expect(Assignment assignment) {
        expected.computeIfAbsent(assignment.slot().node(), node -> new LinkedHashMap<>())
                .put(assignment.attempt(), assignment);
    }
}
