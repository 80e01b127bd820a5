package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataView;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.statistics.Spread;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a value was chosen: what its candidates came to on training images held out in turn. No test image is in it.
 *
 * @param chosen the values of the best; empty while trials are missing
 */
record ReportedSelection(String name, Optional<String> chosen, List<Candidate> candidates) {
    ReportedSelection {
        candidates = List.copyOf(candidates);
    }

    /** @param trials a run for each fold and seed */
    record Candidate(String values, List<Trial> trials) {
        Candidate {
            trials = List.copyOf(trials);
        }

        /** Over the trials that ended. */
        Spread spread() {
            List<ReportedRun> runs = trials.stream().map(Trial::run).toList();
            double[] finished = runs.stream()
                    .filter(ReportedRun::isDone)
                    .mapToDouble(run -> run.errorPercent().orElseThrow())
                    .toArray();
            return Spread.of(finished, (int)
                    runs.stream().filter(ReportedRun::isDiverged).count());
        }
    }

    /** @param heldOut the part of the training set that judges it */
    record Trial(DataView heldOut, ReportedRun run) {
        static Trial of(RunSpec run, Map<RunId, RunHistory> histories) {
            return new Trial(run.view(), ReportedRun.of(run, histories));
        }
    }

    static List<ReportedSelection> of(BatchPlan plan, Map<String, String> chosen, Map<RunId, RunHistory> histories) {
        List<Selection> selections = plan.selections();
        Map<RunId, RunSpec> runs = selections.isEmpty() ? Map.of() : plan.runs();
        return selections.stream()
                .map(selection -> new ReportedSelection(
                        selection.name(),
                        Optional.ofNullable(chosen.get(selection.name())),
                        selection.candidates().stream()
                                .map(candidate -> new Candidate(
                                        candidate.values(),
                                        candidate.trials().stream()
                                                .map(id -> Trial.of(Objects.requireNonNull(runs.get(id)), histories))
                                                .toList()))
                                .toList()))
                .toList();
    }

    boolean isChosen(Candidate candidate) {
        return chosen.equals(Optional.of(candidate.values()));
    }

    /** Whether nothing more will come of it but by a user's word. */
    boolean isComplete() {
        return chosen.isPresent()
                || trials().stream().allMatch(run -> run.history().status().isEnded());
    }

    boolean hasFailures() {
        return trials().stream().anyMatch(run -> run.history().status() == RunStatus.FAILED);
    }

    private List<ReportedRun> trials() {
        return candidates.stream()
                .flatMap(candidate -> candidate.trials().stream())
                .map(Trial::run)
                .toList();
    }

    /** One sentence: what was chosen, or why nothing is yet. */
    String sentence() {
        long ended = trials().stream()
                .filter(run -> run.history().status().isEnded())
                .count();
        if (chosen.isPresent()) {
            return "%s chosen among %d, by the error on training images held out in turn"
                    .formatted(chosen.get(), candidates.size());
        }
        return ended < trials().size()
                ? "nothing is chosen yet; %d of %d trials have ended".formatted(ended, trials().size())
                : "nothing is chosen: a trial was cancelled or given up; retry the batch";
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("name", name);
        chosen.ifPresentOrElse(values -> json.put("chosen", values), () -> json.putNull("chosen"));
        ArrayNode list = json.putArray("candidates");
        for (Candidate candidate : candidates) {
            Spread spread = candidate.spread();
            ObjectNode one = list.addObject().put("values", candidate.values());
            ObjectNode error = one.putObject("heldOutError");
            error.set("mean", Json.finite(spread.diverged() > 0 ? Double.POSITIVE_INFINITY : spread.mean()));
            error.set("std", Json.finite(spread.standardDeviation()));
            error.put("n", spread.n());
            error.put("diverged", spread.diverged());
            ArrayNode trials = one.putArray("trials");
            for (Trial trial : candidate.trials()) {
                ReportedRun run = trial.run();
                ObjectNode each = trials.addObject()
                        .put("heldOut", trial.heldOut().word())
                        .put("seed", run.seed())
                        .put("runId", run.id().hex())
                        .put("status", run.history().status().label());
                each.set("heldOutError", Json.finite(run.errorPercent().orElse(Double.NaN)));
            }
        }
        return json;
    }
}
