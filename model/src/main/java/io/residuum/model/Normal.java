package io.residuum.model;

import java.util.random.RandomGenerator;

/**
 * Normally distributed numbers by Box and Muller's transform, two from two. The JDK leaves the algorithm of its own
 * {@code nextGaussian} open; this one gives the same bits on every platform and in every version.
 */
final class Normal {
    private final RandomGenerator random;
    private double second;
    private boolean hasSecond;

    Normal(RandomGenerator random) {
        this.random = random;
    }

    /** The next one, of mean 0 and deviation 1. */
    double next() {
        if (hasSecond) {
            hasSecond = false;
            return second;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(random))); // of (0, 1], whose logarithm is finite
        double angle = 2 * StrictMath.PI * unit(random);
        second = radius * StrictMath.sin(angle);
        hasSecond = true;
        return radius * StrictMath.cos(angle);
    }

    /** Uniform in [0, 1): the upper 53 bits of the next long. */
    static double unit(RandomGenerator random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }
}
