package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who trains where: free slots to waiting runs, higher priority first, then the batch that asked first, then seed by
 * seed across its variants. A run pinned to a numeric environment gets only a slot of that environment.
 *
 * <p>Work conserving: no slot stays free while a run that may use it waits. One decision costs a logarithm of the
 * waiting runs for each environment present. Single-threaded.
 */
public final class AllocationCore {

    /**
     * A run that wants a slot.
     *
     * @param priority higher goes first
     * @param batchOrder the order in which batches were accepted
     * @param order the run's place within its batch
     * @param environment what it is pinned to; empty for any slot
     */
    public record Request(RunId run, int priority, long batchOrder, long order, Map<String, String> environment) {
        static final Comparator<Request> FIRST_SERVED = Comparator.comparingInt((Request r) -> -r.priority)
                .thenComparingLong(Request::batchOrder)
                .thenComparingLong(Request::order)
                .thenComparing(r -> r.run.hex());

        public Request {
            environment = Map.copyOf(environment);
        }
    }

    /** A run and the slot it got. */
    public record Grant(RunId run, SlotId slot) {}

    private final Map<SlotId, Map<String, String>> environmentBySlot = new HashMap<>();
    private final Map<Map<String, String>, TreeSet<SlotId>> freeByEnvironment = new HashMap<>();
    private final Map<Map<String, String>, TreeSet<Request>> waitingByPin = new HashMap<>();
    private final Map<RunId, Request> waiting = new HashMap<>();
    private final TreeMap<SlotId, RunId> taken = new TreeMap<>();

    /** A node offers a free slot; offering it again changes nothing. */
    public List<Grant> offered(SlotId slot, Map<String, String> environment) {
        return environmentBySlot.putIfAbsent(slot, Map.copyOf(environment)) == null ? nowFree(slot) : List.of();
    }

    /** A node says that a slot trains {@code run}, be it for an earlier coordinator; the node has the last word. */
    public void offeredTaken(SlotId slot, Map<String, String> environment, RunId run) {
        environmentBySlot.putIfAbsent(slot, Map.copyOf(environment));
        freeByEnvironment
                .getOrDefault(environmentBySlot.get(slot), new TreeSet<>())
                .remove(slot);
        taken.put(slot, run);
    }

    /** The trainer on the slot is gone. */
    public List<Grant> freed(SlotId slot) {
        if (taken.remove(slot) == null || !environmentBySlot.containsKey(slot)) {
            return List.of();
        }
        return nowFree(slot);
    }

    /** The membership removed the node. */
    public void nodeRemoved(String node) {
        List<SlotId> gone = environmentBySlot.keySet().stream()
                .filter(slot -> slot.node().equals(node))
                .toList();
        for (SlotId slot : gone) {
            Map<String, String> environment = environmentBySlot.remove(slot);
            taken.remove(slot);
            freeByEnvironment.getOrDefault(environment, new TreeSet<>()).remove(slot);
        }
    }

    /** A run asks; asking again replaces what it asked for before. */
    public List<Grant> requested(Request request) {
        withdrawn(request.run());
        for (Map<String, String> environment : candidates(request)) {
            TreeSet<SlotId> free = freeByEnvironment.getOrDefault(environment, new TreeSet<>());
            if (!free.isEmpty()) {
                return List.of(take(free.pollFirst(), request));
            }
        }
        waiting.put(request.run(), request);
        waitingByPin
                .computeIfAbsent(request.environment(), pin -> new TreeSet<>(Request.FIRST_SERVED))
                .add(request);
        return List.of();
    }

    public void withdrawn(RunId run) {
        Request request = waiting.remove(run);
        if (request != null) {
            waitingByPin.computeIfPresent(request.environment(), (pin, requests) -> {
                requests.remove(request);
                return requests.isEmpty() ? null : requests;
            });
        }
    }

    /** Slots in use, by slot. */
    public Map<SlotId, RunId> taken() {
        return Map.copyOf(taken);
    }

    public int slots() {
        return environmentBySlot.size();
    }

    private List<Map<String, String>> candidates(Request request) {
        return request.environment().isEmpty()
                ? List.copyOf(freeByEnvironment.keySet())
                : List.of(request.environment());
    }

    private List<Grant> nowFree(SlotId slot) {
        Map<String, String> environment = environmentBySlot.get(slot);
        List<Request> heads = new ArrayList<>();
        for (Map<String, String> pin : List.of(environment, Map.<String, String>of())) {
            TreeSet<Request> requests = waitingByPin.get(pin);
            if (requests != null && !requests.isEmpty()) {
                heads.add(requests.first());
            }
        }
        Optional<Request> first = heads.stream().min(Request.FIRST_SERVED);
        if (first.isPresent()) {
            withdrawn(first.get().run());
            return List.of(take(slot, first.get()));
        }
        freeByEnvironment.computeIfAbsent(environment, e -> new TreeSet<>()).add(slot);
        return List.of();
    }

    private Grant take(SlotId slot, Request request) {
        taken.put(slot, request.run());
        return new Grant(request.run(), slot);
    }
}
