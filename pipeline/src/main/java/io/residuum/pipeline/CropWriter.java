package io.residuum.pipeline;

import io.residuum.storage.BrokenImage;
import io.residuum.storage.ImageShape;
import java.nio.FloatBuffer;

/**
 * From stored bytes to a place in a mini-batch: decoded, cropped, changed in colour, normalised, mirrored. Everything that
 * varies is a function of (seed, epoch, image). Keeps its memory from image to image; used by one thread at a time.
 */
final class CropWriter {
    private static final int CHANNELS = 3;

    /** Which crop of an image an epoch sees, and in what colours. */
    interface Plan {
        Crop crop(ImageShape image, long epoch, long imageIndex);

        ColourChange colours(long epoch, long imageIndex);
    }

    private final ImageDecoder decoder;
    private final Plan plan;
    private final float[] mean;
    private final float[] scale;
    private final Cropping cropping = new Cropping();
    private final float[] coloured;
    private final float[] image;

    /** @param normaliser of one place, so that it fits all */
    CropWriter(ImageDecoder decoder, Plan plan, PixelNormaliser normaliser, int side) {
        this.decoder = decoder;
        this.plan = plan;
        this.mean = normaliser.mean();
        this.scale = normaliser.scale();
        this.coloured = new float[side * side * CHANNELS];
        this.image = new float[coloured.length];
    }

    /**
     * Writes an image as number {@code at} of {@code out}.
     *
     * @param stored JPEG, PNG or PPM
     * @param index of the image in its split
     */
    void write(byte[] stored, long index, long epoch, FloatBuffer out, int at) throws BrokenImage {
        Crop crop;
        try (DecodedImage decoded = decoder.open(stored)) {
            crop = plan.crop(decoded.shape(), epoch, index);
            cropping.cut(decoded, crop, this::take);
        }
        ColourChange change = plan.colours(epoch, index);
        change.apply(coloured);
        normalise(change.shift(), crop.side(), crop.mirrored());
        out.put(at * image.length, image);
    }

    private void take(int y, int[] values) {
        int start = y * values.length;
        for (int i = 0; i < values.length; i++) {
            coloured[start + i] = values[i];
        }
    }

    private void normalise(float[] shift, int side, boolean mirrored) {
        int step = mirrored ? -CHANNELS : CHANNELS;
        for (int y = 0; y < side; y++) {
            int to = (y * side + (mirrored ? side - 1 : 0)) * CHANNELS;
            int from = y * side * CHANNELS;
            for (int x = 0; x < side; x++, from += CHANNELS, to += step) {
                image[to] = (coloured[from] + shift[0] - mean[0]) * scale[0];
                image[to + 1] = (coloured[from + 1] + shift[1] - mean[1]) * scale[1];
                image[to + 2] = (coloured[from + 2] + shift[2] - mean[2]) * scale[2];
            }
        }
    }
}
