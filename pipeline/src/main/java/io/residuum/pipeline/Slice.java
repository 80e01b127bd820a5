package io.residuum.pipeline;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * A part of a mini-batch, ready for the network. The buffers belong to the mini-batch: they are refilled after its release.
 *
 * @param pixels direct, native byte order, from position 0 to its limit: float32 [images, height, width, 3], normalised
 * @param labels direct, native byte order: class number of each image
 */
public record Slice(int images, int height, int width, ByteBuffer pixels, LongBuffer labels) {
    public Slice {
        if (images <= 0 || pixels.remaining() != (long) images * height * width * 3 * Float.BYTES) {
            throw new IllegalArgumentException(images + " images of " + height + " × " + width + " pixels don't take "
                    + pixels.remaining() + " bytes");
        }
        if (labels.remaining() != images) {
            throw new IllegalArgumentException(images + " images with " + labels.remaining() + " labels");
        }
    }
}
