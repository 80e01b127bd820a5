package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.statistics.Contrast;
import io.residuum.actors.statistics.Holm;
import io.residuum.actors.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Pairs of variants beside each other, first minus second, with Holm's correction over all of them. What their tests cannot reach is part
 * of the answer.
 */
final class Contrasts {
    /** More than these nobody reads; report.json has all. */
    private static final int SHOWN = 200;

    /**
     * A variant under the name by which a reader knows it.
     *
     * @param semantics of the batch it belongs to
     */
    record Side(String name, ReportedVariant variant, int semantics) {
        /** Whether the same seed means the same images, augmented alike, in the same order as in the other. */
        boolean sharesOrderWith(Side other) {
            var own = variant.planned();
            var others = other.variant.planned();
            return own.dataSet().id().version().equals(others.dataSet().id().version())
                    && own.view().equals(others.view())
                    && own.recipe().input().equals(others.recipe().input())
                    && semantics == other.semantics;
        }
    }

    private record Pair(Side first, Side second, Contrast contrast) {}

    private final List<Pair> pairs = new ArrayList<>();
    private final List<Double> meansAdjusted;
    private final List<Double> ranksAdjusted;
    private final List<Double> pairedAdjusted;

    private Contrasts(List<List<Side>> sides) {
        for (List<Side> two : sides) {
            Side first = two.get(0);
            Side second = two.get(1);
            var a = first.variant().errors();
            var b = second.variant().errors();
            pairs.add(new Pair(
                    first, second, first.sharesOrderWith(second) ? Contrast.paired(a, b) : Contrast.unpaired(a, b)));
        }
        meansAdjusted = adjusted(contrast -> contrast.means().p());
        ranksAdjusted = adjusted(contrast -> contrast.ranks().p());
        pairedAdjusted = adjusted(contrast -> contrast.paired().p());
    }

    private List<Double> adjusted(ToDoubleFunction<Contrast> p) {
        return Holm.adjusted(
                pairs.stream().map(pair -> p.applyAsDouble(pair.contrast())).toList());
    }

    /**
     * The comparisons of a report: each variant with the first one of the same network and data set; one that is alone with its network,
     * with the first of its data set.
     */
    static Contrasts of(BatchPlan plan, List<ReportedVariant> variants) {
        List<List<Side>> two = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            ReportedVariant variant = variants.get(i);
            List<ReportedVariant> before = variants.subList(0, i);
            before.stream()
                    .filter(other -> sameNetwork(variant, other))
                    .findFirst()
                    .or(() -> before.stream()
                            .filter(other -> sameDataSet(variant, other))
                            .findFirst())
                    .filter(other -> !sameTraining(plan, variant, other))
                    .ifPresent(other -> two.add(List.of(side(plan, variant), side(plan, other))));
        }
        return new Contrasts(two);
    }

    /** A figure shows one training in several panels; it is no comparison. */
    private static boolean sameTraining(BatchPlan plan, ReportedVariant one, ReportedVariant other) {
        return plan.runs(one.planned()).equals(plan.runs(other.planned()));
    }

    private static Side side(BatchPlan plan, ReportedVariant variant) {
        return new Side(variant.name(), variant, plan.semantics());
    }

    private static boolean sameDataSet(ReportedVariant one, ReportedVariant other) {
        return one.planned().dataSet().equals(other.planned().dataSet());
    }

    private static boolean sameNetwork(ReportedVariant one, ReportedVariant other) {
        var a = one.planned().network();
        var b = other.planned().network();
        return sameDataSet(one, other)
                && a.family() == b.family()
                && a.depth() == b.depth()
                && a.block() == b.block()
                && a.width() == b.width();
    }

    /** Every other one against {@code base}. */
    static Contrasts against(Side base, List<Side> others) {
        return new Contrasts(others.stream()
                .filter(other -> !other.equals(base))
                .map(other -> List.of(other, base))
                .toList());
    }

    /** Each with each, later minus earlier. */
    static Contrasts ofAll(List<Side> sides) {
        List<List<Side>> two = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            for (int j = i + 1; j < sides.size(); j++) {
                two.add(List.of(sides.get(j), sides.get(i)));
            }
        }
        return new Contrasts(two);
    }

    /** A name's variant in each later batch against that of the first which has it. */
    static Contrasts acrossBatches(List<Side> sides) {
        List<List<Side>> two = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            Side later = sides.get(i);
            sides.subList(0, i).stream()
                    .filter(first ->
                            first.variant().name().equals(later.variant().name()))
                    .findFirst()
                    .ifPresent(first -> two.add(List.of(later, first)));
        }
        return new Contrasts(two);
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    ArrayNode toJson() {
        ArrayNode list = Json.object().putArray("comparisons");
        for (int i = 0; i < pairs.size(); i++) {
            list.add(toJson(i));
        }
        return list;
    }

    private ObjectNode toJson(int i) {
        Pair pair = pairs.get(i);
        Contrast contrast = pair.contrast();
        ObjectNode json = Json.object()
                .put("first", pair.first().name())
                .put("second", pair.second().name());
        ObjectNode medians = json.putObject("medians");
        medians.set("difference", Json.finite(contrast.medianDifference()));
        put(medians, contrast.shift());
        ObjectNode means = json.putObject("means");
        means.set("difference", Json.finite(contrast.means().difference()));
        put(means, contrast.means().interval());
        means.set("t", Json.finite(contrast.means().t()));
        means.set("degreesOfFreedom", Json.finite(contrast.means().degrees()));
        means.set("p", Json.finite(contrast.means().p()));
        means.set("holm", Json.finite(meansAdjusted.get(i)));
        means.set("hedgesG", Json.finite(contrast.means().hedges()));
        means.set("detectable", Json.finite(contrast.means().detectable()));
        ObjectNode ranks = json.putObject("ranks");
        ranks.set("u", Json.finite(contrast.ranks().u()));
        ranks.set("p", Json.finite(contrast.ranks().p()));
        ranks.set("holm", Json.finite(ranksAdjusted.get(i)));
        ranks.set("smallestP", Json.finite(contrast.ranks().floor()));
        ranks.set("cliffsDelta", Json.finite(contrast.ranks().delta()));
        ObjectNode paired =
                json.putObject("paired").put("pairs", contrast.paired().pairs());
        paired.set("difference", Json.finite(contrast.paired().difference()));
        put(paired, contrast.paired().interval());
        paired.set("p", Json.finite(contrast.paired().p()));
        paired.set("holm", Json.finite(pairedAdjusted.get(i)));
        return json;
    }

    private static void put(ObjectNode json, Interval interval) {
        json.set("low", Json.finite(interval.low()));
        json.set("high", Json.finite(interval.high()));
        json.set("level", Json.finite(interval.level()));
    }

    List<String> header() {
        return List.of(
                "compared",
                "medians",
                "means",
                "Welch p (Holm)",
                "ranks p (Holm)",
                "paired",
                "p (Holm)",
                "g",
                "δ",
                "detectable");
    }

    /** The cells under {@link #header}, a list a comparison. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN, pairs.size()); i++) {
            Contrast contrast = pairs.get(i).contrast();
            rows.add(List.of(
                    name(i),
                    difference(contrast.medianDifference(), contrast.shift()),
                    difference(contrast.means().difference(), contrast.means().interval()),
                    probabilities(contrast.means().p(), meansAdjusted.get(i)),
                    probabilities(contrast.ranks().p(), ranksAdjusted.get(i)),
                    difference(contrast.paired().difference(), contrast.paired().interval()),
                    probabilities(contrast.paired().p(), pairedAdjusted.get(i)),
                    Double.isNaN(contrast.means().hedges())
                            ? "–"
                            : Figures.signed(contrast.means().hedges()),
                    Double.isNaN(contrast.ranks().delta())
                            ? "–"
                            : Figures.signed(contrast.ranks().delta()),
                    Figures.percent(contrast.means().detectable())));
        }
        return rows;
    }

    private static String difference(double difference, Interval interval) {
        return Figures.signed(difference) + (interval.isKnown() ? " " + Figures.interval(interval) : "");
    }

    private static String probabilities(double p, double adjusted) {
        return Double.isNaN(p) ? "–" : Figures.probability(p) + " (" + Figures.probability(adjusted) + ")";
    }

    /** For a terminal of 80 columns: means and adjusted p of the comparisons that have a test; empty where none has. */
    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("compared", "means [95 %]", "Welch", "ranks"));
        for (int i = 0; i < Math.min(SHOWN, pairs.size()); i++) {
            Contrast contrast = pairs.get(i).contrast();
            if (!Double.isNaN(contrast.ranks().p())) {
                lines.add(List.of(
                        name(i),
                        difference(
                                contrast.means().difference(), contrast.means().interval()),
                        Figures.probability(meansAdjusted.get(i)),
                        Figures.probability(ranksAdjusted.get(i))));
            }
        }
        if (lines.size() == 1) {
            return "";
        }
        var text = new StringBuilder(Formats.aligned(lines));
        text.append("p of Welch's t and of Mann and Whitney's ranks, after Holm\n");
        floors().forEach(floor -> text.append(floor.replace("; ", ";\n")).append('\n'));
        return text.toString();
    }

    /** For a terminal, all of each comparison; empty where there is none. */
    String details() {
        if (isEmpty()) {
            return "";
        }
        var text = new StringBuilder("\nfirst minus second, in points of percent; Holm over "
                + (pairs.size() == 1 ? "this comparison" : "these " + pairs.size() + " comparisons") + "\n");
        for (int i = 0; i < Math.min(SHOWN, pairs.size()); i++) {
            Contrast contrast = pairs.get(i).contrast();
            text.append('\n').append(name(i)).append('\n');
            line(text, "medians", contrast.medianDifference(), contrast.shift(), shiftLevel(contrast));
            line(
                    text,
                    "means",
                    contrast.means().difference(),
                    contrast.means().interval(),
                    tested("Welch's p", contrast.means().p(), meansAdjusted.get(i)));
            line(text, "ranks", Double.NaN, Interval.NONE, ranks(i, contrast));
            if (contrast.paired().pairs() > 0) {
                line(
                        text,
                        "paired",
                        contrast.paired().difference(),
                        contrast.paired().interval(),
                        contrast.paired().pairs() + " seeds"
                                + tested("; p", contrast.paired().p(), pairedAdjusted.get(i)));
            }
            if (!Double.isNaN(contrast.means().hedges())) {
                text.append("  size     Hedges' g ")
                        .append(Figures.signed(contrast.means().hedges()))
                        .append(", Cliff's δ ")
                        .append(Figures.signed(contrast.ranks().delta()))
                        .append("; detectable ")
                        .append(Figures.percent(contrast.means().detectable()))
                        .append('\n');
            }
        }
        text.append('\n');
        floors().forEach(floor -> text.append(floor.replace("; ", ";\n")).append('\n'));
        return text.toString();
    }

    private static String shiftLevel(Contrast contrast) {
        return contrast.shift().isKnown()
                ? "interval of the shift, "
                        + Figures.percent(100 * contrast.shift().level()) + " %"
                : "";
    }

    private String ranks(int i, Contrast contrast) {
        return Double.isNaN(contrast.ranks().p())
                ? "no seeds that ended"
                : "U " + Figures.points(contrast.ranks().u())
                        + tested("; p", contrast.ranks().p(), ranksAdjusted.get(i)) + ", no less than "
                        + Figures.probability(contrast.ranks().floor());
    }

    private static String tested(String word, double p, double adjusted) {
        return Double.isNaN(p)
                ? ""
                : word + " " + Figures.probability(p) + ", after Holm " + Figures.probability(adjusted);
    }

    private static void line(StringBuilder text, String word, double difference, Interval interval, String rest) {
        String figures = Double.isNaN(difference) ? "" : difference(difference, interval);
        text.append(("  %-7s  " + (figures.isEmpty() ? "%s" : "%-22s  ") + "%s")
                        .formatted(word, figures, rest)
                        .stripTrailing())
                .append('\n');
    }

    private String name(int i) {
        return pairs.get(i).first().name() + " − " + pairs.get(i).second().name();
    }

    /** What these tests cannot say, a sentence each. */
    List<String> floors() {
        List<String> floors = new ArrayList<>();
        double floor = pairs.stream()
                .filter(pair -> !Double.isNaN(pair.contrast().ranks().p()))
                .mapToDouble(pair -> pair.contrast().ranks().floor())
                .min()
                .orElse(Double.NaN);
        long tests = pairs.stream()
                .filter(pair -> !Double.isNaN(pair.contrast().ranks().p()))
                .count();
        if (tests > 0) {
            floors.add(
                    "So few seeds cannot give ranks a p below %s; after Holm, none of more than %d comparisons can reach 0.05%s."
                            .formatted(
                                    Figures.probability(floor),
                                    Holm.mostTests(floor),
                                    tests > Holm.mostTests(floor) ? ", and these are " + tests : ""));
        }
        if (pairs.size() > SHOWN) {
            floors.add("Only the first %d of %d comparisons are shown; report.json has all."
                    .formatted(SHOWN, pairs.size()));
        }
        return floors;
    }

    static String note() {
        return "Points of percent, first minus second: above 0, the first is worse. Medians with the shift's interval (from ranks, its level"
                + " in report.json); means with Welch's 95 % interval and test; ranks by Mann and Whitney, exact; paired by seed where both"
                + " see the same images in the same order (t). In brackets, Holm's correction over all comparisons here. g: Hedges' effect"
                + " size; δ: Cliff's, ±1 when no seed of one is as good as any of the other. Detectable: the true difference that four of"
                + " five repetitions would find, were the deviations the true ones.";
    }
}
