package io.residuum.actors.report;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.EvaluationView;
import io.residuum.actors.experiment.Published;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.statistics.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table as its paper prints it, measured beside published where anything is: a row for all variants that share it, a group of columns for each of the
 * experiment's columns, a row more for each further view of the test images.
 *
 * @param columns as variants name them; one without a name where none does
 * @param formulas whether the ways of a unit are told apart, as in Table 1
 * @param published whether anything is published
 * @param marginPoints of the verdicts; NaN for none
 */
record ResultTable(List<String> columns, boolean formulas, boolean published, double marginPoints, List<Row> rows) {
    ResultTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A line of the table.
     *
     * @param view of the test images; empty for the usual one
     * @param cells by column; a column may have none
     */
    record Row(String name, String view, ShortcutFormula formula, Map<String, Cell> cells) {
        Row {
            cells = new LinkedHashMap<>(cells);
        }

        Optional<Cell> cell(String column) {
            return Optional.ofNullable(cells.get(column));
        }

        /** Its name and, where there are several, its view. */
        String title() {
            return view.isEmpty() ? name : name + ", " + view;
        }
    }

    /** The variants of a row and a column under one view; most have one, "bias 0 to −5" has six. */
    record Cell(List<Entry> entries) {
        Cell {
            entries = List.copyOf(entries);
        }

        /** Each different figure once. */
        String published() {
            return joined(entries.stream().map(entry -> entry.published().text()));
        }

        /** {@code 6.61 (6.63 ± 0.12)}, as Table 4 has it; of several variants, from the best to the worst. */
        String measured() {
            if (entries.size() > 1 && entries.stream().allMatch(Entry::fails)) {
                return "fail (all " + entries.size() + ")";
            }
            return joined(entries.stream()
                    .sorted(Comparator.comparingDouble(
                            entry -> Double.isNaN(entry.spread().median())
                                    ? Double.POSITIVE_INFINITY
                                    : entry.spread().median()))
                    .map(Entry::measured));
        }

        String difference() {
            return joined(entries.stream().map(entry -> entry.verdict().differenceText()));
        }

        /** One word where the variants agree, else how many say which. */
        String verdict() {
            Map<String, Long> words = entries.stream()
                    .map(entry -> entry.verdict().label())
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.groupingBy(word -> word, LinkedHashMap::new, Collectors.counting()));
            return words.size() == 1
                    ? words.keySet().iterator().next()
                    : words.entrySet().stream()
                            .map(word -> word.getValue() + " " + word.getKey())
                            .collect(Collectors.joining(", "));
        }

        private static String joined(Stream<String> parts) {
            return parts.filter(part -> !part.isEmpty()).distinct().collect(Collectors.joining("; "));
        }
    }

    /** A variant under a view. */
    record Entry(ReportedVariant variant, Spread spread, Spread topFive, Published published, Verdict verdict) {
        boolean fails() {
            return variant.fails(spread);
        }

        String measured() {
            if (spread.ranked() == 0) {
                return "–";
            }
            if (fails()) {
                return "fail";
            }
            return topOne() + (topFive.ranked() == 0 ? "" : " / " + Figures.percent(topFive.median()));
        }

        private String topOne() {
            return spread.n() < 2
                    ? Figures.percent(spread.median())
                    : "%s (%s ± %s%s)"
                            .formatted(
                                    Figures.percent(spread.median()),
                                    Figures.percent(spread.mean()),
                                    Figures.percent(spread.standardDeviation()),
                                    spread.n() < variant.runs().size() ? ", n = " + spread.n() : "");
        }
    }

    static ResultTable of(BatchPlan plan, List<ReportedVariant> variants) {
        boolean published =
                variants.stream().anyMatch(variant -> !(variant.planned().published() instanceof Published.Nothing));
        Set<String> columns = new LinkedHashSet<>();
        Map<String, List<ReportedVariant>> byRow = new LinkedHashMap<>();
        for (ReportedVariant variant : variants) {
            columns.add(variant.planned().column());
            byRow.computeIfAbsent(variant.planned().row(), row -> new ArrayList<>())
                    .add(variant);
        }
        List<Row> rows = new ArrayList<>();
        byRow.forEach((name, shared) -> {
            if (plan.views().isEmpty()) {
                rows.add(row(name, List.of(), shared, plan.marginPoints()));
            }
            for (EvaluationView view : plan.views()) {
                rows.add(row(name, List.of(view), shared, plan.marginPoints()));
            }
        });
        rows.removeIf(row -> published
                && !row.view().isEmpty()
                && row.cells().values().stream()
                        .allMatch(cell -> cell.published().isEmpty()));
        boolean formulas = variants.stream()
                        .map(variant -> variant.planned().network().shortcut())
                        .distinct()
                        .count()
                > 1;
        return new ResultTable(List.copyOf(columns), formulas, published, plan.marginPoints(), rows);
    }

    /** @param view the one, or none for the usual */
    private static Row row(String name, List<EvaluationView> view, List<ReportedVariant> shared, double marginPoints) {
        String viewName = view.stream().map(EvaluationView::name).findFirst().orElse("");
        Map<String, List<Entry>> cells = new LinkedHashMap<>();
        for (ReportedVariant variant : shared) {
            String inChains = view.stream().map(variant::inChains).findFirst().orElse(Evaluation.TEST);
            Spread spread = variant.spread(inChains);
            Published published = variant.planned().published().ofView(viewName);
            cells.computeIfAbsent(variant.planned().column(), column -> new ArrayList<>())
                    .add(new Entry(
                            variant,
                            spread,
                            variant.topFiveSpread(inChains),
                            published,
                            Verdict.of(variant, spread, published, marginPoints)));
        }
        Map<String, Cell> filled = new LinkedHashMap<>();
        cells.forEach((column, entries) -> filled.put(column, new Cell(entries)));
        return new Row(
                name,
                viewName,
                ShortcutFormula.of(shared.get(0).planned().network().shortcut()),
                filled);
    }

    /** Whether the images that judge are looked at in views of the experiment's own. */
    boolean hasViews() {
        return rows.stream().anyMatch(row -> !row.view().isEmpty());
    }

    /** The line above the columns, for formats that have one. */
    List<String> header() {
        List<String> header = new ArrayList<>(List.of("case"));
        if (formulas) {
            header.addAll(List.of("on shortcut", "on F"));
        }
        for (String column : columns) {
            String prefix = column.isEmpty() ? "" : column + ": ";
            header.addAll(
                    published
                            ? List.of(prefix + "published", "measured", "difference", "verdict")
                            : List.of(prefix + "measured"));
        }
        return header;
    }

    /** The cells of a row under {@link #header}. */
    List<String> texts(Row row) {
        List<String> texts = new ArrayList<>(List.of(row.title()));
        if (formulas) {
            texts.addAll(List.of(row.formula().onShortcut(), row.formula().onBranch()));
        }
        for (String column : columns) {
            texts.addAll(row.cell(column)
                    .map(this::texts)
                    .orElseGet(() -> published ? List.of("", "", "", "") : List.of("")));
        }
        return texts;
    }

    private List<String> texts(Cell cell) {
        return published
                ? List.of(cell.published(), cell.measured(), cell.difference(), cell.verdict())
                : List.of(cell.measured());
    }

    /** What the words mean, in a sentence or two. */
    String note() {
        String topFive = rows.stream()
                        .flatMap(row -> row.cells().values().stream())
                        .flatMap(cell -> cell.entries().stream())
                        .anyMatch(entry -> entry.topFive().ranked() > 0)
                ? "; behind the stroke the median of the top-5 error"
                : "";
        if (!published) {
            return "Error in %: median (mean ± standard deviation)" + topFive + ".";
        }
        String measured = "Error in %: published; measured as median (mean ± standard deviation)" + topFive
                + "; difference of the mean from the published figure with its 90 % interval. ";
        return measured
                + (Double.isNaN(marginPoints)
                        ? "No verdicts: the experiment states no margin."
                        : "“as published”: two one-sided t tests at 5 % show a difference below "
                                + Figures.points(marginPoints)
                                + " points; “higher”, “lower”: the whole interval lies beyond that margin; “undecided”:"
                                + " neither is shown.");
    }
}
