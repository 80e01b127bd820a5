package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import java.time.Instant;
import java.util.List;

/**
 * Who trained a segment and when; none of it is in any result.
 *
 * @param trainingMillis spent in steps and evaluations, waiting for data included
 * @param recoveries what had to be recovered from since the entry before, in order; mostly nothing
 */
public record Execution(
        String node, String slot, Instant startedAt, Instant endedAt, long trainingMillis, List<Recovery> recoveries) {

    /**
     * Something that went wrong and cost work.
     *
     * @param cause for people, such as "process killed"
     * @param redoneIterations that had been trained and not committed; 0 where nobody knows of any
     */
    public record Recovery(String cause, long redoneIterations) {
        public Recovery {
            if (redoneIterations < 0) {
                throw new IllegalArgumentException("redone iterations must not be negative, was " + redoneIterations);
            }
        }
    }

    public Execution {
        recoveries = List.copyOf(recoveries);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("node", node)
                .put("slot", slot)
                .put("startedAt", startedAt.toString())
                .put("endedAt", endedAt.toString())
                .put("trainingMillis", trainingMillis);
        if (!recoveries.isEmpty()) {
            ArrayNode list = json.putArray("recoveries");
            recoveries.forEach(recovery -> list.addObject()
                    .put("cause", recovery.cause())
                    .put("redoneIterations", recovery.redoneIterations()));
        }
        return json;
    }

    static Execution read(JsonNode json) {
        List<JsonNode> recoveries = json.has("recoveries") ? Json.list(json, "recoveries") : List.of();
        return new Execution(
                Json.text(json, "node"),
                Json.text(json, "slot"),
                Json.instant(json, "startedAt"),
                Json.instant(json, "endedAt"),
                Json.whole(json, "trainingMillis"),
                recoveries.stream()
                        .map(recovery ->
                                new Recovery(Json.text(recovery, "cause"), Json.whole(recovery, "redoneIterations")))
                        .toList());
    }
}
