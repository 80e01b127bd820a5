package io.residuum.actors.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Two variants beside each other: first minus second, in points of percent, so that a positive difference says the first is worse.
 *
 * @param medianDifference NaN if both medians are infinite, or a variant has no seeds
 * @param shift of the errors' place, with its true level
 * @param paired seed by seed; without pairs where the two do not share their order of images
 */
public record Contrast(double medianDifference, Interval shift, Welch means, MannWhitney ranks, PairedT paired) {

    /** Of variants whose seeds have nothing in common, such as those of different mini-batches. */
    public static Contrast unpaired(SeedErrors first, SeedErrors second) {
        return of(first, second, PairedT.NONE);
    }

    /** Of variants in which the same seed means the same images in the same order. */
    public static Contrast paired(SeedErrors first, SeedErrors second) {
        List<Double> differences = new ArrayList<>();
        first.bySeed().forEach((seed, error) -> {
            Double other = second.bySeed().get(seed);
            if (other != null) {
                differences.add(error - other);
            }
        });
        return of(first, second, PairedT.of(differences));
    }

    private static Contrast of(SeedErrors first, SeedErrors second, PairedT paired) {
        Spread a = first.spread();
        Spread b = second.spread();
        return new Contrast(
                a.median() - b.median(),
                MannWhitney.shift(first.values(), second.values()),
                Welch.of(a, b),
                MannWhitney.of(first.values(), second.values()),
                paired);
    }
}
