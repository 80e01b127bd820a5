package io.residuum.actors.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.scaladsl.model.EntityStreamSizeException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** One request to one endpoint; what is asked of it that is not there is a problem that says so. */
record Call(ActorSystem<?> system, HttpSettings settings, HttpRequest request, Map<String, String> path) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    BatchId batch() {
        String text = path.getOrDefault("batch", "");
        if (!BatchId.isId(text)) {
            throw Trouble.notFound("[" + text
                    + "] is no batch's name, which is slug-123456789abc; GET /v1/batches names those there are");
        }
        return new BatchId(text);
    }

    RunId run() {
        String text = path.getOrDefault("run", "");
        return runId(text)
                .orElseThrow(() -> Trouble.notFound("[" + text
                        + "] is no run's name, which is 64 digits 0-9a-f; GET /v1/batches/BATCH names a batch's runs"));
    }

    static Optional<RunId> runId(String text) {
        return text.matches("[0-9a-f]{64}") ? Optional.of(RunId.ofHex(text)) : Optional.empty();
    }

    Optional<String> query(String name) {
        return request.getUri().query().get(name);
    }

    /** A whole number of the query. */
    long number(String name, long otherwise, long least, long most) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        String value = text.get();
        if (!value.matches("-?[0-9]{1,18}") || Long.parseLong(value) < least || Long.parseLong(value) > most) {
            throw Trouble.badRequest("query parameter " + name + " is a whole number from " + least + " to " + most
                    + ", was [" + value + "]");
        }
        return Long.parseLong(value);
    }

    /** The whole body. */
    CompletionStage<byte[]> bytes() {
        return request.entity()
                .withSizeLimit(settings.mostBodyBytes())
                .toStrict(settings.bodyWithin().toMillis(), system)
                .thenApply(HttpEntity.Strict::getData)
                .thenApply(data -> data.toArray())
                .exceptionally(thrown -> {
                    throw unread(
                            thrown instanceof CompletionException && thrown.getCause() != null
                                    ? thrown.getCause()
                                    : thrown);
                });
    }

    private Trouble unread(Throwable cause) {
        if (cause instanceof EntityStreamSizeException) {
            return Trouble.tooLarge("the body of a request has at most " + settings.mostBodyBytes() + " bytes");
        } else if (cause instanceof TimeoutException) {
            return Trouble.badRequest("the body was not there within " + settings.bodyWithin());
        }
        return Trouble.badRequest("the body could not be read: " + cause.getMessage());
    }

    /** A JSON object with these fields and no others; nothing sent is an empty one. */
    CompletionStage<ObjectNode> json(Set<String> fields) {
        var type = request.entity().getContentType().mediaType();
        return bytes().thenApply(bytes -> {
            if (bytes.length == 0) {
                return JsonNodeFactory.instance.objectNode();
            }
            if (!type.subType().equals("json")) {
                throw Trouble.unsupported(
                        "the body is JSON, with Content-Type: application/json; this one was " + type);
            }
            return object(bytes, fields);
        });
    }

    private static ObjectNode object(byte[] bytes, Set<String> fields) {
        JsonNode read;
        try {
            read = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw Trouble.badRequest("the body is not JSON: " + e.getOriginalMessage()
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw Trouble.badRequest("the body is not JSON: " + e.getMessage());
        }
        if (!(read instanceof ObjectNode object)) {
            throw Trouble.badRequest("the body is a JSON object, was " + read.getNodeType());
        }
        Set<String> unknown = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(fields);
        if (!unknown.isEmpty()) {
            throw Trouble.badRequest(
                    "the body has fields " + unknown + " that nothing reads; allowed: " + List.copyOf(fields));
        }
        return object;
    }
}
