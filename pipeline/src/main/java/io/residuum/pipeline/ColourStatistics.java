package io.residuum.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.storage.ImageShape;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Integer sums over the colours of the training images of a data set whose images may be of many sizes: of each image the
 * centre of 224 × 224 pixels after its shorter side was resized to 256, so that every image counts alike and what is counted
 * is what a network sees. Exact, whatever the order of adding.
 */
final class ColourStatistics implements PixelStatistics {
    private static final int FORMAT = 1;
    private static final int CHANNELS = 3;
    private static final int PRODUCTS = 6; // of red with red, green, blue; of green with green, blue; of blue
    private static final int[][] PRODUCT_OF = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long[] sums;
    private final long[] products;
    private long images;
    private long pixels;

    private ColourStatistics(long images, long pixels, long[] sums, long[] products) {
        this.images = images;
        this.pixels = pixels;
        this.sums = sums;
        this.products = products;
    }

    static ColourStatistics none() {
        return new ColourStatistics(0, 0, new long[CHANNELS], new long[PRODUCTS]);
    }

    /** The sums of one image of any size. */
    static ColourStatistics of(DecodedImage image, Cropping cropping) {
        var one = none();
        one.images = 1;
        cropping.cut(image, Crop.centre(image.shape(), CentreView.USUAL), (y, values) -> one.addPixels(values));
        return one;
    }

    private void addPixels(int[] rgb) {
        for (int at = 0; at < rgb.length; at += CHANNELS) {
            long red = rgb[at];
            long green = rgb[at + 1];
            long blue = rgb[at + 2];
            sums[0] += red;
            sums[1] += green;
            sums[2] += blue;
            products[0] += red * red;
            products[1] += red * green;
            products[2] += red * blue;
            products[3] += green * green;
            products[4] += green * blue;
            products[5] += blue * blue;
        }
        pixels += rgb.length / CHANNELS;
    }

    /** Adds others to these and returns these. */
    ColourStatistics add(ColourStatistics others) {
        images += others.images;
        pixels += others.pixels;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others.sums[i];
        }
        for (int i = 0; i < products.length; i++) {
            products[i] += others.products[i];
        }
        return this;
    }

    @Override
    public long images() {
        return images;
    }

    @Override
    public double mean(int channel) {
        return sums[channel] / (double) pixels;
    }

    @Override
    public double deviation(int channel) {
        var numerator = covarianceNumerator(channel, channel);
        return numerator.signum() == 0 ? 1 : StrictMath.sqrt(numerator.doubleValue()) / pixels;
    }

    /** The axes of the population covariance, of values in 0…1. */
    ColourAxes axes() {
        double[][] covariance = new double[CHANNELS][CHANNELS];
        double count = 255.0 * pixels;
        for (int a = 0; a < CHANNELS; a++) {
            for (int b = 0; b < CHANNELS; b++) {
                covariance[a][b] = covarianceNumerator(a, b).doubleValue() / (count * count);
            }
        }
        return ColourAxes.of(covariance);
    }

    /** n·Σxy − Σx·Σy, exactly. */
    private BigInteger covarianceNumerator(int a, int b) {
        return BigInteger.valueOf(pixels)
                .multiply(BigInteger.valueOf(products[PRODUCT_OF[a][b]]))
                .subtract(BigInteger.valueOf(sums[a]).multiply(BigInteger.valueOf(sums[b])));
    }

    @Override
    public PixelNormaliser normaliser(Normalisation normalisation) {
        return switch (normalisation) {
            case CHANNEL -> perChannel();
            case PER_PIXEL_MEAN -> throw new IllegalArgumentException(
                    "images that differ in size have no mean of each pixel; their normalisation is channel");
        };
    }

    /** The same mean and scale wherever a pixel is: of one place. */
    private PixelNormaliser perChannel() {
        float[] mean = new float[CHANNELS];
        float[] scale = new float[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            mean[channel] = (float) mean(channel);
            scale[channel] = (float) (1 / deviation(channel));
        }
        return new PixelNormaliser(new ImageShape(1, 1), mean, scale);
    }

    /** {@code {"format":1,"images":n,"pixels":m,"sums":[3],"products":[rr, rg, rb, gg, gb, bb]}}. */
    byte[] toBytes() {
        var object = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("images", images)
                .put("pixels", pixels);
        var sumsNode = object.putArray("sums");
        for (long sum : sums) {
            sumsNode.add(sum);
        }
        var productsNode = object.putArray("products");
        for (long product : products) {
            productsNode.add(product);
        }
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of numbers can be written", e);
        }
    }

    /**
     * Reads {@link #toBytes}; empty if the bytes are damaged.
     *
     * @throws IllegalStateException if a newer release wrote them
     */
    static Optional<ColourStatistics> fromBytes(byte[] bytes) {
        try {
            JsonNode object = JSON.readTree(bytes);
            StoredStatistics.checkFormat(object.path("format").asInt(), FORMAT);
            long[] sums = StoredStatistics.longs(object.path("sums"));
            long[] products = StoredStatistics.longs(object.path("products"));
            long pixels = object.path("pixels").asLong();
            boolean whole = sums.length == CHANNELS && products.length == PRODUCTS && pixels > 0;
            return whole
                    ? Optional.of(new ColourStatistics(object.path("images").asLong(), pixels, sums, products))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
