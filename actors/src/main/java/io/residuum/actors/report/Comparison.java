package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.statistics.Spread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Batches beside each other: a row a variant's name, a column a batch; and pairs of variants, tested. */
public final class Comparison {

    private record Column(BatchPlan plan, List<ReportedVariant> variants) {
        Optional<ReportedVariant> variant(String name) {
            return variants.stream()
                    .filter(variant -> variant.name().equals(name))
                    .findFirst();
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private Contrasts contrasts = Contrasts.ofAll(List.of());

    /** Adds a batch as the next column, as far as its chains say. */
    public Comparison with(BatchHistory batch, Map<RunId, RunHistory> histories) {
        BatchPlan plan = batch.plan();
        columns.add(new Column(plan, Report.of(plan, batch.chosen(), histories).variants()));
        return this;
    }

    /** Which pairs of variants are compared. */
    public enum Pairs {
        /** Of one batch those of its report; of several, the same name in each later one against the first. */
        USUAL,
        /** Each with each. */
        ALL
    }

    /**
     * The pairs to compare, beside the table.
     *
     * @param names of variants; none for all
     * @throws IllegalArgumentException if a batch has no such variant; the message names those there are
     */
    public Comparison compared(Pairs pairs, List<String> names) {
        List<Contrasts.Side> sides = sides(names);
        if (pairs == Pairs.ALL) {
            contrasts = Contrasts.ofAll(sides);
        } else if (columns.size() == 1 && names.isEmpty()) {
            contrasts = Contrasts.of(columns.get(0).plan(), columns.get(0).variants());
        } else if (columns.size() == 1) {
            contrasts = Contrasts.against(sides.get(0), sides);
        } else {
            contrasts = Contrasts.acrossBatches(sides);
        }
        return this;
    }

    /**
     * Every variant against one.
     *
     * @param baseline a variant's name; in several batches it is that of the first which has it, and {@code "NAME [2]"} the second's
     * @throws IllegalArgumentException as {@link #compared}
     */
    public Comparison against(String baseline, List<String> names) {
        List<Contrasts.Side> all = sides(List.of());
        Contrasts.Side base = all.stream()
                .filter(side -> side.name().equals(baseline))
                .findFirst()
                .or(() -> all.stream()
                        .filter(side -> side.variant().name().equals(baseline))
                        .findFirst())
                .orElseThrow(() -> unknown(baseline));
        contrasts = Contrasts.against(base, sides(names));
        return this;
    }

    private List<Contrasts.Side> sides(List<String> names) {
        names.stream().filter(name -> !names().contains(name)).findFirst().ifPresent(name -> {
            throw unknown(name);
        });
        List<Contrasts.Side> sides = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            for (ReportedVariant variant : columns.get(i).variants()) {
                if (names.isEmpty() || names.contains(variant.name())) {
                    String name = columns.size() == 1 ? variant.name() : variant.name() + " [" + (i + 1) + "]";
                    sides.add(new Contrasts.Side(
                            name, variant, columns.get(i).plan().semantics()));
                }
            }
        }
        return sides;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "there is no variant [" + name + "]; there are: " + String.join(", ", names()));
    }

    /** {@code batches} and {@code rows}; a cell is null where the batch has no such variant. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode batches = json.putArray("batches");
        columns.forEach(column -> batches.addObject()
                .put("batch", column.plan().id().value())
                .put("name", column.plan().name()));
        ArrayNode rows = json.putArray("rows");
        for (String name : names()) {
            ObjectNode row = rows.addObject().put("variant", name).put("same", isSame(name));
            ArrayNode cells = row.putArray("cells");
            for (Column column : columns) {
                column.variant(name).ifPresentOrElse(variant -> cells.add(cell(variant)), () -> cells.addNull());
            }
        }
        json.set("comparisons", contrasts.toJson());
        return json;
    }

    private static ObjectNode cell(ReportedVariant variant) {
        Spread spread = variant.spread();
        ObjectNode cell = Json.object();
        cell.set("median", Json.finite(spread.median()));
        cell.set("mean", Json.finite(spread.mean()));
        cell.set("std", Json.finite(spread.standardDeviation()));
        cell.set("min", Json.finite(spread.min()));
        cell.set("max", Json.finite(spread.max()));
        return cell.put("n", spread.n())
                .put("diverged", spread.diverged())
                .put("seeds", variant.runs().size())
                .put("fails", variant.fails())
                .put("complete", variant.isComplete());
    }

    /** The table for a terminal, ending with a line break. */
    public String text() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("variant"));
        for (int i = 1; i <= columns.size(); i++) {
            head.add("[" + i + "]");
        }
        rows.add(head);
        boolean differs = false;
        for (String name : names()) {
            List<String> row = new ArrayList<>(List.of(isSame(name) ? name : name + " *"));
            columns.forEach(column ->
                    row.add(column.variant(name).map(Comparison::figures).orElse("")));
            rows.add(row);
            differs |= !isSame(name);
        }
        var text = new StringBuilder("test error in %: median; mean ± std; finished of all seeds\n");
        for (int i = 0; i < columns.size(); i++) {
            BatchPlan plan = columns.get(i).plan();
            text.append("[%d] %s, %s%n".formatted(i + 1, plan.id(), plan.name()));
        }
        text.append('\n').append(Formats.aligned(rows));
        if (differs) {
            text.append("* of other networks, recipes or data sets under one name\n");
        }
        return text.append(contrasts.details()).toString();
    }

    private static String figures(ReportedVariant variant) {
        Spread spread = variant.spread();
        return "%s; %s; %d of %d"
                .formatted(
                        Figures.median(variant),
                        Figures.meanAndDeviation(variant),
                        spread.n(),
                        variant.runs().size());
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(column -> column.variants().forEach(variant -> names.add(variant.name())));
        return names;
    }

    /** Whether all batches mean the same training by this name, seeds apart. */
    private boolean isSame(String name) {
        return columns.stream()
                        .flatMap(column ->
                                column.variant(name).stream().map(variant -> trained(variant.planned(), column.plan())))
                        .distinct()
                        .count()
                <= 1;
    }

    /** What a run of the variant would be, whichever the seed. */
    private static RunId trained(PlannedVariant variant, BatchPlan plan) {
        return variant.exemplar(plan.semantics()).id();
    }
}
