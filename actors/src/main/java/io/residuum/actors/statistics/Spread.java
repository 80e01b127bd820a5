package io.residuum.actors.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * The errors of a variant's seeds as the paper reports them: the median of all that ended, mean ± standard deviation of those that
 * finished.
 *
 * <p>A diverged seed has no error, but it has a rank: behind all others, as +∞. So it moves the median and the end of the range and
 * leaves mean and deviation alone, which is why {@code n} and {@code diverged} always stand beside them. Whatever is undefined is NaN.
 *
 * @param median of finished and diverged seeds, percent; the mean of the two middle ones when they are even in number
 * @param mean of the finished seeds, percent
 * @param standardDeviation of the finished seeds with n − 1 in the denominator, percent; NaN for fewer than two
 * @param n finished seeds
 * @param diverged seeds whose loss stopped being finite
 * @param min of finished and diverged seeds, percent
 * @param max of finished and diverged seeds, percent; +∞ as soon as one diverged
 */
public record Spread(
        double median, double mean, double standardDeviation, int n, int diverged, double min, double max) {

    /**
     * The spread of a variant's seeds.
     *
     * @param finishedPercent the errors of the finished seeds in any order
     * @throws IllegalArgumentException if an error is not a number, or a count is negative
     */
    public static Spread of(double[] finishedPercent, int diverged) {
        if (diverged < 0) {
            throw new IllegalArgumentException("diverged seeds must not be negative, was " + diverged);
        }
        for (double error : finishedPercent) {
            if (!Double.isFinite(error)) {
                throw new IllegalArgumentException("a finished seed has a finite error, was " + error);
            }
        }
        double[] ranked = Arrays.copyOf(finishedPercent, finishedPercent.length + diverged);
        Arrays.fill(ranked, finishedPercent.length, ranked.length, Double.POSITIVE_INFINITY);
        Arrays.sort(ranked);
        int n = finishedPercent.length;
        return new Spread(
                medianOfSorted(ranked),
                n == 0 ? Double.NaN : new Mean().evaluate(finishedPercent),
                n < 2 ? Double.NaN : new StandardDeviation(true).evaluate(finishedPercent),
                n,
                diverged,
                ranked.length == 0 ? Double.NaN : ranked[0],
                ranked.length == 0 ? Double.NaN : ranked[ranked.length - 1]);
    }

    /** Seeds that ended, finished or diverged: what the median and the range are of. */
    public int ranked() {
        return n + diverged;
    }

    /** By hand, since the library's percentile interpolates by subtraction, and ∞ − ∞ is no number. */
    private static double medianOfSorted(double[] sorted) {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
