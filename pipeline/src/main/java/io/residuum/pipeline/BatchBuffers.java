package io.residuum.pipeline;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Source;
import io.residuum.storage.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The memory of one mini-batch: for each slice a direct buffer of pixels and one of labels, refilled as they come back. */
final class BatchBuffers {
    /** A cache line, and what the widest vector instructions like best. */
    private static final int ALIGNMENT_BYTES = 64;

    private record SliceMemory(ByteBuffer pixels, ByteBuffer labels) {
        static SliceMemory of(int images, ImageShape shape) {
            return new SliceMemory(
                    direct(DecodedShard.bytes(shape, images) * Float.BYTES), direct((long) images * Long.BYTES));
        }

        private static ByteBuffer direct(long bytes) {
            // an aligned slice starts at the first cache line and ends with the last whole one
            int size = Math.toIntExact(bytes + 2 * ALIGNMENT_BYTES);
            return ByteBuffer.allocateDirect(size).alignedSlice(ALIGNMENT_BYTES);
        }
    }

    private final ImageShape shape;
    private final List<SliceMemory> slices;
    private final BoundedSourceQueue<BatchBuffers> free;

    private BatchBuffers(List<Integer> sliceImages, ImageShape shape, BoundedSourceQueue<BatchBuffers> free) {
        this.shape = shape;
        this.slices = sliceImages.stream()
                .map(images -> SliceMemory.of(images, shape))
                .toList();
        this.free = free;
    }

    /**
     * Free buffers out, {@code count} in all: when every one is taken, nothing comes until one is given back, and that is
     * what holds the stream to the pace of its reader.
     *
     * @param sliceImages the most images each slice may get
     */
    static Source<BatchBuffers, NotUsed> pool(int count, List<Integer> sliceImages, ImageShape shape) {
        return Source.<BatchBuffers>queue(count).mapMaterializedValue(free -> {
            IntStream.range(0, count).forEach(i -> new BatchBuffers(sliceImages, shape, free).giveBack());
            return NotUsed.getInstance();
        });
    }

    /** Offers this to be filled again; of no effect once the stream has ended. */
    void giveBack() {
        free.offer(this);
    }

    /** The slices of a mini-batch of {@code images}, those without one left out; the content is the caller's to write. */
    List<Slice> slices(InputRecipe recipe, int images) {
        var parts = new ArrayList<Slice>(recipe.slices());
        for (int number = 0; number < recipe.slices(); number++) {
            int sliceImages = recipe.sliceImages(images, number);
            if (sliceImages > 0) {
                parts.add(slice(number, sliceImages));
            }
        }
        return parts;
    }

    /** Slice {@code number}, holding {@code images}; the content is the caller's to write. */
    private Slice slice(int number, int images) {
        var memory = slices.get(number);
        int bytes = Math.toIntExact(DecodedShard.bytes(shape, images) * Float.BYTES);
        ByteBuffer pixels = memory.pixels().slice(0, bytes).order(ByteOrder.nativeOrder());
        LongBuffer labels = memory.labels()
                .slice(0, images * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        return new Slice(images, shape.height(), shape.width(), pixels, labels);
    }
}
