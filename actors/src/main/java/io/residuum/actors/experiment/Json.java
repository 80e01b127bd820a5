package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON as plans, histories and reports need it: canonical, laid over defaults, read with messages that name the field. */
public final class Json {
    private Json() {}

    public static ObjectNode object() {
        return CanonicalJson.object();
    }

    public static ObjectNode parse(String text) {
        return CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 8785, whose numbers are doubles: integers beyond 2^53 must be texts before they come here. */
    public static String canonical(ObjectNode json) {
        return new String(CanonicalJson.bytes(json), StandardCharsets.UTF_8);
    }

    static Sha256 digest(ObjectNode json) {
        return Sha256.of(CanonicalJson.bytes(json));
    }

    /**
     * What of {@code full} differs from {@code defaults}. Objects are compared field by field, except those with a {@code type}, which
     * stand for one value each.
     */
    static ObjectNode without(ObjectNode defaults, ObjectNode full) {
        ObjectNode rest = object();
        for (Map.Entry<String, JsonNode> field : full.properties()) {
            JsonNode standard = defaults.path(field.getKey());
            if (mergeable(field.getValue()) && mergeable(standard)) {
                ObjectNode inner = without((ObjectNode) standard, (ObjectNode) field.getValue());
                if (!inner.isEmpty()) {
                    rest.set(field.getKey(), inner);
                }
            } else if (!canonicalEquals(field.getValue(), standard)) {
                rest.set(field.getKey(), field.getValue());
            }
        }
        return rest;
    }

    /** The inverse of {@link #without}: {@code rest} laid over {@code defaults}. */
    static ObjectNode over(ObjectNode defaults, ObjectNode rest) {
        ObjectNode full = defaults.deepCopy();
        for (Map.Entry<String, JsonNode> field : rest.properties()) {
            JsonNode standard = full.path(field.getKey());
            if (mergeable(field.getValue()) && mergeable(standard)) {
                full.set(field.getKey(), over((ObjectNode) standard, (ObjectNode) field.getValue()));
            } else {
                full.set(field.getKey(), field.getValue());
            }
        }
        return full;
    }

    /** 1 and 1.0 are the same number in RFC 8785, and not in a tree of nodes. */
    private static boolean canonicalEquals(JsonNode a, JsonNode b) {
        return !b.isMissingNode() && canonical(wrap(a)).equals(canonical(wrap(b)));
    }

    private static ObjectNode wrap(JsonNode value) {
        ObjectNode wrapper = object();
        wrapper.set("value", value);
        return wrapper;
    }

    private static boolean mergeable(JsonNode node) {
        return node.isObject() && !node.has("type");
    }

    public static JsonNode field(JsonNode json, String name) {
        JsonNode field = json.path(name);
        if (field.isMissingNode() || field.isNull()) {
            throw new IllegalArgumentException("field [" + name + "] is missing");
        }
        return field;
    }

    public static ObjectNode object(JsonNode json, String name) {
        if (field(json, name) instanceof ObjectNode object) {
            return object;
        }
        throw wrong(json, name, "an object");
    }

    public static String text(JsonNode json, String name) {
        if (!field(json, name).isTextual()) {
            throw wrong(json, name, "a text");
        }
        return field(json, name).textValue();
    }

    public static double number(JsonNode json, String name) {
        if (!field(json, name).isNumber()) {
            throw wrong(json, name, "a number");
        }
        return field(json, name).doubleValue();
    }

    /** A whole number; canonical JSON writes large ones as 1e+21, and never those that fit here. */
    public static long whole(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.canConvertToExactIntegral() || !field.canConvertToLong()) {
            throw wrong(json, name, "a whole number");
        }
        return field.longValue();
    }

    public static int count(JsonNode json, String name) {
        long count = whole(json, name);
        if (count != (int) count) {
            throw wrong(json, name, "a whole number of 32 bits");
        }
        return (int) count;
    }

    public static boolean flag(JsonNode json, String name) {
        if (!field(json, name).isBoolean()) {
            throw wrong(json, name, "true or false");
        }
        return field(json, name).booleanValue();
    }

    /** A moment in time, as ISO 8601 in UTC. */
    public static Instant instant(JsonNode json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeParseException e) {
            throw wrong(json, name, "a moment such as 2026-01-31T12:00:00Z");
        }
    }

    /** NaN and infinities, which JSON has no numbers for, are null. */
    public static JsonNode finite(double value) {
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : NullNode.getInstance();
    }

    /** The inverse of {@link #finite}, as far as there is one: null is NaN. */
    public static double finite(JsonNode json, String name) {
        return json.path(name).isNull() ? Double.NaN : number(json, name);
    }

    /**
     * A float as the double with the fewest digits that is still this float, so that 0.1f is written 0.1 and not
     * 0.10000000149011612; reading it back as a float gives the same bits.
     */
    public static JsonNode shortest(float value) {
        double decimal = Double.parseDouble(Float.toString(value));
        return finite((float) decimal == value ? decimal : value);
    }

    static <T> T word(JsonNode json, String name, Choice<T> choice) {
        T value = choice.offered().get(text(json, name));
        if (value == null) {
            throw wrong(json, name, "one of " + choice.allowed());
        }
        return value;
    }

    public static List<JsonNode> list(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isArray()) {
            throw wrong(json, name, "a list");
        }
        List<JsonNode> elements = new ArrayList<>();
        field.forEach(elements::add);
        return elements;
    }

    private static IllegalArgumentException wrong(JsonNode json, String name, String allowed) {
        return new IllegalArgumentException("field [" + name + "] must be " + allowed + ", was " + json.path(name));
    }
}
