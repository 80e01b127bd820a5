package io.residuum.pipeline;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Writes one image after another as the network's input: normalised, then, if augmented, padded, cropped and mirrored, with
 * the mean of the pixel's own place and zeros around. Holds one image of scratch memory; used by one thread.
 */
final class ImageWriter {
    private static final int PAD = 4;
    private static final int CHANNELS = 3;

    private final PixelNormaliser normaliser;
    private final Augmentation augmentation;
    private final long seed;
    private final Philox4x32 random = new Philox4x32(0, 0, 0, 0);
    private final int height;
    private final int width;
    private final float[] image;
    private final float[] rowScale;

    ImageWriter(PixelNormaliser normaliser, Augmentation augmentation, long seed) {
        this.normaliser = normaliser;
        this.augmentation = augmentation;
        this.seed = seed;
        this.height = normaliser.shape().height();
        this.width = normaliser.shape().width();
        this.image = new float[normaliser.mean().length];
        this.rowScale = new float[width * CHANNELS];
        for (int i = 0; i < rowScale.length; i++) {
            rowScale[i] = normaliser.scale()[i % CHANNELS];
        }
    }

    /** Writes image {@code i} of {@code shard} as number {@code at} of {@code out}. */
    void write(DecodedShard shard, int i, long epoch, FloatBuffer out, int at) {
        int top = PAD;
        int left = PAD;
        boolean mirrored = false;
        if (augmentation == Augmentation.PAD_CROP_FLIP) {
            Randomness.augmentation(random, seed, epoch, shard.indexOf(i));
            top = random.nextInt(2 * PAD + 1);
            left = random.nextInt(2 * PAD + 1);
            mirrored = random.nextBoolean();
        }
        crop(shard.rgb(), shard.offsetOf(i), top - PAD, left - PAD, mirrored);
        out.put(at * image.length, image);
    }

    /** Row y, column x of the crop show row y + down, column x + right of the image, or zeros where there is none. */
    private void crop(byte[] rgb, int offset, int down, int right, boolean mirrored) {
        int fromColumn = Math.max(0, right); // the columns of the image that are seen
        int toColumn = Math.min(width, width + right);
        int zeroColumns = Math.abs(right);
        boolean zerosFirst = right < 0 != mirrored;
        for (int y = 0; y < height; y++) {
            int row = y * width * CHANNELS;
            int sourceY = y + down;
            if (sourceY < 0 || sourceY >= height || fromColumn >= toColumn) {
                Arrays.fill(image, row, row + width * CHANNELS, 0);
                continue;
            }
            int zeros = zerosFirst ? row : row + (width - zeroColumns) * CHANNELS;
            Arrays.fill(image, zeros, zeros + zeroColumns * CHANNELS, 0);
            int seen = zerosFirst ? row + zeroColumns * CHANNELS : row;
            int source = (sourceY * width + fromColumn) * CHANNELS;
            if (mirrored) {
                mirror(rgb, offset + source, source, seen, toColumn - fromColumn);
            } else {
                copy(rgb, offset + source, source, seen, (toColumn - fromColumn) * CHANNELS);
            }
        }
    }

    private void copy(byte[] rgb, int from, int place, int to, int count) {
        float[] mean = normaliser.mean();
        float[] scale = rowScale;
        float[] target = image;
        for (int i = 0; i < count; i++) {
            target[to + i] = ((rgb[from + i] & 0xFF) - mean[place + i]) * scale[i];
        }
    }

    private void mirror(byte[] rgb, int from, int place, int to, int pixels) {
        float[] mean = normaliser.mean();
        float[] target = image;
        float red = rowScale[0];
        float green = rowScale[1];
        float blue = rowScale[2];
        for (int x = 0, i = (pixels - 1) * CHANNELS; x < pixels; x++, i -= CHANNELS) {
            int at = to + x * CHANNELS;
            target[at] = ((rgb[from + i] & 0xFF) - mean[place + i]) * red;
            target[at + 1] = ((rgb[from + i + 1] & 0xFF) - mean[place + i + 1]) * green;
            target[at + 2] = ((rgb[from + i + 2] & 0xFF) - mean[place + i + 2]) * blue;
        }
    }
}
