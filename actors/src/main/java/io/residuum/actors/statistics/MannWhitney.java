package io.residuum.actors.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The test of Mann and Whitney: does one variant tend to larger errors than another? It looks at ranks alone, so nothing is assumed of
 * the errors' distribution, and a diverged seed takes part as the largest.
 *
 * <p>Exact up to {@value #EXACT} seeds of both together, ties included; beyond that by the library's normal approximation.
 *
 * @param u pairs of seeds in which the first variant's error is the larger one, ties counting one half
 * @param p two-sided; NaN if a variant has no seeds
 * @param floor the smallest p that samples of these sizes can have, whatever they hold
 * @param delta Cliff's δ, 2u/(nm) − 1: 1 if every error of the first variant is larger than every one of the second, −1 the other way
 *     round
 */
public record MannWhitney(double u, double p, double floor, double delta) {
    static final int EXACT = 100;

    /** Of errors in any order, +∞ for a diverged seed. */
    static MannWhitney of(double[] first, double[] second) {
        int n = first.length;
        int m = second.length;
        if (n == 0 || m == 0) {
            return new MannWhitney(Double.NaN, Double.NaN, 1, Double.NaN);
        }
        double[] all = Arrays.copyOf(first, n + m);
        System.arraycopy(second, 0, all, n, m);
        int[] ranks = RankSums.doubledRanks(all);
        int sum = Arrays.stream(ranks, 0, n).sum();
        double u = (sum - (double) n * (n + 1)) / 2;
        double p = n + m <= EXACT
                ? RankSums.of(ranks, n).asFarAs(sum)
                : new MannWhitneyUTest().mannWhitneyUTest(first, second);
        return new MannWhitney(u, p, floor(n, m), 2 * u / n / m - 1);
    }

    /** All errors of one sample below all of the other, in either order: two of the ways to deal the ranks. */
    static double floor(int n, int m) {
        return Math.min(1, 2 / Math.exp(CombinatoricsUtils.binomialCoefficientLog(n + m, n)));
    }

    /**
     * By how much the first variant's errors lie above the second's: the values that this test would not refuse at 5 %, which are those
     * between two of the pairwise differences (Hodges and Lehmann). It holds the difference of the medians if the two distributions
     * differ in their place only.
     *
     * @return with its true level, which is 95 % or more, or all a small sample has: three seeds against three reach 90 %
     */
    static Interval shift(double[] first, double[] second) {
        int n = first.length;
        int m = second.length;
        if (n == 0 || m == 0 || n + m > EXACT) {
            return Interval.NONE;
        }
        double[] differences = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                // two diverged seeds are as bad as each other
                differences[i * m + j] = first[i] == second[j] ? 0 : first[i] - second[j];
            }
        }
        Arrays.sort(differences);
        RankSums sums = RankSums.untied(n + m, n);
        int cut = 0;
        while (2 * (cut + 1) < n * m && sums.atMost(n * (n + 1) + 2 * (cut + 1)) <= 0.025) {
            cut++;
        }
        double level = 1 - 2 * sums.atMost(n * (n + 1) + 2 * cut);
        return new Interval(differences[cut], differences[n * m - 1 - cut], Math.max(0, level));
    }
}
