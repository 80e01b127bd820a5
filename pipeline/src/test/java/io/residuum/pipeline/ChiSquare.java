package io.residuum.pipeline;

/** Pearson's test of even counts, for fixed seeds. */
final class ChiSquare {
    private ChiSquare() {}

    /** Σ (hits − expected)² / expected, where every cell is expected as often. */
    static double of(long[] hits) {
        long draws = 0;
        for (long hit : hits) {
            draws += hit;
        }
        double expected = (double) draws / hits.length;
        double sum = 0;
        for (long hit : hits) {
            sum += (hit - expected) * (hit - expected) / expected;
        }
        return sum;
    }

    /** What one even generator in about 10,000 exceeds: the Wilson-Hilferty approximation at 3.7 deviations. */
    static double limit(int degrees) {
        if (degrees == 0) {
            return Double.MIN_VALUE;
        }
        double spread = 2.0 / (9 * degrees);
        double root = 1 - spread + 3.7 * Math.sqrt(spread);
        return degrees * root * root * root;
    }
}
