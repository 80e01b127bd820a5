package io.residuum.actors.statistics;

import java.util.Arrays;

/**
 * The exact distribution of the sum of the ranks that one of two samples gets, when every way of dealing the ranks to the two is as
 * likely as any other. Ranks may be tied, which tables and the libraries' exact tests leave out; errors of whole images do tie.
 *
 * <p>Ranks are doubled, so that the middle ranks of ties stay whole numbers.
 */
final class RankSums {
    private final double[] ways;
    private final double allWays;
    private final double expected;

    private RankSums(double[] ways, double expected) {
        this.ways = ways;
        this.allWays = Arrays.stream(ways).sum();
        this.expected = expected;
    }

    /**
     * Of dealing {@code taken} of the ranks to the sample: counted rank by rank (Streitberg and Röhmel's shift algorithm).
     *
     * @param doubledRanks of both samples together
     */
    static RankSums of(int[] doubledRanks, int taken) {
        int sum = Arrays.stream(doubledRanks).sum();
        double[][] ways = new double[taken + 1][sum + 1];
        ways[0][0] = 1;
        for (int rank : doubledRanks) {
            for (int k = taken; k > 0; k--) {
                for (int s = sum; s >= rank; s--) {
                    ways[k][s] += ways[k - 1][s - rank];
                }
            }
        }
        return new RankSums(ways[taken], (double) sum * taken / doubledRanks.length);
    }

    /** Without ties: ranks 1 … {@code ranks}. */
    static RankSums untied(int ranks, int taken) {
        int[] doubled = new int[ranks];
        Arrays.setAll(doubled, i -> 2 * (i + 1));
        return of(doubled, taken);
    }

    /** The doubled ranks of values, in their order; equal values share their middle rank. */
    static int[] doubledRanks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int notAbove = 0;
            for (double other : sorted) {
                below += other < values[i] ? 1 : 0;
                notAbove += other <= values[i] ? 1 : 0;
            }
            ranks[i] = below + 1 + notAbove;
        }
        return ranks;
    }

    /** The probability of a sum as far from the expected one as this, on either side. */
    double asFarAs(int doubledSum) {
        double distance = Math.abs(doubledSum - expected);
        double far = 0;
        for (int s = 0; s < ways.length; s++) {
            if (Math.abs(s - expected) >= distance - 1e-9) {
                far += ways[s];
            }
        }
        return Math.min(1, far / allWays);
    }

    double atMost(int doubledSum) {
        double below = 0;
        for (int s = 0; s <= Math.min(doubledSum, ways.length - 1); s++) {
            below += ways[s];
        }
        return below / allWays;
    }
}
