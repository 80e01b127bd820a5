package io.residuum.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a benchmark found, for people or for programs. Filled by one thread. */
final class Answer {
    private final List<Row> rows = new ArrayList<>();
    private final ObjectNode environment = JsonNodeFactory.instance.objectNode();
    private final List<String> missing = new ArrayList<>();

    void add(Row row) {
        rows.add(row);
    }

    /** A peer that could not take part, with the way to have it. */
    void missing(String peerAndRemedy) {
        missing.add(peerAndRemedy);
    }

    /** What {@code contestant} says of itself: versions, threads, allocator. */
    void contestant(String contestant, JsonNode itself) {
        environment.withObjectProperty("contestants").set(contestant, itself);
    }

    void environment(ObjectNode machine) {
        environment.setAll(machine);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var array = json.putArray("rows");
        rows.forEach(row -> array.add(row.toJson()));
        json.set("environment", environment);
        var absent = json.putArray("missing");
        missing.forEach(absent::add);
        return json;
    }

    /** A table, what it was measured on, and who was missing. */
    String toText() {
        var text = new StringBuilder(line("what", "against", "ours", "peer", "unit", "ratio", "95 %", "pairs"));
        for (Row row : rows) {
            text.append(line(
                    row.name(),
                    row.against(),
                    number(row.ours()),
                    number(row.peer()),
                    row.unit(),
                    "%.2f".formatted(row.ratio().median()),
                    interval(row.ratio()),
                    row.pairs() + (row.discarded() == 0 ? "" : " (" + row.discarded() + " stalled)")));
        }
        text.append('\n');
        environment.properties().forEach(entry -> append(text, "", entry.getKey(), entry.getValue()));
        missing.forEach(each -> text.append("missing: ").append(each).append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, String indent, String key, JsonNode value) {
        text.append(indent).append(key).append(": ");
        if (value.isObject() && indent.isEmpty()) {
            text.append('\n');
            value.properties().forEach(entry -> append(text, "  ", entry.getKey(), entry.getValue()));
        } else {
            text.append(value.isTextual() ? value.asText() : value).append('\n');
        }
    }

    private static String interval(MedianInterval ratio) {
        OptionalDouble low = ratio.low();
        OptionalDouble high = ratio.high();
        return low.isPresent() && high.isPresent()
                ? "%.2f – %.2f".formatted(low.getAsDouble(), high.getAsDouble())
                : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private static String line(String... cells) {
        return "%-34s %-20s %9s %9s  %-6s %6s  %-13s %s%n".formatted((Object[]) cells);
    }
}
