package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.Sha256;

/** What a run starts from; part of its identity. */
public sealed interface Start {

    /** Weights drawn from its seed. */
    record Drawn() implements Start {}

    /** @param weights the digest of their canonical form, under which the store keeps them */
    record Weights(Sha256 weights, ClassifierStart classifier) implements Start {}

    /** {@code initial} of canonical JSON. */
    default ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (this instanceof Weights loaded) {
            return json.put("type", "weights")
                    .put("weights", loaded.weights().hex())
                    .put("classifier", Words.CLASSIFIER.wordOf(loaded.classifier()));
        }
        return json.put("type", "drawn");
    }

    /** What {@link #toJson} wrote. */
    static Start fromJson(JsonNode json) {
        String type = Json.text(json, "type");
        return switch (type) {
            case "drawn" -> new Drawn();
            case "weights" -> new Weights(
                    new Sha256(Json.text(json, "weights")), Json.word(json, "classifier", Words.CLASSIFIER));
            default -> throw new IllegalArgumentException("a start of unknown type [" + type + "]");
        };
    }
}
