package io.residuum.storage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON with one form of bytes for each value (RFC 8785), so that a digest names a value. Its numbers are IEEE doubles: what a
 * double cannot hold is refused here, not rounded.
 */
public final class CanonicalJson {
    private static final BigInteger MOST_EXACT = BigInteger.ONE.shiftLeft(53);
    private static final int DEEPEST = 100;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(Integer.MAX_VALUE) // objects are bounded before they come here
                        .build());
    }

    private CanonicalJson() {}

    /** A new, empty object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * The canonical bytes of {@code value}.
     *
     * @throws IllegalArgumentException if it holds an integer beyond 2^53, a number that is not finite, or is nested too deeply
     */
    public static byte[] bytes(ObjectNode value) {
        checkNumbers(value, "", 0);
        try {
            return new JsonCanonicalizer(MAPPER.writeValueAsString(value)).getEncodedUTF8();
        } catch (IOException e) {
            throw new IllegalArgumentException("JSON that has no canonical form: " + e.getMessage(), e);
        }
    }

    /**
     * The object that {@code bytes} hold.
     *
     * @throws IllegalArgumentException if they are not one JSON object, or name a field twice
     */
    public static ObjectNode parse(byte[] bytes) {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("it is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON: " + StoreFailures.brief(e), e);
        }
    }

    private static void checkNumbers(JsonNode node, String path, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("JSON is nested more than " + DEEPEST + " deep at " + path);
        }
        if (node.isIntegralNumber() && node.bigIntegerValue().abs().compareTo(MOST_EXACT) > 0) {
            throw new IllegalArgumentException("integer " + node.asText() + " at " + path
                    + " is beyond 2^53, which JSON readers round: write it as a string");
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException(node.asText() + " at " + path + " is no JSON number: write null");
        }
        if (node.isObject()) {
            node.properties().forEach(field -> checkNumbers(field.getValue(), path + "/" + field.getKey(), depth + 1));
        } else if (node.isArray()) {
            int index = 0;
            for (JsonNode element : node) {
                checkNumbers(element, path + "/" + index++, depth + 1);
            }
        }
    }
}
