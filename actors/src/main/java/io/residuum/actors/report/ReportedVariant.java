package io.residuum.actors.report;

import io.residuum.actors.experiment.EvaluationView;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.statistics.SeedErrors;
import io.residuum.actors.statistics.Spread;
import io.residuum.model.Architecture;
import io.residuum.storage.ImageShape;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One row of the table: a variant, its seeds, and what they say together. */
record ReportedVariant(PlannedVariant planned, List<ReportedRun> runs, double failAbovePercent) {
    ReportedVariant {
        runs = List.copyOf(runs);
    }

    String name() {
        return planned.name();
    }

    Spread spread() {
        return spread(Evaluation.TEST);
    }

    /** Of the seeds' errors under a view, by its name in chains. */
    Spread spread(String view) {
        return errors(view).spread();
    }

    /** Of the shares of images whose class is not among the five most probable; of nothing where they were not counted. */
    Spread topFiveSpread(String view) {
        SortedMap<Long, Double> errors = new TreeMap<>();
        for (ReportedRun run : runs) {
            run.topFiveErrorPercent(view).ifPresent(error -> errors.put(run.seed(), error));
        }
        return new SeedErrors(errors).spread();
    }

    /** What a view is called in the chains of this variant's runs. */
    String inChains(EvaluationView view) {
        return view.beside(planned.recipe()).map(Evaluation::name).orElse(Evaluation.TEST);
    }

    /** The seeds that ended. */
    SeedErrors errors() {
        return errors(Evaluation.TEST);
    }

    private SeedErrors errors(String view) {
        SortedMap<Long, Double> errors = new TreeMap<>();
        for (ReportedRun run : runs) {
            if (run.isDiverged()) {
                errors.put(run.seed(), Double.POSITIVE_INFINITY);
            } else if (run.isDone()) {
                run.errorPercent(view).ifPresent(error -> errors.put(run.seed(), error));
            }
        }
        return new SeedErrors(errors);
    }

    /** Whether the paper would print "fail": its median is above the table's limit, or infinite while there is a limit. */
    boolean fails() {
        return fails(spread());
    }

    boolean fails(Spread spread) {
        return spread.median() > failAbovePercent;
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
