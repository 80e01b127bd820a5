package io.residuum.actors.report;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.statistics.Spread;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** {@code table.md}, {@code table.tex}, {@code table.csv}: measured beside published, and the comparisons, for a paper of one's own. */
final class PaperFiles {
    private final BatchPlan plan;
    private final ResultTable table;
    private final Contrasts contrasts;
    private final List<ReportedSelection> selections;

    PaperFiles(BatchPlan plan, ResultTable table, Contrasts contrasts, List<ReportedSelection> selections) {
        this.selections = selections;
        this.plan = plan;
        this.table = table;
        this.contrasts = contrasts;
    }

    String markdown() {
        var out = new StringBuilder("# " + Formats.markdown(plan.name()) + "\n\n");
        out.append(Formats.markdown(
                table.header(), table.rows().stream().map(table::texts).toList()));
        out.append('\n').append(table.note()).append('\n');
        selections.forEach(selection -> out.append('\n')
                .append(Formats.markdown(selection.name() + ": " + selection.sentence()))
                .append(".\n"));
        if (!contrasts.isEmpty()) {
            out.append('\n').append(Formats.markdown(contrasts.header(), contrasts.rows()));
            out.append('\n').append(Contrasts.note()).append('\n');
            contrasts.floors().forEach(floor -> out.append('\n').append(floor).append('\n'));
        }
        return out.toString();
    }

    /** Fragments to be included; they need the package booktabs. */
    String latex() {
        var out = new StringBuilder(
                "% " + Formats.latex(plan.name()) + ", batch " + plan.id().value() + "\n");
        out.append("% " + Formats.latex(table.note()) + "\n");
        out.append(Formats.latex(
                table.header(), table.rows().stream().map(table::texts).toList()));
        selections.forEach(selection -> out.append("% ")
                .append(Formats.latex(selection.name() + ": " + selection.sentence()))
                .append(".\n"));
        if (!contrasts.isEmpty()) {
            out.append("\n% " + Formats.latex(Contrasts.note()) + "\n");
            contrasts.floors().forEach(floor -> out.append("% " + Formats.latex(floor) + "\n"));
            out.append(Formats.latex(contrasts.header(), contrasts.rows()));
        }
        return out.toString();
    }

    /** A record a variant and view (RFC 4180): numbers for programs, empty where there is none. */
    void csv(Appendable out) throws IOException {
        try (var csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
            csv.printRecord(
                    "row",
                    "column",
                    "view",
                    "variant",
                    "published",
                    "median",
                    "mean",
                    "std",
                    "n",
                    "diverged",
                    "top5_median",
                    "difference",
                    "difference_low",
                    "difference_high",
                    "margin",
                    "verdict");
            for (ResultTable.Row row : table.rows()) {
                for (String column : table.columns()) {
                    for (ResultTable.Entry entry :
                            row.cell(column).map(ResultTable.Cell::entries).orElse(List.of())) {
                        Spread spread = entry.spread();
                        Verdict verdict = entry.verdict();
                        csv.printRecord(
                                row.name(),
                                column,
                                row.view(),
                                entry.variant().name(),
                                entry.published().text(),
                                number(spread.median()),
                                number(spread.mean()),
                                number(spread.standardDeviation()),
                                spread.n(),
                                spread.diverged(),
                                number(entry.topFive().median()),
                                number(verdict.difference()),
                                number(verdict.interval().low()),
                                number(verdict.interval().high()),
                                number(table.marginPoints()),
                                verdict.label());
                    }
                }
            }
        }
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
