package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import java.util.HashMap;
import java.util.Map;

/** What a person calls a run of a batch: its variant and seed. */
final class RunNames {

    private final Map<RunId, String> names = new HashMap<>();

    RunNames(BatchPlan plan) {
        for (PlannedVariant variant : plan.variants()) {
            for (RunSpec run : plan.runs(variant)) {
                names.putIfAbsent(run.id(), variant.name() + ", seed " + run.seed());
            }
        }
    }

    String of(RunId run) {
        return names.getOrDefault(run, run.shortHex());
    }

    int runs() {
        return names.size();
    }
}
