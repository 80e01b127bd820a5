package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.pipeline.CentreView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An experiment with everything resolved: what entry 0 of a batch's chain keeps, so that the batch means the same whatever the store and
 * the release become.
 *
 * @param marginPoints points of percent within which a result counts as the published one; NaN when it is not said
 * @param views by which the trained networks are judged; none for the usual one
 * @param semantics the rules of the release that planned it; its runs keep them
 */
public record BatchPlan(
        String name,
        List<Long> seeds,
        double failAbovePercent,
        double marginPoints,
        List<EvaluationView> views,
        List<PlannedVariant> variants,
        int semantics) {
    public BatchPlan {
        seeds = List.copyOf(seeds);
        views = List.copyOf(views);
        variants = List.copyOf(variants);
        if (seeds.isEmpty() || variants.isEmpty()) {
            throw new IllegalArgumentException(
                    "a batch needs seeds and variants, had " + seeds.size() + " and " + variants.size());
        }
    }

    /**
     * The plan that {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is not a plan's JSON, or one of a newer format; the message names the field
     */
    public static BatchPlan fromJson(ObjectNode json) {
        return BatchPlanJson.read(json);
    }

    /** What stands under {@code experiment} in entry 0 of the batch's chain. */
    public ObjectNode toJson() {
        return BatchPlanJson.write(this);
    }

    /** Submitting an experiment twice is one batch; one on a newer version of its data set is another. */
    public BatchId id() {
        return BatchId.of(name, Json.digest(toJson()));
    }

    /** The views by which a variant's networks are judged, but for the one that its training judges by anyway. */
    public List<CentreView> furtherViews(PlannedVariant variant) {
        return views.stream()
                .flatMap(view -> view.beside(variant.recipe()).stream())
                .toList();
    }

    /** A variant's run of one of the plan's seeds. */
    public RunSpec run(PlannedVariant variant, long seed) {
        return variant.run(seed, seeds, semantics);
    }

    /** The runs of a variant, seed by seed. */
    public List<RunSpec> runs(PlannedVariant variant) {
        return seeds.stream().map(seed -> run(variant, seed)).toList();
    }

    /** Every run once, by its id, in the order of variants and seeds; variants that ask for the same training share them. */
    public Map<RunId, RunSpec> runs() {
        Map<RunId, RunSpec> runs = new LinkedHashMap<>();
        for (PlannedVariant variant : variants) {
            runs(variant).forEach(run -> runs.putIfAbsent(run.id(), run));
        }
        return runs;
    }
}
