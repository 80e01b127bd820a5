package io.residuum.actors.statistics;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The t test of differences seed by seed. What two variants share under a seed (the order of images, their augmentation, the initial
 * weights of tensors they have in common) falls out of a difference.
 *
 * <p>Chosen over Wilcoxon's signed ranks, which could never say anything here: five pairs cannot give it a p below 2/2⁵ = 0.0625.
 *
 * @param pairs seeds that ended in both variants; 0 where the order is not shared
 * @param difference mean of the differences, first minus second; NaN if there are fewer than two pairs or a seed diverged, which has no
 *     difference: the comparison by ranks knows what to do with it
 * @param interval of the difference, 95 %
 * @param p two-sided
 */
public record PairedT(int pairs, double difference, Interval interval, double p) {
    private static final double LEVEL = 0.95;

    static final PairedT NONE = new PairedT(0, Double.NaN, Interval.NONE, Double.NaN);

    static PairedT of(List<Double> differences) {
        int pairs = differences.size();
        boolean diverged = differences.stream().anyMatch(difference -> !Double.isFinite(difference));
        if (pairs < 2 || diverged) {
            return new PairedT(pairs, Double.NaN, Interval.NONE, Double.NaN);
        }
        Spread spread =
                Spread.of(differences.stream().mapToDouble(Double::doubleValue).toArray(), 0);
        double error = spread.standardDeviation() / Math.sqrt(pairs);
        if (!(error > 0)) {
            return new PairedT(pairs, spread.mean(), Interval.NONE, Double.NaN);
        }
        var distribution = new TDistribution(null, pairs - 1);
        double half = distribution.inverseCumulativeProbability((1 + LEVEL) / 2) * error;
        return new PairedT(
                pairs,
                spread.mean(),
                new Interval(spread.mean() - half, spread.mean() + half, LEVEL),
                2 * distribution.cumulativeProbability(-Math.abs(spread.mean() / error)));
    }
}
