package io.residuum.actors.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.InboxCore;
import io.residuum.actors.experiment.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code NAME.conf.rejected.json}: which version of a file was judged, and everything that is wrong with it. */
final class Rejection {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Rejection() {}

    /** @param problems by place; empty where the file as a whole is meant */
    static byte[] write(String key, String etag, String text, List<Problem> problems) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("file", key)
                .put("etag", etag)
                .put("message", text);
        put(json.putArray("problems"), problems);
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Each problem as an object: line, key, found, allowed, advice; what there is none of is left out. */
    static void put(ArrayNode list, List<Problem> problems) {
        for (Problem problem : problems) {
            ObjectNode each = list.addObject();
            if (problem.line() > 0) {
                each.put("line", problem.line());
            }
            putIfAny(each, "key", problem.key());
            each.put("found", problem.found());
            putIfAny(each, "allowed", problem.allowed());
            putIfAny(each, "advice", problem.advice());
        }
    }

    private static void putIfAny(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }

    /** What a rejection says; empty for what is none, which is written over. */
    static Optional<InboxCore.Rejection> read(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            return json != null
                            && json.path("etag").isTextual()
                            && json.path("message").isTextual()
                    ? Optional.of(new InboxCore.Rejection(
                            json.path("etag").asText(), json.path("message").asText()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
