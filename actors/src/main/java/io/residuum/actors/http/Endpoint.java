package io.residuum.actors.http;

import akka.http.javadsl.model.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One method on one path: what it takes, what it gives, who answers.
 *
 * @param path with parts such as {@code {batch}}
 * @param parameters of the query; others are refused
 * @param body what is sent, for those that take something
 * @param answers on success
 */
record Endpoint(
        Method method,
        String path,
        String operation,
        String summary,
        List<Parameter> parameters,
        Optional<Body> body,
        List<Success> answers,
        Function<Call, CompletionStage<HttpResponse>> handler) {

    enum Method {
        GET,
        POST
    }

    /** @param schema of its value, as JSON Schema */
    record Parameter(String name, String schema, String description) {}

    /** @param schema a name among the document's schemas; empty for text */
    record Body(String mediaType, String schema, String description) {}

    /** @param schema a name among the document's schemas; empty for text */
    record Success(int status, String mediaType, String schema, String description) {}

    static final String JSON = "application/json";

    static Endpoint get(
            String path, String operation, String summary, Function<Call, CompletionStage<HttpResponse>> handler) {
        return new Endpoint(Method.GET, path, operation, summary, List.of(), Optional.empty(), List.of(), handler);
    }

    static Endpoint post(
            String path, String operation, String summary, Function<Call, CompletionStage<HttpResponse>> handler) {
        return new Endpoint(Method.POST, path, operation, summary, List.of(), Optional.empty(), List.of(), handler);
    }

    Endpoint taking(String name, String schema, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, schema, description));
        return new Endpoint(method, path, operation, summary, more, body, answers, handler);
    }

    Endpoint sent(String mediaType, String schema, String description) {
        return new Endpoint(
                method,
                path,
                operation,
                summary,
                parameters,
                Optional.of(new Body(mediaType, schema, description)),
                answers,
                handler);
    }

    Endpoint gives(int status, String schema, String description) {
        return gives(status, JSON, schema, description);
    }

    Endpoint gives(int status, String mediaType, String schema, String description) {
        List<Success> more = new ArrayList<>(answers);
        more.add(new Success(status, mediaType, schema, description));
        return new Endpoint(method, path, operation, summary, parameters, body, more, handler);
    }

    /** The path in its parts. */
    List<String> parts() {
        return List.of(path.substring(1).split("/"));
    }

    static Optional<String> variable(String part) {
        return part.startsWith("{") ? Optional.of(part.substring(1, part.length() - 1)) : Optional.empty();
    }
}
