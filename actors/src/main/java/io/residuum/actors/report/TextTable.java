package io.residuum.actors.report;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.EvaluationView;
import io.residuum.actors.statistics.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table for a terminal: a line a variant and a line for its seeds, 80 columns wide as long as names allow, without control codes.
 *
 * <pre>
 * variant               median   mean ± std     range           params       time
 * original                6.61   6.63 ± 0.12    6.49 – 6.80     1.73 M  12 min 3 s
 *   seeds  1: 6.61  2: 6.70  3: 6.49  4: 6.80  5: 6.55
 * </pre>
 */
final class TextTable {
    private static final int COLUMNS = 80;
    private static final int NAME_COLUMNS = 20;
    private static final String GAP = "  ";

    private final BatchPlan plan;
    private final List<ReportedVariant> variants;
    private final List<ReportedSelection> selections;

    TextTable(BatchPlan plan, List<ReportedVariant> variants, List<ReportedSelection> selections) {
        this.plan = plan;
        this.variants = variants;
        this.selections = selections;
    }

    String text() {
        boolean published = variants.stream()
                .anyMatch(variant -> !variant.planned().published().text().isEmpty());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("variant", "median", "mean ± std", "range", "params", "time", published ? "published" : ""));
        for (ReportedVariant variant : variants) {
            rows.add(row(
                    variant.name(),
                    Figures.median(variant),
                    Figures.meanAndDeviation(variant),
                    Figures.range(variant.spread()),
                    Figures.rounded(variant.architecture().parameters()),
                    variant.trainingMillis() == 0 ? "–" : Figures.time(variant.trainingMillis()),
                    published ? variant.planned().published().text() : ""));
        }
        int[] widths = widths(rows);
        var text = new StringBuilder();
        text.append(plan.name())
                .append(": ")
                .append(
                        variants.stream()
                                        .allMatch(variant ->
                                                variant.planned().view().isWhole())
                                ? "test error"
                                : "error on held-out training images")
                .append(" in %\n\n");
        for (int i = 0; i < rows.size(); i++) {
            appendRow(text, rows.get(i), widths);
            if (i > 0) {
                appendSeeds(text, variants.get(i - 1));
                appendViews(text, variants.get(i - 1));
                appendRates(text, variants.get(i - 1));
                appendVerdict(text, variants.get(i - 1));
            }
        }
        selections.forEach(selection -> append(text, selection));
        appendContrasts(text);
        return text.toString();
    }

    /** A line for each view of the experiment; top-5 errors behind a stroke. */
    private void appendViews(StringBuilder text, ReportedVariant variant) {
        for (EvaluationView view : plan.views()) {
            String inChains = variant.inChains(view);
            Spread topFive = variant.topFiveSpread(inChains);
            text.append("  ")
                    .append(view.name())
                    .append(GAP)
                    .append(Figures.percent(variant.spread(inChains).median()))
                    .append(topFive.ranked() == 0 ? "" : " / " + Figures.percent(topFive.median()) + " (top-1 / top-5)")
                    .append('\n');
        }
    }

    private static void append(StringBuilder text, ReportedSelection selection) {
        text.append('\n')
                .append(selection.name())
                .append(": ")
                .append(selection.sentence())
                .append('\n');
        int width = selection.candidates().stream()
                .mapToInt(candidate -> candidate.values().length())
                .max()
                .orElse(0);
        for (ReportedSelection.Candidate candidate : selection.candidates()) {
            text.append(selection.isChosen(candidate) ? "> " : "  ")
                    .append(candidate.values())
                    .append(" ".repeat(width - candidate.values().length()))
                    .append(GAP)
                    .append(Figures.heldOut(candidate.spread()))
                    .append('\n');
        }
    }

    private void appendVerdict(StringBuilder text, ReportedVariant variant) {
        Verdict verdict =
                Verdict.of(variant, variant.spread(), variant.planned().published(), plan.marginPoints());
        if (!verdict.differenceText().isEmpty() || verdict.label().startsWith("fail")) {
            text.append("  beside published  ")
                    .append(verdict.differenceText())
                    .append(verdict.differenceText().isEmpty() ? "" : ": ")
                    .append(verdict.label())
                    .append(
                            Double.isNaN(plan.marginPoints())
                                            || verdict.differenceText().isEmpty()
                                    ? ""
                                    : " (margin " + Figures.points(plan.marginPoints()) + ")")
                    .append('\n');
        }
    }

    /** The comparisons that have a test; residuum compare and the report's other files have more of each. */
    private void appendContrasts(StringBuilder text) {
        Contrasts contrasts = Contrasts.of(plan, variants);
        String table = contrasts.text();
        if (!table.isEmpty()) {
            text.append('\n').append(table);
        }
    }

    private static List<String> row(String... cells) {
        return List.of(cells);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                int wanted = row.get(i).codePointCount(0, row.get(i).length());
                widths[i] = Math.max(widths[i], i == 0 ? Math.min(wanted, 2 * NAME_COLUMNS) : wanted);
            }
        }
        widths[0] = Math.max(widths[0], NAME_COLUMNS);
        return widths;
    }

    private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > 0) {
                String cell = row.get(i);
                int blanks = Math.max(0, widths[i] - cell.codePointCount(0, cell.length()));
                boolean left = i == 0 || i == widths.length - 1;
                line.append(i == 0 ? "" : GAP).append(left ? cell : " ".repeat(blanks) + cell);
                line.append(left ? " ".repeat(blanks) : "");
            }
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** Where the rate of the variant's seeds changed because of what they measured; drops are the same for all of them. */
    private static void appendRates(StringBuilder text, ReportedVariant variant) {
        Map<String, TreeSet<Long>> changes = new LinkedHashMap<>();
        for (ReportedRun run : variant.runs()) {
            run.history().rateChanges().forEach(change -> changes.computeIfAbsent(
                            Figures.rate(change.rate()), rate -> new TreeSet<>())
                    .add(change.iteration()));
        }
        if (!changes.isEmpty()) {
            text.append("  rate   ");
            changes.forEach((rate, from) -> text.append(GAP)
                    .append(rate)
                    .append(" from ")
                    .append(from.stream().map(Figures::grouped).collect(Collectors.joining(", "))));
            text.append('\n');
        }
    }

    private static void appendSeeds(StringBuilder text, ReportedVariant variant) {
        String indent = "  seeds";
        var line = new StringBuilder(indent);
        for (ReportedRun run : variant.runs()) {
            String cell = GAP + run.seed() + ": " + run.text();
            if (line.length() + cell.length() > COLUMNS && line.length() > indent.length()) {
                text.append(line).append('\n');
                line = new StringBuilder(" ".repeat(indent.length()));
            }
            line.append(cell);
        }
        text.append(line).append('\n');
    }
}
