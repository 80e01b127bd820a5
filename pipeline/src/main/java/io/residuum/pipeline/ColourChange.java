package io.residuum.pipeline;

import java.util.random.RandomGenerator;

/**
 * What befalls the colours of one crop in one epoch, on values in 0…255 that may leave that range, as in Torch's release:
 * brightness x·f; contrast x·f + (1 − f)·(mean grey of the crop); saturation x·f + (1 − f)·(the pixel's grey), in random
 * order; then one shift of all pixels, 255·Σ αᵢ·λᵢ·pᵢ, along the axes pᵢ of {@link ColourAxes}, αᵢ normal with the
 * deviation of {@link Colouring#lighting}.
 *
 * @param order of the three changes, by number; empty without jitter
 * @param factors of brightness, contrast and saturation
 * @param shift of red, green and blue
 */
@SuppressWarnings("ArrayRecordComponent") // applied in an inner loop, never compared
record ColourChange(int[] order, float[] factors, float[] shift) {
    static final int BRIGHTNESS = 0;
    static final int CONTRAST = 1;
    static final int SATURATION = 2;
    private static final int CHANNELS = 3;
    static final ColourChange NOTHING = new ColourChange(new int[0], new float[0], new float[CHANNELS]);

    static ColourChange drawn(Colouring colouring, ColourAxes axes, RandomGenerator random) {
        if (colouring.equals(Colouring.NONE)) {
            return NOTHING;
        }
        int[] order = new int[0];
        float[] factors = new float[0];
        if (colouring.jitter() > 0) {
            order = EpochOrder.permutation(3, random);
            factors = new float[3];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = (float) (1 + colouring.jitter() * (2 * random.nextDouble() - 1));
            }
        }
        float[] shift = colouring.lighting() > 0 ? shift(colouring.lighting(), axes, random) : new float[CHANNELS];
        return new ColourChange(order, factors, shift);
    }

    private static float[] shift(double lighting, ColourAxes axes, RandomGenerator random) {
        double[] sums = new double[CHANNELS];
        for (int axis = 0; axis < CHANNELS; axis++) {
            double length = lighting * random.nextGaussian() * axes.variance(axis);
            for (int channel = 0; channel < CHANNELS; channel++) {
                sums[channel] += length * axes.component(axis, channel);
            }
        }
        float[] shift = new float[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            shift[channel] = (float) (255 * sums[channel]);
        }
        return shift;
    }

    /** Changes a crop in place: pixel after pixel red, green, blue. */
    void apply(float[] rgb) {
        for (int kind : order) {
            float factor = factors[kind];
            float rest = 1 - factor;
            switch (kind) {
                case BRIGHTNESS -> scale(rgb, factor);
                case CONTRAST -> contrast(rgb, factor, rest * meanGrey(rgb));
                default -> saturation(rgb, factor, rest);
            }
        }
    }

    private static void scale(float[] rgb, float factor) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] *= factor;
        }
    }

    private static void contrast(float[] rgb, float factor, float grey) {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = rgb[i] * factor + grey;
        }
    }

    private static void saturation(float[] rgb, float factor, float rest) {
        for (int i = 0; i < rgb.length; i += CHANNELS) {
            float grey = rest * grey(rgb, i);
            rgb[i] = rgb[i] * factor + grey;
            rgb[i + 1] = rgb[i + 1] * factor + grey;
            rgb[i + 2] = rgb[i + 2] * factor + grey;
        }
    }

    private static float meanGrey(float[] rgb) {
        double sum = 0;
        for (int i = 0; i < rgb.length; i += CHANNELS) {
            sum += grey(rgb, i);
        }
        return (float) (sum * CHANNELS / rgb.length);
    }

    private static float grey(float[] rgb, int at) {
        return 0.299f * rgb[at] + 0.587f * rgb[at + 1] + 0.114f * rgb[at + 2];
    }
}
