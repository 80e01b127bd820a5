package io.residuum.model;

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
