package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One variant: its seeds' states and, as they end, their median so far. A diverged seed ranks above every finished one;
 * a median that would be infinite is not a number.
 */
public final class VariantCore {

    /**
     * How a variant stands.
     *
     * @param seeds seeds in all
     * @param ended of them, how many have ended for good; one that was put down or parked has not
     * @param medianErrorPercent over those that finished or diverged; not a number while undefined
     */
    public record Standing(String variant, int seeds, int ended, double medianErrorPercent) {}

    private final String variant;
    private final Map<RunId, RunState> states = new LinkedHashMap<>();
    private final Map<RunId, Double> errorsPercent = new LinkedHashMap<>();
    private final int seeds;

    public VariantCore(String variant, List<RunId> runs) {
        this.variant = variant;
        this.seeds = runs.size();
    }

    /** How the variant stands, when a seed has ended. */
    public Optional<Standing> on(RunId run, RunState state) {
        states.put(run, state);
        switch (state.phase()) {
            case DONE -> errorsPercent.put(run, state.testErrorPercent());
            case DIVERGED -> errorsPercent.put(run, Double.POSITIVE_INFINITY);
            case WAITING, TRAINING, FAILED, STOPPED, PARKED -> {}
        }
        return state.phase().ended() ? Optional.of(standing()) : Optional.empty();
    }

    public Standing standing() {
        long ended = states.values().stream()
                .filter(s ->
                        s.phase().ended() && s.phase() != RunState.Phase.STOPPED && s.phase() != RunState.Phase.PARKED)
                .count();
        return new Standing(variant, seeds, (int) ended, median());
    }

    private double median() {
        double[] sorted = errorsPercent.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return Double.isFinite(median) ? median : Double.NaN;
    }
}
