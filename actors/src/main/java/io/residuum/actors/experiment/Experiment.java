package io.residuum.actors.experiment;

import java.util.List;

/**
 * What an experiment file says, checked, with its presets laid under; data sets are still names.
 *
 * @param seeds ascending or not, as written; all different
 * @param failAbovePercent a variant whose median error lies above it is reported as "fail"; +∞ for no limit
 * @param marginPoints points of percent within which a result counts as the published one; NaN when it is not said
 * @param views by which the trained networks are judged; none for the usual one
 */
public record Experiment(
        String name,
        List<Long> seeds,
        double failAbovePercent,
        double marginPoints,
        List<EvaluationView> views,
        List<Variant> variants) {
    public Experiment {
        seeds = List.copyOf(seeds);
        views = List.copyOf(views);
        variants = List.copyOf(variants);
    }

    Experiment withSeeds(List<Long> newSeeds) {
        return new Experiment(name, newSeeds, failAbovePercent, marginPoints, views, variants);
    }

    /** The seeds of a variant: the experiment's, but for trials of a selection. */
    List<Long> seeds(Variant variant) {
        return variant.candidacy()
                .filter(Candidacy::trial)
                .map(Candidacy::seeds)
                .orElse(seeds);
    }

    /** Every name of a data set it uses, each once, in the order of the variants. */
    public List<String> dataSets() {
        return variants.stream().map(Variant::dataSet).distinct().toList();
    }
}
