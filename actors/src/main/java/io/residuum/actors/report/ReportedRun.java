package io.residuum.actors.report;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One seed of a variant. */
record ReportedRun(long seed, RunId id, RunHistory history) {

    /** @param histories a run without one has not begun */
    static ReportedRun of(RunSpec run, Map<RunId, RunHistory> histories) {
        return new ReportedRun(run.seed(), run.id(), histories.getOrDefault(run.id(), RunHistory.empty()));
    }

    Optional<Evaluation> outcome() {
        return history.outcome(Evaluation.TEST);
    }

    OptionalDouble errorPercent() {
        return errorPercent(Evaluation.TEST);
    }

    OptionalDouble errorPercent(String view) {
        return history.outcome(view).stream()
                .mapToDouble(Evaluation::errorPercent)
                .findFirst();
    }

    /** Empty where it was not counted. */
    OptionalDouble topFiveErrorPercent(String view) {
        return history.outcome(view).map(Evaluation::topFiveErrorPercent).orElse(OptionalDouble.empty());
    }

    boolean isDone() {
        return history.status() == RunStatus.DONE && outcome().isPresent();
    }

    boolean isDiverged() {
        return history.status() == RunStatus.DIVERGED;
    }

    /** What a table prints for it: the error, or why there is none. */
    String text() {
        OptionalDouble error = errorPercent();
        return error.isPresent()
                ? Figures.percent(error.getAsDouble())
                : history.status().label();
    }
}
