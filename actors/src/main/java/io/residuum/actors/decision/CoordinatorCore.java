package io.residuum.actors.decision;

import io.residuum.actors.decision.AllocationCore.Grant;
import io.residuum.actors.decision.AllocationCore.Request;
import io.residuum.actors.experiment.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        /** Tell the run's supervisor: it has the slot. */
        record Granted(Assignment assignment) implements Effect {}

        /** Tell the run's supervisor: this assignment is being trained. */
        record SeenTraining(Assignment assignment) implements Effect {}

        /** Tell the run's supervisor: this assignment is not on its slot; its order or its end is lost or under way. */
        record SeenIdle(Assignment assignment) implements Effect {}

        /** Tell every supervisor. */
        record NodeRemoved(String node) implements Effect {}

        /** Ask the node for its offers. */
        record AskOffers(String node) implements Effect {}
    }

    private final Supplier<String> attempts;
    private final AllocationCore allocation = new AllocationCore();
    private final Set<String> members = new TreeSet<>();
    private final Set<String> silent = new TreeSet<>(); // members from the beginning that have not made their offers
    private final Map<RunId, Request> held = new LinkedHashMap<>(); // asked for while somebody is silent
    private final Set<RunId> supervised = new HashSet<>();
    private final Map<SlotId, Assignment> onSlot = new HashMap<>();
    private final Map<String, Map<String, Assignment>> expected = new HashMap<>(); // by node, by attempt

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
        return List.of(new Effect.AskOffers(node));
    }

    /** The membership removed the node; what it trained is given up, what it still says is not heard. */
    public List<Effect> nodeRemoved(String node) {
        members.remove(node);
        silent.remove(node);
        allocation.nodeRemoved(node);
        onSlot.keySet().removeIf(slot -> slot.node().equals(node));
        expected.remove(node);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.NodeRemoved(node));
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
            if (supervised.contains(assignment.run())) {
                effects.add(new Effect.SeenIdle(assignment));
            } else {
                effects.addAll(freed(assignment));
            }
        }
        for (SlotStatus status : slots) {
            if (status.training().isEmpty() && !onSlot.containsKey(status.slot())) {
                granted(allocation.offered(status.slot(), status.environment()), effects);
            }
        }
        silent.remove(node);
        grantHeld(effects);
        return effects;
    }

    private void seenTraining(SlotStatus status, Assignment assignment, List<Effect> effects) {
        if (!assignment.equals(onSlot.put(status.slot(), assignment))) {
            allocation.offeredTaken(status.slot(), status.environment(), assignment.run());
            expect(assignment);
        }
        if (supervised.contains(assignment.run())) {
            effects.add(new Effect.SeenTraining(assignment));
        }
    }

    /** From now on the run has a supervisor here; it hears of trainers that are at it already. */
    public List<Effect> supervised(RunId run) {
        if (!supervised.add(run)) {
            return List.of();
        }
        return onSlot.values().stream()
                .filter(assignment -> assignment.run().equals(run))
                .sorted((a, b) -> a.slot().compareTo(b.slot()))
                .<Effect>map(Effect.SeenTraining::new)
                .toList();
    }

    /** A run asks for a slot; asking again replaces what it asked for before. */
    public List<Effect> requested(Request request) {
        List<Effect> effects = new ArrayList<>();
        if (silent.isEmpty()) {
            granted(allocation.requested(request), effects);
        } else {
            held.put(request.run(), request);
        }
        return effects;
    }

    public void withdrawn(RunId run) {
        held.remove(run);
        allocation.withdrawn(run);
    }

    /** The assignment's trainer is gone, or never was; said twice, it changes nothing. */
    public List<Effect> freed(Assignment assignment) {
        List<Effect> effects = new ArrayList<>();
        expected.getOrDefault(assignment.slot().node(), new HashMap<>()).remove(assignment.attempt());
        if (onSlot.remove(assignment.slot(), assignment)) {
            granted(allocation.freed(assignment.slot()), effects);
        }
        return effects;
    }

    /** What is on the slots, as far as it is known. */
    public Map<SlotId, Assignment> onSlots() {
        return Map.copyOf(onSlot);
    }

    private void grantHeld(List<Effect> effects) {
        if (silent.isEmpty()) {
            List<Request> requests = List.copyOf(held.values());
            held.clear();
            requests.stream()
                    .sorted(Request.FIRST_SERVED)
                    .forEach(request -> granted(allocation.requested(request), effects));
        }
    }

    private void granted(List<Grant> grants, List<Effect> effects) {
        for (Grant grant : grants) {
            Assignment assignment = new Assignment(attempts.get(), grant.run(), grant.slot());
            onSlot.put(grant.slot(), assignment);
            expect(assignment);
            effects.add(new Effect.Granted(assignment));
        }
    }

    private void expect(Assignment assignment) {
        expected.computeIfAbsent(assignment.slot().node(), node -> new LinkedHashMap<>())
                .put(assignment.attempt(), assignment);
    }
}
