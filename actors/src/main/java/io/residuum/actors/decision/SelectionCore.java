package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.Selection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which candidate a selection chooses: the one with the lowest error on held-out training images, averaged over its trials; the
 * first of several with the same. A pure function of results that are deterministic themselves, so whoever decides decides the same.
 */
public final class SelectionCore {
    private SelectionCore() {}

    /**
     * What the trials say together.
     *
     * @param values of the candidate that is chosen
     * @param errorsPercent the mean of each candidate's trials, in the file's order; +∞ where one diverged
     */
    public record Choice(String values, Map<String, Double> errorsPercent) {
        public Choice {
            errorsPercent = new LinkedHashMap<>(errorsPercent);
        }
    }

    /** @param errorsPercent of the trials that have a result; +∞ for one that diverged */
    public static Optional<Choice> choose(Selection selection, Map<RunId, Double> errorsPercent) {
        Map<String, Double> means = new LinkedHashMap<>();
        String best = "";
        for (Selection.Candidate candidate : selection.candidates()) {
            if (!errorsPercent.keySet().containsAll(candidate.trials())) {
                return Optional.empty();
            }
            double mean = candidate.trials().stream()
                    .mapToDouble(trial -> errorsPercent.getOrDefault(trial, Double.NaN))
                    .average()
                    .orElse(Double.NaN);
            if (best.isEmpty() || mean < means.getOrDefault(best, Double.NaN)) {
                best = candidate.values();
            }
            means.put(candidate.values(), mean);
        }
        return Optional.of(new Choice(best, means));
    }
}
