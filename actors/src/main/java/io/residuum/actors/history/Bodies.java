package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.Map;
import java.util.TreeMap;

/** What bodies of both kinds of chains share. */
final class Bodies {
    private Bodies() {}

    static void checkFormat(ObjectNode body, int newest) {
        long format = body.has("format") ? Json.whole(body, "format") : 1;
        if (format > newest) {
            throw new IllegalArgumentException(
                    "an entry of format %d; this release reads up to %d, a newer one wrote it"
                            .formatted(format, newest));
        }
    }

    static ObjectNode write(ObjectRef ref) {
        return Json.object()
                .put("key", ref.key())
                .put("sizeBytes", ref.sizeBytes())
                .put("sha256", ref.sha256().hex());
    }

    static ObjectNode write(Map<String, String> environment) {
        ObjectNode json = Json.object();
        new TreeMap<>(environment).forEach(json::put);
        return json;
    }

    /** What stands under {@code environment}. */
    static Map<String, String> environment(ObjectNode body) {
        Map<String, String> environment = new TreeMap<>();
        Json.object(body, "environment")
                .properties()
                .forEach(part -> environment.put(part.getKey(), part.getValue().asText()));
        return environment;
    }

    static ObjectRef objectRef(JsonNode json) {
        return new ObjectRef(
                Json.text(json, "key"), Json.whole(json, "sizeBytes"), new Sha256(Json.text(json, "sha256")));
    }
}
