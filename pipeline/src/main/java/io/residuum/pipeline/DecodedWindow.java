package io.residuum.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images in the order in which they are fed: places of one epoch, and the decoded shards that hold them. Alive as long as a
 * mini-batch still points at it.
 */
final class DecodedWindow {
    private final long epoch;
    private final long firstPlace;
    private final List<DecodedShard> shards;
    private final int[] starts;
    private final int[] order;

    /**
     * @param firstPlace the place in the epoch of its first image
     * @param order which image of the shards, counted through them, each place takes
     */
    DecodedWindow(long epoch, long firstPlace, List<DecodedShard> shards, int[] order) {
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
    static DecodedWindow inIndexOrder(DecodedShard shard) {
        return new DecodedWindow(
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
    void visit(long place, Visitor visitor) {
        int image = order[(int) (place - firstPlace)];
        int found = Arrays.binarySearch(starts, image);
        int shard = found >= 0 ? found : -found - 2;
        visitor.image(shards.get(shard), image - starts[shard]);
    }

    /** What is done with an image. */
    interface Visitor {
        void image(DecodedShard shard, int i);
    }
}
