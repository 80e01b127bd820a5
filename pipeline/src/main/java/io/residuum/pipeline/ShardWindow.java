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
    private final int[] starts;
    private final int[] order;

    /**
     * @param firstPlace the place in the epoch of its first image
     * @param order which image of the shards, counted through them, each place takes
     */
    ShardWindow(long epoch, long firstPlace, List<S> shards, int[] order) {
        this.epoch = epoch;
        this.firstPlace = firstPlace;
        this.shards = List.copyOf(shards);
        this.order = order;
        this.starts = new int[shards.size()];
        int images = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = images;
            images += shards.get(i).images();
        }
        if (images != order.length) {
            throw new IllegalArgumentException("an order of " + order.length + " over " + images + " images");
        }
    }

    /** One shard in its own order, at the places of its split. */
    static <S extends LoadedShard> ShardWindow<S> inIndexOrder(S shard) {
        return new ShardWindow<>(
                0,
                shard.indexOf(0),
                List.of(shard),
                IntStream.range(0, shard.images()).toArray());
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
        visitor.image(shards.get(shard), image - starts[shard]);
    }

    /** What is done with an image. */
    interface Visitor<S> {
        void image(S shard, int i);
    }
}
