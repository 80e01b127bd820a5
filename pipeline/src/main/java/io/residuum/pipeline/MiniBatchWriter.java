package io.residuum.pipeline;

import io.residuum.pipeline.MiniBatchCut.PlannedBatch;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** A planned mini-batch and free buffers in, the mini-batch out. */
record MiniBatchWriter(InputRecipe recipe, PixelNormaliser normaliser, long seed) {
    MiniBatch fill(PlannedBatch<DecodedShard> plan, BatchBuffers buffers) {
        List<Slice> slices = buffers.slices(recipe, plan.images());
        var filling = new Filling(slices, new ImageWriter(normaliser, recipe.augmentation(), seed));
        for (var span : plan.spans()) {
            filling.epoch = span.window().epoch();
            for (long place = span.from(); place < span.to(); place++) {
                span.window().visit(place, filling);
            }
        }
        return new MiniBatch(plan.iteration(), slices, buffers::giveBack);
    }

    /** Where the next image goes: the first slice with room. */
    private static final class Filling implements ShardWindow.Visitor<DecodedShard> {
        private final List<Slice> slices;
        private final List<FloatBuffer> pixels;
        private final ImageWriter writer;
        private int slice;
        private int next;
        private long epoch;

        Filling(List<Slice> slices, ImageWriter writer) {
            this.slices = slices;
            this.pixels =
                    slices.stream().map(part -> part.pixels().asFloatBuffer()).toList();
            this.writer = writer;
        }

        @Override
        public void image(DecodedShard shard, int i) {
            if (next == slices.get(slice).images()) {
                slice++;
                next = 0;
            }
            writer.write(shard, i, epoch, pixels.get(slice), next);
            LongBuffer labels = slices.get(slice).labels();
            labels.put(next, shard.classOf(i));
            next++;
        }
    }
}
