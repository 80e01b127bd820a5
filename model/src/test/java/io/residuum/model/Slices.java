package io.residuum.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Random;

/** A slice of random images for tests, in buffers as the pipeline hands them over. */
final class Slices {
    static final int SIDE = 16;

    /** Any: most networks draw nothing. */
    static final SliceKey KEY = new SliceKey(1, 0, 0);

    final ByteBuffer pixels;
    final LongBuffer labels;
    final int images;

    private Slices(ByteBuffer pixels, LongBuffer labels, int images) {
        this.pixels = pixels;
        this.labels = labels;
        this.images = images;
    }

    static Slices random(int images, long seed) {
        return random(images, seed, 0);
    }

    /** The same images, from {@code shiftBytes} on in their buffer. */
    static Slices random(int images, long seed, int shiftBytes) {
        var random = new Random(seed);
        int bytes = images * SIDE * SIDE * 3 * Float.BYTES;
        ByteBuffer pixels = ByteBuffer.allocateDirect(shiftBytes + bytes).position(shiftBytes);
        pixels.order(ByteOrder.nativeOrder());
        for (int i = 0; i < bytes; i += Float.BYTES) {
            pixels.putFloat(shiftBytes + i, (float) random.nextGaussian());
        }
        LongBuffer labels = LongBuffer.wrap(random.longs(images, 0, 10).toArray());
        return new Slices(pixels, labels, images);
    }

    SliceResult gradient(Network network, int miniBatchImages, SliceOrder order) {
        return network.gradient(pixels, labels, images, SIDE, SIDE, miniBatchImages, order, KEY);
    }

    /** As a mini-batch of its own. */
    SliceResult gradient(Network network) {
        return gradient(network, images, SliceOrder.FIRST);
    }

    /** The same as another slice of the run. */
    SliceResult gradient(Network network, SliceKey key) {
        return network.gradient(pixels, labels, images, SIDE, SIDE, images, SliceOrder.FIRST, key);
    }

    EvaluationResult evaluate(Network network) {
        return network.evaluate(pixels, labels, images, SIDE, SIDE);
    }
}
