package io.residuum.actors.experiment;

import java.util.List;

/**
 * What an experiment file says, checked, with its presets laid under; data sets are still names.
 *
 * @param seeds ascending or not, as written; all different
 * @param failAbovePercent a variant whose median error lies above it is reported as "fail"; +∞ for no limit
 */
public record Experiment(String name, List<Long> seeds, double failAbovePercent, List<Variant> variants) {
    public Experiment {
        seeds = List.copyOf(seeds);
        variants = List.copyOf(variants);
    }

    /** Every name of a data set it uses, each once, in the order of the variants. */
    public List<String> dataSets() {
        return variants.stream().map(Variant::dataSet).distinct().toList();
    }
}
