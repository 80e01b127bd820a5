package io.residuum.actors.decision;

import io.residuum.actors.decision.SlotHealth.Rank;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** The free slots of one numeric environment: healthy ones first, then those on nodes with the fewest trainers. */
final class FreeSlots {

    /** A node and how many trainers it has, in all environments. */
    static final class Node {
        private final String name;
        private final List<Shelf> shelves = new ArrayList<>(); // those with something on them
        private int trainers;

        Node(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        void addTrainers(int more) {
            shelves.forEach(Shelf::leave);
            trainers += more;
            shelves.forEach(Shelf::enter);
        }
    }

    /** The free slots of one node that are equally healthy. */
    private static final class Shelf {
        static final Comparator<Shelf> NEXT =
                Comparator.<Shelf>comparingInt(shelf -> shelf.node.trainers).thenComparing(shelf -> shelf.node.name);

        private final Node node;
        private final Set<Shelf> among;
        private final TreeSet<SlotId> slots = new TreeSet<>();

        Shelf(Node node, Set<Shelf> among) {
            this.node = node;
            this.among = among;
        }

        void enter() {
            among.add(this);
        }

        void leave() {
            among.remove(this);
        }
    }

    private record Key(String node, Rank rank) {}

    /** A free slot for somebody; the smaller the better. */
    record Place(SlotId slot, Rank rank, int misfit, int trainersBeside) implements Comparable<Place> {
        private static final Comparator<Place> BETTER = Comparator.comparing(Place::rank)
                .thenComparingInt(Place::misfit)
                .thenComparingInt(Place::trainersBeside)
                .thenComparing(Place::slot);

        @Override
        public int compareTo(Place other) {
            return BETTER.compare(this, other);
        }
    }

    private final Map<Rank, TreeSet<Shelf>> byRank = new EnumMap<>(Rank.class);
    private final Map<Key, Shelf> shelves = new HashMap<>();

    void add(Node node, Rank rank, SlotId slot) {
        Shelf shelf = shelves.computeIfAbsent(
                new Key(node.name, rank),
                key -> new Shelf(node, byRank.computeIfAbsent(rank, r -> new TreeSet<>(Shelf.NEXT))));
        if (shelf.slots.isEmpty()) {
            node.shelves.add(shelf);
            shelf.enter();
        }
        shelf.slots.add(slot);
    }

    boolean remove(Node node, Rank rank, SlotId slot) {
        Shelf shelf = shelves.get(new Key(node.name, rank));
        if (shelf == null || !shelf.slots.remove(slot)) {
            return false;
        }
        if (shelf.slots.isEmpty()) {
            shelf.leave();
            node.shelves.remove(shelf);
            shelves.remove(new Key(node.name, rank));
        }
        return true;
    }

    /**
     * The best free slot for a run. Looks at no more nodes than misfit.
     *
     * @param misfit how badly a node suits it; 0 is as well as any
     */
    Optional<Place> best(ToIntFunction<String> misfit) {
        for (Map.Entry<Rank, TreeSet<Shelf>> rank : byRank.entrySet()) {
            Optional<Place> best = Optional.empty();
            for (Shelf shelf : rank.getValue()) {
                Place place = new Place(
                        shelf.slots.first(), rank.getKey(), misfit.applyAsInt(shelf.node.name), shelf.node.trainers);
                if (best.isEmpty() || place.compareTo(best.get()) < 0) {
                    best = Optional.of(place);
                }
                if (place.misfit() == 0) {
                    break;
                }
            }
            if (best.isPresent()) {
                return best;
            }
        }
        return Optional.empty();
    }
}
