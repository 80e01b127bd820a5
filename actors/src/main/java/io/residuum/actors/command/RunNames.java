package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a person calls a run of a batch: its variant and seed. */
final class RunNames {

    private final Map<RunId, String> names = new HashMap<>();
    private final Set<RunId> tested = new HashSet<>();
    private final Set<String> trials = new HashSet<>();
    private final int runs;

    RunNames(BatchPlan plan) {
        runs = plan.runsInAll();
        for (PlannedVariant variant : plan.variants()) {
            if (variant.isTrial()) {
                trials.add(variant.name());
            }
            for (RunSpec run : plan.runs(variant)) {
                if (!variant.isTrial()) {
                    tested.add(run.id());
                }
                names.putIfAbsent(run.id(), variant.name() + ", seed " + run.seed());
            }
        }
    }

    String of(RunId run) {
        return names.getOrDefault(run, run.shortHex());
    }

    /** What a run's error is of. */
    String error(RunId run) {
        return tested.contains(run) ? "test error" : "held-out error";
    }

    boolean isTrial(String variant) {
        return trials.contains(variant);
    }

    /** How many are trained in all, once selections have chosen. */
    int runs() {
        return runs;
    }

    /** What a selection came to. */
    String choice(BatchEntry.Selected choice) {
        return "%s: %s chosen among %d, with %s error on held-out training images"
                .formatted(
                        choice.selection(),
                        choice.values(),
                        choice.errorsPercent().size(),
                        Optional.ofNullable(choice.errorsPercent().get(choice.values()))
                                .filter(Double::isFinite)
                                .map("%.2f %%"::formatted)
                                .orElse("infinite"));
    }
}
