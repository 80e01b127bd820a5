package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.pipeline.CentreView;
import java.util.ArrayList;
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

    /**
     * The views by which a variant's networks are judged, but for the one that its training judges by anyway. Trials of a selection have
     * none.
     */
    public List<CentreView> furtherViews(PlannedVariant variant) {
        return variant.isTrial()
                ? List.of()
                : views.stream()
                        .flatMap(view -> view.beside(variant.recipe()).stream())
                        .toList();
    }

    /** A variant's run of one of the plan's seeds. */
    public RunSpec run(PlannedVariant variant, long seed) {
        return variant.run(seed, seeds(variant), semantics);
    }

    /** The seeds of a variant: the experiment's, but for trials of a selection. */
    public List<Long> seeds(PlannedVariant variant) {
        return variant.isTrial() ? variant.candidacy().orElseThrow().seeds() : seeds;
    }

    /** The runs of a variant, seed by seed. */
    public List<RunSpec> runs(PlannedVariant variant) {
        return seeds(variant).stream().map(seed -> run(variant, seed)).toList();
    }

    /**
     * Every run once that may be trained, by its id, in the order of variants and seeds; variants that ask for the same training
     * share them.
     */
    public Map<RunId, RunSpec> runs() {
        return runs(variants);
    }

    /** As {@link #runs()}, of some variants. */
    public Map<RunId, RunSpec> runs(List<PlannedVariant> some) {
        Map<RunId, RunSpec> runs = new LinkedHashMap<>();
        for (PlannedVariant variant : some) {
            runs(variant).forEach(run -> runs.putIfAbsent(run.id(), run));
        }
        return runs;
    }

    /** What it chooses among, in the order of the file. */
    public List<Selection> selections() {
        Map<String, Map<String, List<PlannedVariant>>> named = new LinkedHashMap<>();
        for (PlannedVariant variant : variants) {
            variant.candidacy()
                    .ifPresent(candidacy -> named.computeIfAbsent(candidacy.selection(), name -> new LinkedHashMap<>())
                            .computeIfAbsent(candidacy.values(), values -> new ArrayList<>())
                            .add(variant));
        }
        List<Selection> selections = new ArrayList<>();
        named.forEach((name, candidates) -> selections.add(new Selection(
                name,
                candidates.entrySet().stream()
                        .map(candidate -> new Selection.Candidate(
                                candidate.getKey(), ids(candidate.getValue(), true), ids(candidate.getValue(), false)))
                        .toList())));
        return selections;
    }

    /** How many runs are trained in all, whatever selections choose. */
    public int runsInAll() {
        Map<String, String> any = new LinkedHashMap<>();
        selections()
                .forEach(selection ->
                        any.put(selection.name(), selection.candidates().get(0).values()));
        return runs(variants(any)).size();
    }

    private List<RunId> ids(List<PlannedVariant> candidate, boolean trials) {
        return candidate.stream()
                .filter(variant -> variant.isTrial() == trials)
                .flatMap(variant -> runs(variant).stream())
                .map(RunSpec::id)
                .distinct()
                .toList();
    }

    /**
     * The variants that are trained: all but candidates that are not, or not yet, chosen.
     *
     * @param selected the values that were chosen, by the name of the selection
     */
    public List<PlannedVariant> variants(Map<String, String> selected) {
        return variants.stream()
                .filter(variant -> variant.isCertain() || isChosen(variant, selected))
                .toList();
    }

    private static boolean isChosen(PlannedVariant variant, Map<String, String> selected) {
        Candidacy candidacy = variant.candidacy().orElseThrow();
        return candidacy.values().equals(selected.get(candidacy.selection()));
    }
}
