package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

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
            return plain(errorPercent);
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
            return plain(top1Percent) + " / " + plain(top5Percent);
        }
    }

    /** What {@link #toJson} wrote. */
    static Published fromJson(JsonNode json) {
        if (json.isTextual() && json.textValue().equals("fail")) {
            return new Fail();
        }
        if (json.isNumber()) {
            return new Figure(json.doubleValue());
        }
        return json.has("top1")
                ? new TopErrors(Json.number(json, "top1"), Json.number(json, "top5"))
                : new Distribution(Json.number(json, "median"), Json.number(json, "mean"), Json.number(json, "std"));
    }

    private static String plain(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    }

    private static void percent(String what, double value) {
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException(what + " must lie in 0 … 100 percent, was " + value);
        }
    }
}
