package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The report of a batch, finished or under way: {@code report.json}, {@code runs.csv}, {@code curves.csv}, {@code report.html},
 * {@code table.md}, {@code table.tex}, {@code table.csv}, and the table for the terminal.
 */
public final class Report {
    /** Of {@code report.json}. */
    public static final int FORMAT = 1;

    private final BatchPlan plan;
    private final List<ReportedVariant> variants;
    private final List<ReportedSelection> selections;

    private Report(BatchPlan plan, List<ReportedVariant> variants, List<ReportedSelection> selections) {
        this.plan = plan;
        this.variants = List.copyOf(variants);
        this.selections = List.copyOf(selections);
    }

    /**
     * The report of a batch as far as its chains say.
     *
     * @param chosen the values that selections chose, by their names
     * @param histories of the plan's runs, under the batch's verdicts; a run without one has not begun
     */
    public static Report of(BatchPlan plan, Map<String, String> chosen, Map<RunId, RunHistory> histories) {
        List<ReportedVariant> variants = plan.variants(chosen).stream()
                .filter(variant -> !variant.isTrial())
                .map(variant -> new ReportedVariant(
                        variant,
                        plan.runs(variant).stream()
                                .map(run -> ReportedRun.of(run, histories))
                                .toList(),
                        plan.failAbovePercent()))
                .toList();
        return new Report(plan, variants, ReportedSelection.of(plan, chosen, histories));
    }

    List<ReportedVariant> variants() {
        return variants;
    }

    /** Whether every run has ended, so that nothing in {@link #result} will change but by a user's word. */
    public boolean isComplete() {
        return variants.stream().allMatch(ReportedVariant::isComplete)
                && selections.stream().allMatch(ReportedSelection::isComplete);
    }

    /** Whether a run ended without a result that ought to have one. */
    public boolean hasFailures() {
        return variants.stream()
                        .flatMap(variant -> variant.runs().stream())
                        .anyMatch(run -> run.history().status() == RunStatus.FAILED)
                || selections.stream().anyMatch(ReportedSelection::hasFailures);
    }

    /** What was measured; equal for any history of faults, nodes and segments that ended alike. */
    public ObjectNode result() {
        return new ReportJson(plan, variants, selections).result();
    }

    /** How it came about. */
    public ObjectNode execution() {
        return new ReportJson(plan, variants, selections).execution(isComplete());
    }

    /** {@code {"format", "result", "execution"}}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("format", FORMAT);
        json.set("result", result());
        json.set("execution", execution());
        return json;
    }

    /** {@code runs.csv}: a record a run. */
    public void writeRunsCsv(Appendable out) throws IOException {
        CsvFiles.runs(variants, out);
    }

    /** {@code curves.csv}: a record an iteration of every run, so that it can be large. */
    public void writeCurvesCsv(Appendable out) throws IOException {
        CsvFiles.curves(variants, out);
    }

    /** {@code table.md}: measured beside published, and the comparisons. */
    public String markdown() {
        return paperFiles().markdown();
    }

    /** {@code table.tex}: the same as fragments for a paper. */
    public String latex() {
        return paperFiles().latex();
    }

    /** {@code table.csv}: a record a variant. */
    public void writeTableCsv(Appendable out) throws IOException {
        paperFiles().csv(out);
    }

    private PaperFiles paperFiles() {
        return new PaperFiles(plan, ResultTable.of(plan, variants), Contrasts.of(plan, variants), selections);
    }

    /** {@code report.html}, in UTF-8. */
    public String html() {
        return new HtmlPage(plan, variants, selections).html();
    }

    /** The table for a terminal of 80 columns, ending with a line break. */
    public String text() {
        return new TextTable(plan, variants, selections).text();
    }
}
