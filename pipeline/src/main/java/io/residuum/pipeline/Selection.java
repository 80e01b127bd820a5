package io.residuum.pipeline;

import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Some images of a split, in index order: the shards that hold any, and of each the entries. Places count through them from 0.
 *
 * @param parts of one shard each
 */
record Selection(List<Part> parts) {
    Selection {
        parts = List.copyOf(parts);
    }

    /**
     * The wanted entries of one shard.
     *
     * @param firstPlace the place of the first
     * @param entries ascending; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // read in an inner loop, never compared
    record Part(Manifest.Shard shard, long firstPlace, int[] entries) {
        int images() {
            return entries.length;
        }
    }

    /** What is trained on, and what is held out from it. */
    record Halves(Selection trained, Selection heldOut) {}

    /** Every image of these shards, which hold a split from its first one on. */
    static Selection all(List<Manifest.Shard> shards) {
        var collector = new Collector();
        for (Manifest.Shard shard : shards) {
            var entries = new BitSet();
            entries.set(0, shard.entries());
            collector.add(shard, entries);
        }
        return collector.selection();
    }

    /**
     * Cuts the training set into what {@code part} takes and the rest.
     *
     * @throws IllegalArgumentException if it takes nothing, or all that a class has
     */
    static Halves halves(Manifest manifest, HeldOut part) {
        List<Manifest.Shard> shards = manifest.shards(Split.TRAIN);
        List<String> classes = manifest.classes();
        List<List<Integer>> byClass = new ArrayList<>(); // numbers of images, counted through the shards
        for (int number = 0; number < classes.size(); number++) {
            byClass.add(new ArrayList<>());
        }
        int images = 0;
        for (Manifest.Shard shard : shards) {
            for (int entry = 0; entry < shard.entries(); entry++) {
                byClass.get(shard.classOf(entry)).add(images++);
            }
        }
        var taken = new BitSet();
        long place = 0;
        for (int number = 0; number < classes.size(); number++) {
            List<Integer> own = byClass.get(number);
            for (int at : EpochOrder.permutation(own.size(), Randomness.heldOut(number))) {
                taken.set(own.get(at), part.takes(place++));
            }
            if (!own.isEmpty() && own.stream().allMatch(taken::get)) {
                throw new IllegalArgumentException("class [" + classes.get(number) + "] of data set ["
                        + manifest.name() + "] has " + own.size()
                        + " training image, which would be held out; give each class two or more");
            }
        }
        if (taken.isEmpty()) {
            throw new IllegalArgumentException(
                    "of " + images + " training images nothing would be held out; hold out a larger share");
        }
        var trained = new Collector();
        var heldOut = new Collector();
        int first = 0;
        for (Manifest.Shard shard : shards) {
            var mine = taken.get(first, first + shard.entries());
            heldOut.add(shard, mine);
            var others = (BitSet) mine.clone();
            others.flip(0, shard.entries());
            trained.add(shard, others);
            first += shard.entries();
        }
        return new Halves(trained.selection(), heldOut.selection());
    }

    private static final class Collector {
        private final List<Part> parts = new ArrayList<>();
        private long places;

        void add(Manifest.Shard shard, BitSet entries) {
            if (!entries.isEmpty()) {
                parts.add(new Part(shard, places, entries.stream().toArray()));
                places += entries.cardinality();
            }
        }

        Selection selection() {
            return new Selection(parts);
        }
    }

    long images() {
        return parts.stream().mapToLong(Part::images).sum();
    }

    List<Manifest.Shard> shards() {
        return parts.stream().map(Part::shard).toList();
    }

    /** How many images of each shard. */
    List<Integer> imagesOfShards() {
        return parts.stream().map(Part::images).toList();
    }
}
