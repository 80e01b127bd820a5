package io.residuum.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images in the order in which they are fed: places of one epoch, and the shards that hold them. Alive as long as a
 * mini-batch still points at it.
 */
final class ShardWindow<S extends LoadedShard> {
    private final long epoch;
    private final long firstPlace;
    private final List<S> shards;
    private final List<int[]> entries;
    private final int[] starts;
    private final int[] order;

    /**
     * @param firstPlace the place in the epoch of its first image
     * @param entries of each shard the images that are wanted; not to be changed
     * @param order which of the wanted images, counted through the shards, each place takes
     */
    ShardWindow(long epoch, long firstPlace, List<S> shards, List<int[]> entries, int[] order) {
        this.epoch = epoch;
        this.firstPlace = firstPlace;
        this.shards = List.copyOf(shards);
        this.entries = List.copyOf(entries);
        this.order = order;
        this.starts = new int[shards.size()];
        int images = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = images;
            images += entries.get(i).length;
        }
        if (images != order.length) {
            throw new IllegalArgumentException("an order of " + order.length + " over " + images + " images");
        }
    }

    /** One shard in its own order, at the places of its selection. */
    static <S extends LoadedShard> ShardWindow<S> inIndexOrder(S shard, Selection.Part part) {
        return new ShardWindow<>(
                0,
                part.firstPlace(),
                List.of(shard),
                List.of(part.entries()),
                IntStream.range(0, part.images()).toArray());
    }

    long epoch() {
        return epoch;
    }

    long firstPlace() {
        return firstPlace;
    }

    long endPlace() {
        return firstPlace + order.length;
    }

    /** Hands the image at {@code place} of the epoch to {@code visitor}. */
    void visit(long place, Visitor<S> visitor) {
        int image = order[(int) (place - firstPlace)];
        int found = Arrays.binarySearch(starts, image);
        int shard = found >= 0 ? found : -found - 2;
        visitor.image(shards.get(shard), entries.get(shard)[image - starts[shard]]);
    }

    /** What is done with an image. */
    interface Visitor<S> {
        void image(S shard, int i);
    }
}
