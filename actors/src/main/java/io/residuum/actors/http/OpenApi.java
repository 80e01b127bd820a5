package io.residuum.actors.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** The OpenAPI document: paths from the very table by which requests are routed, schemas from {@code schemas.json}. */
final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OpenApi() {}

    /** The endpoint that serves the document of these endpoints and itself. */
    static Endpoint over(List<Endpoint> others) {
        ObjectNode document = JSON.createObjectNode();
        Endpoint self = Endpoint.get(
                        "/v1/openapi.json",
                        "openapi",
                        "This document.",
                        call -> CompletableFuture.completedFuture(Answers.json(document)))
                .gives(200, "Document", "An OpenAPI 3.1 document.");
        describe(document, others);
        path(document.withObject("/paths"), self);
        return self;
    }

    private static void describe(ObjectNode document, List<Endpoint> endpoints) {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Residuum")
                .put("version", "1")
                .put(
                        "description",
                        "Batches of image-training experiments: submitted, watched, controlled, reported. Every error is a"
                                + " problem of RFC 9457. A command is answered with success only when its entry stands in the batch's chain.");
        ObjectNode paths = document.putObject("paths");
        endpoints.forEach(endpoint -> path(paths, endpoint));
        document.putObject("components").set("schemas", schemas());
    }

    private static void path(ObjectNode paths, Endpoint endpoint) {
        ObjectNode path =
                paths.has(endpoint.path()) ? (ObjectNode) paths.get(endpoint.path()) : paths.putObject(endpoint.path());
        ObjectNode operation = path.putObject(endpoint.method().name().toLowerCase(Locale.ROOT));
        operation.put("operationId", endpoint.operation()).put("summary", endpoint.summary());
        ArrayNode parameters = operation.putArray("parameters");
        for (String part : endpoint.parts()) {
            Endpoint.variable(part).ifPresent(name -> parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .set("schema", JSON.createObjectNode().put("type", "string")));
        }
        for (Endpoint.Parameter parameter : endpoint.parameters()) {
            parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("description", parameter.description())
                    .set("schema", parse(parameter.schema()));
        }
        endpoint.body().ifPresent(body -> {
            ObjectNode sent = operation.putObject("requestBody").put("description", body.description());
            content(sent, body.mediaType(), body.schema());
        });
        ObjectNode responses = operation.putObject("responses");
        for (Endpoint.Success answer : endpoint.answers()) {
            content(
                    responses.putObject(String.valueOf(answer.status())).put("description", answer.description()),
                    answer.mediaType(),
                    answer.schema());
        }
        content(
                responses.putObject("default").put("description", "What is wrong, and what to do."),
                "application/problem+json",
                "Problem");
    }

    private static void content(ObjectNode json, String mediaType, String schema) {
        ObjectNode type = json.putObject("content").putObject(mediaType).putObject("schema");
        if (schema.isEmpty()) {
            type.put("type", "string");
        } else {
            type.put("$ref", "#/components/schemas/" + schema);
        }
    }

    private static JsonNode parse(String schema) {
        try {
            return JSON.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("[" + schema + "] is no JSON", e);
        }
    }

    private static JsonNode schemas() {
        try (InputStream resource = OpenApi.class.getResourceAsStream("schemas.json")) {
            return JSON.readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("schemas.json of this release cannot be read", e);
        }
    }
}
