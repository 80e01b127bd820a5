package io.residuum.pipeline;

import io.residuum.storage.ImageShape;
import java.util.Arrays;

/**
 * x' = (x − mean) · scale in float32, for images of one shape.
 *
 * <p>The two numbers come from integer sums over the training set, so they are the same everywhere: mean = (float) (sum /
 * (double) count), a double division rounded once to float; scale = 1f / 255f, or for {@link Normalisation#CHANNEL} (float)
 * (n / √(n·Σx² − (Σx)²)), whose radicand is exact, whose root and quotient are doubles, and which is rounded once to float.
 *
 * @param mean height × width × 3, at the pixel's own place; not to be changed
 * @param scale of each channel; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read in an inner loop, never compared
public record PixelNormaliser(ImageShape shape, float[] mean, float[] scale) {
    public PixelNormaliser {
        if (mean.length != DecodedShard.bytes(shape, 1) || scale.length != 3) {
            throw new IllegalArgumentException(
                    mean.length + " means and " + scale.length + " scales for images of " + shape);
        }
    }

    /**
     * The same for images that are looked at in a view, of one place.
     *
     * @throws IllegalArgumentException if means differ from place to place, so that they fit no other crop
     */
    public PixelNormaliser ofAnyPlace() {
        for (int i = scale.length; i < mean.length; i++) {
            if (mean[i] != mean[i % scale.length]) {
                throw new IllegalArgumentException("a mean of each pixel fits images of " + shape
                        + " alone; a view needs a network trained with normalisation = channel");
            }
        }
        return new PixelNormaliser(new ImageShape(1, 1), Arrays.copyOf(mean, scale.length), scale);
    }
}
