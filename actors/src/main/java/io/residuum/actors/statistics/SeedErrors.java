package io.residuum.actors.statistics;

import java.util.SortedMap;
import java.util.TreeMap;

/** The errors of a variant's seeds that ended, percent, by seed; +∞ for one that diverged. */
public record SeedErrors(SortedMap<Long, Double> bySeed) {
    public SeedErrors {
        bySeed.forEach((seed, error) -> {
            if (Double.isNaN(error) || error == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("a seed has an error or diverged, was " + error + " for " + seed);
            }
        });
        bySeed = new TreeMap<>(bySeed);
    }

    /** In the order of seeds. */
    public double[] values() {
        return bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    public Spread spread() {
        double[] finished = bySeed.values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        return Spread.of(finished, bySeed.size() - finished.length);
    }
}
