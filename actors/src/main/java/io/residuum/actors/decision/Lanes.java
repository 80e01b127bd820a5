package io.residuum.actors.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Things of batches in the order in which batches are to be served: higher priority first, then the batch with the fewest
 * slots, then the one whose last turn is longest ago, then the older one. A lane holds what one batch has at one priority, and moves when its batch gains or loses a
 * slot.
 *
 * @param <T> what is in the lanes
 */
final class Lanes<T> {

    /** A batch and the slots it has, in all environments. */
    static final class Batch {
        private final long order;
        private final List<Lane<?>> lanes = new ArrayList<>(); // those with something in them
        private int slots;
        private long lastTurn; // number of the grant that was its last

        Batch(long order) {
            this.order = order;
        }

        int slots() {
            return slots;
        }

        long order() {
            return order;
        }

        void addSlots(int more) {
            lanes.forEach(Lane::leave);
            slots += more;
            lanes.forEach(Lane::enter);
        }

        /** It had its turn: among batches with as many slots it is the last now. */
        void served(long turn) {
            lanes.forEach(Lane::leave);
            lastTurn = turn;
            lanes.forEach(Lane::enter);
        }
    }

    /** What one batch has at one priority. */
    static final class Lane<T> {
        private static final Comparator<Lane<?>> NEXT = Comparator.<Lane<?>>comparingInt(lane -> -lane.priority)
                .thenComparingInt(lane -> lane.batch.slots)
                .thenComparingLong(lane -> lane.batch.lastTurn)
                .thenComparingLong(lane -> lane.batch.order);

        private final Batch batch;
        private final int priority;
        private final TreeSet<T> things;
        private final Set<Lane<?>> among;
        private int passedOver;

        private Lane(Batch batch, int priority, Comparator<T> order, Set<Lane<?>> among) {
            this.batch = batch;
            this.priority = priority;
            this.things = new TreeSet<>(order);
            this.among = among;
        }

        Batch batch() {
            return batch;
        }

        int priority() {
            return priority;
        }

        T first() {
            return things.first();
        }

        Iterator<T> things() {
            return things.iterator();
        }

        /** How often the first of the lane was passed over for a later one. */
        int passedOver() {
            return passedOver;
        }

        /** Something behind the first is taken. */
        void passOver() {
            passedOver++;
        }

        private void enter() {
            among.add(this);
        }

        private void leave() {
            among.remove(this);
        }
    }

    private record Key(long batch, int priority) {}

    private final Comparator<T> order;
    private final TreeSet<Lane<?>> lanes = new TreeSet<>(Lane.NEXT);
    private final Map<Key, Lane<T>> byKey = new HashMap<>();

    /** @param order within a lane */
    Lanes(Comparator<T> order) {
        this.order = order;
    }

    void add(Batch batch, int priority, T thing) {
        Lane<T> lane =
                byKey.computeIfAbsent(new Key(batch.order, priority), key -> new Lane<>(batch, priority, order, lanes));
        if (lane.things.isEmpty()) {
            batch.lanes.add(lane);
            lane.enter();
        }
        lane.things.add(thing);
    }

    boolean remove(Batch batch, int priority, T thing) {
        Key key = new Key(batch.order, priority);
        Lane<T> lane = byKey.get(key);
        if (lane == null) {
            return false;
        }
        boolean first = !lane.things.isEmpty() && order.compare(lane.first(), thing) == 0;
        boolean removed = lane.things.remove(thing);
        if (removed) {
            lane.passedOver = first ? 0 : lane.passedOver;
        }
        if (lane.things.isEmpty()) {
            lane.leave();
            batch.lanes.remove(lane);
            byKey.remove(key);
        }
        return removed;
    }

    Optional<Lane<T>> next() {
        return lanes.isEmpty() ? Optional.empty() : Optional.of(own(lanes.first()));
    }

    /** The lane that has least claim to what it has: of the lowest priority, then of the batch with most slots. */
    Optional<Lane<T>> last() {
        return lanes.isEmpty() ? Optional.empty() : Optional.of(own(lanes.last()));
    }

    @SuppressWarnings("unchecked") // only lanes made here are among them
    private Lane<T> own(Lane<?> lane) {
        return (Lane<T>) lane;
    }

    /** The lane to be served first of several orders; of equal ones the first. */
    static <T> Optional<Lane<T>> first(List<Lane<T>> candidates) {
        return candidates.stream().min(Lane.NEXT);
    }

    static <T> Optional<Lane<T>> last(List<Lane<T>> candidates) {
        return candidates.stream().max(Lane.NEXT);
    }
}
