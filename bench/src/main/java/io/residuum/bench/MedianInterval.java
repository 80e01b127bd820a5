package io.residuum.bench;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * A median with its 95 % interval from order statistics, which assumes nothing of the distribution: the number of values
 * below the true median is binomial with probability 1/2.
 *
 * @param low empty where there are fewer than six values: then not even the whole range holds the median that surely
 */
record MedianInterval(double median, OptionalDouble low, OptionalDouble high) {
    private static final double EACH_TAIL = 0.025;

    static MedianInterval of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values have no median");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int outside = outside(sorted.length);
        return new MedianInterval(
                median(sorted),
                outside == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[outside - 1]),
                outside == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length - outside]));
    }

    static double median(List<Double> values) {
        return of(values).median();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The largest k for which the k-th smallest and k-th largest of n values still enclose the median; 0: none does. */
    private static int outside(int n) {
        var below = new BinomialDistribution(null, n, 0.5);
        int k = 0;
        while (below.cumulativeProbability(k) <= EACH_TAIL) {
            k++;
        }
        return k;
    }
}
