package io.residuum.pipeline;

import java.util.random.RandomGenerator;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, <i>Parallel Random Numbers: As Easy as 1,
 * 2, 3</i> (SC 2011): word {@code i} is a pure function of (key, counter, i), so a generator is found again from its key
 * and no state is ever stored.
 *
 * <p>Every draw is defined here rather than inherited from {@link RandomGenerator}, whose algorithms a later JDK may
 * improve: bounded integers by Lemire's multiply and reject (unbiased), doubles from 53 bits, floats from 24, normal
 * deviates by Marsaglia's polar method over {@link StrictMath}. Not safe for use by several threads.
 */
final class Philox4x32 implements RandomGenerator {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xFFFF_FFFFL;

    private int key0;
    private int key1;
    private int block;
    private int counter1;
    private int counter2;
    private int counter3;

    private int word0;
    private int word1;
    private int word2;
    private int word3;
    private int wordsLeft;

    private double spareGaussian = Double.NaN;

    /** Starts the sequence of blocks (0, counter1, counter2, counter3), (1, counter1, …), … under {@code key}. */
    Philox4x32(long key, int counter1, int counter2, int counter3) {
        restart(key, counter1, counter2, counter3);
    }

    /** Makes this the generator {@code new Philox4x32(…)} would be; spares the object in loops over images. */
    void restart(long key, int counter1, int counter2, int counter3) {
        this.key0 = (int) key;
        this.key1 = (int) (key >>> 32);
        this.block = 0;
        this.counter1 = counter1;
        this.counter2 = counter2;
        this.counter3 = counter3;
        this.wordsLeft = 0;
        this.spareGaussian = Double.NaN;
    }

    /** The bijection itself: the four output words of one counter, as the known answers of Random123 list them. */
    static int[] words(int counter0, int counter1, int counter2, int counter3, int key0, int key1) {
        var generator =
                new Philox4x32(Integer.toUnsignedLong(key0) | ((long) key1 << 32), counter1, counter2, counter3);
        generator.block = counter0;
        generator.fill();
        return new int[] {generator.word0, generator.word1, generator.word2, generator.word3};
    }

    private void fill() {
        int c0 = block;
        int c1 = counter1;
        int c2 = counter2;
        int c3 = counter3;
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & LOW);
            long product1 = MULTIPLIER_1 * (c2 & LOW);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        word0 = c0;
        word1 = c1;
        word2 = c2;
        word3 = c3;
        wordsLeft = 4;
        block++; // 2^32 blocks are 2^34 words a key: more than any tensor or window draws
    }

    @Override
    public int nextInt() {
        if (wordsLeft == 0) {
            fill();
        }
        return switch (wordsLeft--) {
            case 4 -> word0;
            case 3 -> word1;
            case 2 -> word2;
            default -> word3;
        };
    }

    @Override
    public long nextLong() {
        long high = nextInt();
        return (high << 32) | (nextInt() & LOW);
    }

    @Override
    public boolean nextBoolean() {
        return nextInt() < 0;
    }

    /** Uniform in [0, bound) without bias: Lemire, <i>Fast Random Integer Generation in an Interval</i> (2019). */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, was " + bound);
        }
        long product = (nextInt() & LOW) * bound;
        if ((product & LOW) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & LOW) < threshold) {
                product = (nextInt() & LOW) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    @Override
    public int nextInt(int origin, int bound) {
        return (int) nextLong(origin, bound);
    }

    /** Uniform in [0, bound) without bias; the 64-bit form of {@link #nextInt(int)}. */
    @Override
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, was " + bound);
        }
        long draw = nextLong();
        long low = draw * bound;
        if (Long.compareUnsigned(low, bound) < 0) {
            long threshold = Long.remainderUnsigned(-bound, bound);
            while (Long.compareUnsigned(low, threshold) < 0) {
                draw = nextLong();
                low = draw * bound;
            }
        }
        // multiplyHigh is signed: a draw with its top bit set counts bound too little
        return Math.multiplyHigh(draw, bound) + (draw < 0 ? bound : 0);
    }

    @Override
    public long nextLong(long origin, long bound) {
        if (origin >= bound || bound - origin <= 0) {
            throw new IllegalArgumentException(
                    "bound must exceed origin by less than 2^63, was [" + origin + ", " + bound + ")");
        }
        return origin + nextLong(bound - origin);
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    @Override
    public float nextFloat() {
        return (nextInt() >>> 8) * 0x1.0p-24f;
    }

    /** A standard normal deviate; Marsaglia's polar method, whose second deviate is kept for the next call. */
    @Override
    public double nextGaussian() {
        if (!Double.isNaN(spareGaussian)) {
            double spare = spareGaussian;
            spareGaussian = Double.NaN;
            return spare;
        }
        double u;
        double v;
        double square;
        do {
            u = 2 * nextDouble() - 1;
            v = 2 * nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double radius = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = v * radius;
        return u * radius;
    }
}
