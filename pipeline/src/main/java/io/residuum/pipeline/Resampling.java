package io.residuum.pipeline;

/**
 * Which pixels of a line make up each pixel of a resized one, and with what weights: Keys's cubic kernel with a = −1/2,
 * widened by the factor of shrinking so that nothing aliases, and cut off and weighted anew at the ends of the line. This is
 * Pillow's bicubic, and so torchvision's, in the same integers: weights are rounded to 22 binary digits, pixels to 8 bits
 * after each of two passes. Integers give the same bits on every processor.
 */
final class Resampling {
    private static final double SUPPORT = 2;
    private static final double A = -0.5;
    private static final int WEIGHT_BITS = 22;
    private static final int HALF = 1 << (WEIGHT_BITS - 1);

    private final int[] firsts;
    private final int[] counts;
    private final int[] weights;
    private final int most;

    private Resampling(int[] firsts, int[] counts, int[] weights, int most) {
        this.firsts = firsts;
        this.counts = counts;
        this.weights = weights;
        this.most = most;
    }

    /**
     * A line of {@code length} pixels resized to {@code resized}, of which only {@code size} pixels from {@code from} on are
     * wanted; they are what they would be if all were made.
     */
    static Resampling of(int length, int resized, int from, int size) {
        if (length <= 0 || from < 0 || size <= 0 || from > resized - size) {
            throw new IllegalArgumentException("pixels " + from + " to " + (from + size) + " of a line of " + length
                    + " resized to " + resized + " are not there");
        }
        double scale = (double) length / resized;
        double widening = Math.max(scale, 1);
        double support = SUPPORT * widening;
        int most = (int) Math.ceil(support) * 2 + 1;
        int[] firsts = new int[size];
        int[] counts = new int[size];
        int[] weights = new int[size * most];
        double[] exact = new double[most];
        for (int i = 0; i < size; i++) {
            double centre = (from + i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int count = Math.min(length, (int) (centre + support + 0.5)) - first;
            double sum = 0;
            for (int tap = 0; tap < count; tap++) {
                exact[tap] = kernel((first + tap - centre + 0.5) / widening);
                sum += exact[tap];
            }
            for (int tap = 0; tap < count; tap++) {
                weights[i * most + tap] = rounded(exact[tap] / sum * (1 << WEIGHT_BITS));
            }
            firsts[i] = first;
            counts[i] = count;
        }
        return new Resampling(firsts, counts, weights, most);
    }

    private static double kernel(double x) {
        double distance = Math.abs(x);
        if (distance < 1) {
            return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
        }
        return distance < SUPPORT ? (((distance - 5) * distance + 8) * distance - 4) * A : 0;
    }

    private static int rounded(double weight) {
        return (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
    }

    /** The first pixel of the line that counts. */
    int first() {
        return firsts[0];
    }

    /** Behind the last pixel of the line that counts. */
    int end() {
        return firsts[firsts.length - 1] + counts[counts.length - 1];
    }

    /** How many pixels it makes. */
    int size() {
        return firsts.length;
    }

    /**
     * Resizes {@code rows} rows of three interleaved channels, each from {@link #first} to {@link #end}, along the row.
     *
     * @param redAt where red is in a pixel of {@code source}: 0, or 2 for blue, green, red; {@code target} is red, green, blue
     */
    void alongRows(byte[] source, int rows, int redAt, int[] target) {
        int stride = (end() - first()) * 3;
        int out = 0;
        for (int row = 0; row < rows; row++) {
            int start = row * stride - first() * 3;
            for (int x = 0; x < firsts.length; x++, out += 3) {
                int at = start + firsts[x] * 3;
                int weightAt = x * most;
                int weightEnd = weightAt + counts[x];
                int sum0 = HALF;
                int sum1 = HALF;
                int sum2 = HALF;
                for (; weightAt < weightEnd; weightAt++, at += 3) {
                    int weight = weights[weightAt];
                    sum0 += (source[at] & 0xFF) * weight;
                    sum1 += (source[at + 1] & 0xFF) * weight;
                    sum2 += (source[at + 2] & 0xFF) * weight;
                }
                target[out + redAt] = clipped(sum0);
                target[out + 1] = clipped(sum1);
                target[out + 2 - redAt] = clipped(sum2);
            }
        }
    }

    /**
     * Resizes columns of {@code source}, whose rows are those from {@link #first} to {@link #end}, into one row of the result.
     *
     * @param row of the result
     * @param width values a row
     * @param sums scratch, at least {@code width}
     * @param target takes {@code width} values in 0…255
     */
    void downColumns(int[] source, int row, int width, int[] sums, int[] target) {
        for (int x = 0; x < width; x++) {
            sums[x] = HALF;
        }
        for (int tap = 0; tap < counts[row]; tap++) {
            int weight = weights[row * most + tap];
            int start = (firsts[row] - first() + tap) * width;
            for (int x = 0; x < width; x++) {
                sums[x] += source[start + x] * weight;
            }
        }
        for (int x = 0; x < width; x++) {
            target[x] = clipped(sums[x]);
        }
    }

    private static int clipped(int sum) {
        return Math.max(0, Math.min(255, sum >> WEIGHT_BITS));
    }
}
