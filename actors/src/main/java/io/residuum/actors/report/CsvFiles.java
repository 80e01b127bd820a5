package io.residuum.actors.report;

import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunHistory;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** {@code runs.csv} and {@code curves.csv} (RFC 4180, with a header). What is not there is an empty field. */
final class CsvFiles {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private CsvFiles() {}

    static void runs(List<ReportedVariant> variants, Appendable out) throws IOException {
        try (var csv = new CSVPrinter(out, FORMAT)) {
            csv.printRecord(
                    "variant",
                    "row",
                    "network",
                    "unit",
                    "shortcut",
                    "parameters",
                    "seed",
                    "run",
                    "status",
                    "iterations",
                    "test_error_percent",
                    "test_errors",
                    "test_images",
                    "test_loss",
                    "training_ms",
                    "recoveries",
                    "weights");
            for (ReportedVariant variant : variants) {
                for (ReportedRun run : variant.runs()) {
                    RunHistory history = run.history();
                    csv.printRecord(
                            variant.name(),
                            variant.planned().row(),
                            variant.architecture().name(),
                            variant.planned().network().unit().label(),
                            variant.planned().network().shortcut().label(),
                            variant.architecture().parameters(),
                            run.seed(),
                            run.id().hex(),
                            history.status().label(),
                            history.iteration(),
                            run.outcome()
                                    .map(outcome -> Double.toString(outcome.errorPercent()))
                                    .orElse(""),
                            run.outcome()
                                    .map(outcome -> Long.toString(outcome.errors()))
                                    .orElse(""),
                            run.outcome()
                                    .map(outcome -> Long.toString(outcome.images()))
                                    .orElse(""),
                            run.outcome()
                                    .map(outcome -> number(outcome.meanLoss()))
                                    .orElse(""),
                            history.trainingMillis(),
                            history.recoveries().size(),
                            history.weights().map(Object::toString).orElse(""));
                }
            }
        }
    }

    /**
     * One record for each number of iterations done: the training loss of the last of them, and the test error where the network was
     * evaluated then.
     */
    static void curves(List<ReportedVariant> variants, Appendable out) throws IOException {
        try (var csv = new CSVPrinter(out, FORMAT)) {
            csv.printRecord("variant", "seed", "iteration", "training_loss", "test_error_percent");
            for (ReportedVariant variant : variants) {
                for (ReportedRun run : variant.runs()) {
                    curve(variant, run, csv);
                }
            }
        }
    }

    private static void curve(ReportedVariant variant, ReportedRun run, CSVPrinter csv) throws IOException {
        float[] losses = run.history().trainingLoss();
        Iterator<Evaluation> evaluations =
                run.history().evaluations(Evaluation.TEST).iterator();
        Evaluation next = nextOf(evaluations);
        for (int done = 0; done <= losses.length; done++) {
            String loss = done == 0 ? "" : number(losses[done - 1]);
            String error = "";
            if (next.iteration() == done) {
                error = Double.toString(next.errorPercent());
                next = nextOf(evaluations);
            }
            if (done > 0 || !error.isEmpty()) {
                csv.printRecord(variant.name(), run.seed(), done, loss, error);
            }
        }
    }

    private static Evaluation nextOf(Iterator<Evaluation> evaluations) {
        return evaluations.hasNext() ? evaluations.next() : new Evaluation(Long.MAX_VALUE, Evaluation.TEST, 1, 0, 0);
    }

    private static String number(float value) {
        return Float.isFinite(value) ? Float.toString(value) : "";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
