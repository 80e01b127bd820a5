package io.residuum.model;

import java.util.Arrays;

/**
 * What an image goes through before the network: {@code x' = (x − mean)·scale}, x in 0…255, in single precision.
 *
 * @param height of {@code mean}; 1 where it is the same at every place
 * @param width of {@code mean}; 1 where it is the same at every place
 * @param mean height × width × 3, at the pixel's own place
 * @param scale of each of the 3 channels
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record InputScaling(int height, int width, float[] mean, float[] scale) {
    private static final int COLOURS = 3;

    public InputScaling {
        if (height < 1 || width < 1 || mean.length != height * width * COLOURS || scale.length != COLOURS) {
            throw new IllegalArgumentException("%d means and %d scales for places of %dx%d and %d channels"
                    .formatted(mean.length, scale.length, height, width, COLOURS));
        }
    }

    /** Mean 0 and scale 1/255: what is taken where the data set's own numbers are not known. */
    public static InputScaling unknown() {
        float scale = 1f / 255f;
        return new InputScaling(1, 1, new float[COLOURS], new float[] {scale, scale, scale});
    }

    /** Of tensors as they are exported: the mean 3 × height × width, the scale 3. */
    static InputScaling ofPlanes(int height, int width, float[] planes, float[] scale) {
        float[] mean = new float[planes.length];
        int area = height * width;
        for (int i = 0; i < mean.length; i++) {
            mean[i] = planes[i % COLOURS * area + i / COLOURS];
        }
        return new InputScaling(height, width, mean, scale);
    }

    /** The mean of a channel over all places, in 0…255. */
    public double channelMean(int channel) {
        double sum = 0;
        for (int i = channel; i < mean.length; i += COLOURS) {
            sum += mean[i];
        }
        return sum / (height * width);
    }

    /** Whether every number is the other's; where one has a mean of each place, the other must too. */
    public boolean isSame(InputScaling other) {
        return height == other.height
                && width == other.width
                && Arrays.equals(mean, other.mean)
                && Arrays.equals(scale, other.scale);
    }

    /** The mean as 3 × height × width, channel by channel. */
    float[] meanByChannel() {
        int area = height * width;
        float[] planes = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            planes[i % COLOURS * area + i / COLOURS] = mean[i];
        }
        return planes;
    }
}
