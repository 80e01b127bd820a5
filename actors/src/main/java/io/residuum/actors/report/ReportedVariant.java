package io.residuum.actors.report;

import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.statistics.Spread;
import io.residuum.model.Architecture;
import io.residuum.storage.ImageShape;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One row of the table: a variant, its seeds, and what they say together. */
record ReportedVariant(PlannedVariant planned, List<ReportedRun> runs, double failAbovePercent) {
    ReportedVariant {
        runs = List.copyOf(runs);
    }

    String name() {
        return planned.name();
    }

    Spread spread() {
        double[] errors = runs.stream()
                .filter(ReportedRun::isDone)
                .mapToDouble(run -> run.errorPercent().orElseThrow())
                .toArray();
        return Spread.of(
                errors, (int) runs.stream().filter(ReportedRun::isDiverged).count());
    }

    /** Whether the paper would print "fail": its median is above the table's limit, or infinite while there is a limit. */
    boolean fails() {
        return spread().median() > failAbovePercent;
    }

    boolean isComplete() {
        return runs.stream().allMatch(run -> run.history().status().isEnded());
    }

    long trainingMillis() {
        return runs.stream().mapToLong(run -> run.history().trainingMillis()).sum();
    }

    /** The finished seed in the middle, the better one of two; its curve stands for the variant's. */
    Optional<ReportedRun> medianRun() {
        List<ReportedRun> ranked = runs.stream()
                .filter(ReportedRun::isDone)
                .sorted(Comparator.comparingDouble(run -> run.errorPercent().orElseThrow()))
                .toList();
        return ranked.isEmpty() ? Optional.empty() : Optional.of(ranked.get((ranked.size() - 1) / 2));
    }

    Architecture architecture() {
        return planned.architecture();
    }

    long multiplyAdds() {
        ImageShape shape = planned.imageShape();
        return architecture().multiplyAdds(shape.height(), shape.width());
    }
}
