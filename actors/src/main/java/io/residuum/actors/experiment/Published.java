package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a publication reports for a variant, to be set beside what was measured. In percent of the test images. */
public sealed interface Published {
    /** As an experiment file writes it; empty when nothing is published. */
    Optional<JsonNode> toJson();

    /** As the paper's tables print it; empty when nothing is published. */
    String text();

    /** Nothing is published, or nobody said. */
    record Nothing() implements Published {
        @Override
        public Optional<JsonNode> toJson() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "";
        }
    }

    /** {@code fail}: above the table's limit. */
    record Fail() implements Published {
        @Override
        public Optional<JsonNode> toJson() {
            return Optional.of(TextNode.valueOf(text()));
        }

        @Override
        public String text() {
            return "fail";
        }
    }

    /** One number; on CIFAR the median of five runs. */
    record Figure(double errorPercent) implements Published {
        public Figure {
            percent("published", errorPercent);
        }

        @Override
        public Optional<JsonNode> toJson() {
            return Optional.of(DoubleNode.valueOf(errorPercent));
        }

        @Override
        public String text() {
            return decimals(errorPercent, 2);
        }
    }

    /** {@code { median, mean, std }}, such as "4.62 (4.69 ± 0.20)". */
    record Distribution(double medianPercent, double meanPercent, double stdPercent) implements Published {
        public Distribution {
            percent("median", medianPercent);
            percent("mean", meanPercent);
            percent("std", stdPercent);
        }

        @Override
        public Optional<JsonNode> toJson() {
            return Optional.of(Json.object()
                    .put("median", medianPercent)
                    .put("mean", meanPercent)
                    .put("std", stdPercent));
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "%.2f (%.2f ± %.2f)", medianPercent, meanPercent, stdPercent);
        }
    }

    /** The words of figures, which no view may be called. */
    Set<String> FIGURES = Set.of("median", "mean", "std", "top1", "top5");

    /** {@code { top1, top5 }} of a single run, as in Table 5. */
    record TopErrors(double top1Percent, double top5Percent) implements Published {
        public TopErrors {
            percent("top1", top1Percent);
            percent("top5", top5Percent);
        }

        @Override
        public Optional<JsonNode> toJson() {
            return Optional.of(Json.object().put("top1", top1Percent).put("top5", top5Percent));
        }

        @Override
        public String text() {
            return decimals(top1Percent, 1) + " / " + decimals(top5Percent, 1);
        }
    }

    /** A figure for each view of the test images under the view's name. */
    record ByView(Map<String, Published> figures) implements Published {
        public ByView {
            figures = new LinkedHashMap<>(figures);
        }

        @Override
        public Optional<JsonNode> toJson() {
            ObjectNode json = Json.object();
            figures.forEach((view, figure) -> figure.toJson().ifPresent(written -> json.set(view, written)));
            return Optional.of(json);
        }

        @Override
        public String text() {
            return figures.entrySet().stream()
                    .map(figure -> figure.getValue().text() + " (" + figure.getKey() + ")")
                    .collect(Collectors.joining(", "));
        }

        @Override
        public Published ofView(String view) {
            return figures.getOrDefault(view, new Nothing());
        }
    }

    /** What is published for a view of the test images; the figure itself where no views are told apart. */
    default Published ofView(String view) {
        return this;
    }

    /** What {@link #toJson} wrote. */
    static Published fromJson(JsonNode json) {
        if (json.isTextual() && json.textValue().equals("fail")) {
            return new Fail();
        }
        if (json.isNumber()) {
            return new Figure(json.doubleValue());
        }
        if (json.has("top1")) {
            return new TopErrors(Json.number(json, "top1"), Json.number(json, "top5"));
        }
        if (json.has("median")) {
            return new Distribution(Json.number(json, "median"), Json.number(json, "mean"), Json.number(json, "std"));
        }
        Map<String, Published> figures = new LinkedHashMap<>();
        json.properties().forEach(view -> figures.put(view.getKey(), fromJson(view.getValue())));
        return new ByView(figures);
    }

    /** As its table has it, and with more decimals where there are more. */
    private static String decimals(double percent, int atLeast) {
        BigDecimal exact = BigDecimal.valueOf(percent).stripTrailingZeros();
        return exact.setScale(Math.max(atLeast, exact.scale())).toPlainString();
    }

    private static void percent(String what, double value) {
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException(what + " must lie in 0 … 100 percent, was " + value);
        }
    }
}
