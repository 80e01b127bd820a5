package io.residuum.actors.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction: of several tests, how surely is none of those called significant a mistake? */
public final class Holm {
    private Holm() {}

    /**
     * The adjusted p of each: below 0.05 means significant at 5 % over all of them together. One that is NaN was no test and does not
     * count.
     */
    public static List<Double> adjusted(List<Double> ps) {
        int[] order = IntStream.range(0, ps.size())
                .filter(i -> !Double.isNaN(ps.get(i)))
                .boxed()
                .sorted(Comparator.comparing(ps::get))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[ps.size()];
        Arrays.fill(adjusted, Double.NaN);
        double largest = 0;
        for (int rank = 0; rank < order.length; rank++) {
            largest = Math.max(largest, Math.min(1, (order.length - rank) * ps.get(order[rank])));
            adjusted[order[rank]] = largest;
        }
        return Arrays.stream(adjusted).boxed().toList();
    }

    /** The most tests among which the smallest p of one still reaches 5 %. */
    public static int mostTests(double smallestP) {
        return (int) Math.floor(0.05 / smallestP + 1e-9);
    }
}
