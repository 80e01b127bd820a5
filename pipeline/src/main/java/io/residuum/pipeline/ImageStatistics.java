package io.residuum.pipeline;

import io.residuum.storage.ImageShape;
import java.math.BigInteger;

/**
 * Integer sums over the decoded training images of one data set: exact, whatever the order of adding, and all that
 * normalisation needs.
 */
final class ImageStatistics implements PixelStatistics {
    private static final int CHANNELS = 3;

    private final ImageShape shape;
    private final long[] pixelSums;
    private final long[] channelSquares;
    private long images;

    /** The arrays are this object's to keep: Σx of each value of an image, Σx² of each channel. */
    ImageStatistics(ImageShape shape, long images, long[] pixelSums, long[] channelSquares) {
        if (pixelSums.length != DecodedShard.bytes(shape, 1) || channelSquares.length != CHANNELS) {
            throw new IllegalArgumentException(pixelSums.length + " sums and " + channelSquares.length
                    + " sums of squares for images of " + shape);
        }
        this.shape = shape;
        this.images = images;
        this.pixelSums = pixelSums;
        this.channelSquares = channelSquares;
    }

    static ImageStatistics none(ImageShape shape) {
        return new ImageStatistics(
                shape, 0, new long[Math.toIntExact(DecodedShard.bytes(shape, 1))], new long[CHANNELS]);
    }

    /** Adds a shard's images to these and returns these. */
    ImageStatistics add(DecodedShard shard) {
        byte[] rgb = shard.rgb();
        long[] squares = new long[CHANNELS];
        for (int image = 0; image < shard.images(); image++) {
            int offset = shard.offsetOf(image);
            for (int i = 0; i < pixelSums.length; i += CHANNELS) {
                long red = rgb[offset + i] & 0xFF;
                long green = rgb[offset + i + 1] & 0xFF;
                long blue = rgb[offset + i + 2] & 0xFF;
                pixelSums[i] += red;
                pixelSums[i + 1] += green;
                pixelSums[i + 2] += blue;
                squares[0] += red * red;
                squares[1] += green * green;
                squares[2] += blue * blue;
            }
        }
        for (int channel = 0; channel < CHANNELS; channel++) {
            channelSquares[channel] += squares[channel];
        }
        images += shard.images();
        return this;
    }

    @Override
    public long images() {
        return images;
    }

    ImageShape shape() {
        return shape;
    }

    /** Σx of each of an image's height × width × 3 values; for reading. */
    long[] pixelSums() {
        return pixelSums;
    }

    /** Σx² of each channel; for reading. */
    long[] channelSquares() {
        return channelSquares;
    }

    @Override
    public PixelNormaliser normaliser(Normalisation normalisation) {
        return switch (normalisation) {
            case PER_PIXEL_MEAN -> perPixel();
            case CHANNEL -> perChannel();
        };
    }

    private PixelNormaliser perPixel() {
        float[] mean = new float[pixelSums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (pixelSums[i] / (double) images);
        }
        float scale = 1f / 255f;
        return new PixelNormaliser(shape, mean, new float[] {scale, scale, scale});
    }

    private PixelNormaliser perChannel() {
        float[] mean = new float[pixelSums.length];
        float[] scale = new float[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float channelMean = (float) (channelSum(channel) / (double) channelCount());
            for (int i = channel; i < mean.length; i += CHANNELS) {
                mean[i] = channelMean;
            }
            scale[channel] = (float) (1 / deviation(channel));
        }
        return new PixelNormaliser(shape, mean, scale);
    }

    /** Σx of a channel over all images and places. */
    private long channelSum(int channel) {
        long sum = 0;
        for (int i = channel; i < pixelSums.length; i += CHANNELS) {
            sum += pixelSums[i];
        }
        return sum;
    }

    private long channelCount() {
        return images * shape.pixels();
    }

    @Override
    public double mean(int channel) {
        return channelSum(channel) / (double) channelCount();
    }

    /** √(n·Σx² − (Σx)²) / n. */
    @Override
    public double deviation(int channel) {
        var n = BigInteger.valueOf(channelCount());
        var sum = BigInteger.valueOf(channelSum(channel));
        var radicand = n.multiply(BigInteger.valueOf(channelSquares[channel])).subtract(sum.multiply(sum));
        return radicand.signum() == 0 ? 1 : StrictMath.sqrt(radicand.doubleValue()) / channelCount();
    }
}
