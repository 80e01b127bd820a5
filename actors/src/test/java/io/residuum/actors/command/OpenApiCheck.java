package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds answers against the OpenAPI document that the server itself serves, and remembers which operations were tried. */
final class OpenApiCheck {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final Set<String> answered = new TreeSet<>();

    OpenApiCheck(JsonNode document) {
        this.document = document;
    }

    /** Every operation there is. */
    Set<String> operations() {
        Set<String> all = new TreeSet<>();
        document.path("paths")
                .forEach(path -> path.forEach(
                        operation -> all.add(operation.path("operationId").asText())));
        return all;
    }

    /** Operations that answered with success. */
    Set<String> answered() {
        return answered;
    }

    /** The answer is one that the document promises for this request. */
    JsonNode check(String method, String path, HttpResponse<String> answer) throws IOException {
        JsonNode operation = operation(method, path);
        JsonNode responses = operation.path("responses");
        String status = String.valueOf(answer.statusCode());
        JsonNode promised = responses.has(status) ? responses.path(status) : responses.path("default");
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(" *;.*$", "");
        if (answer.statusCode() >= 400) {
            assertThat(type).as(method + " " + path + ": " + answer.body()).isEqualTo("application/problem+json");
        } else {
            assertThat(responses.has(status))
                    .as("%s %s may answer %s", method, path, status)
                    .isTrue();
            answered.add(operation.path("operationId").asText());
        }
        JsonNode content = promised.path("content").path(type);
        if (!type.endsWith("json")) {
            return JSON.nullNode();
        }
        assertThat(content.isMissingNode())
                .as("%s %s gives %s", method, path, type)
                .isFalse();
        ObjectNode schema = content.path("schema").deepCopy();
        schema.set("components", document.path("components"));
        JsonNode body = JSON.readTree(answer.body());
        Set<ValidationMessage> faults = schemas.getSchema(schema).validate(body);
        assertThat(faults).as("%s %s: %s", method, path, body).isEmpty();
        return body;
    }

    private JsonNode operation(String method, String path) {
        List<String> parts = List.of(path.replaceFirst("\\?.*$", "").split("/", -1));
        for (Map.Entry<String, JsonNode> each : document.path("paths").properties()) {
            JsonNode operation = each.getValue().path(method.toLowerCase(Locale.ROOT));
            if (fits(List.of(each.getKey().split("/", -1)), parts) && !operation.isMissingNode()) {
                return operation;
            }
        }
        throw new AssertionError("the document has no " + method + " " + path);
    }

    private static boolean fits(List<String> template, List<String> parts) {
        if (template.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!template.get(i).startsWith("{") && !template.get(i).equals(parts.get(i))) {
                return false;
            }
        }
        return true;
    }
}
