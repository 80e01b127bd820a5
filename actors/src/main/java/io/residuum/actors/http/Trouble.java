package io.residuum.actors.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Ends a request with a problem of RFC 9457: what is wrong, and what to do. */
final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String title;
    private final transient ObjectNode more;
    private final transient Map<String, String> headers;

    private Trouble(int status, String title, String detail, ObjectNode more, Map<String, String> headers) {
        super(detail, null, false, false); // an answer, not a fault: no trace
        this.status = status;
        this.title = title;
        this.more = more;
        this.headers = headers;
    }

    private static Trouble of(int status, String title, String detail) {
        return new Trouble(status, title, detail, JsonNodeFactory.instance.objectNode(), Map.of());
    }

    static Trouble badRequest(String detail) {
        return of(400, "Bad request", detail);
    }

    static Trouble notFound(String detail) {
        return of(404, "Not found", detail);
    }

    static Trouble methodNotAllowed(String detail, String allowed) {
        return new Trouble(
                405, "Method not allowed", detail, JsonNodeFactory.instance.objectNode(), Map.of("Allow", allowed));
    }

    static Trouble conflict(String detail) {
        return of(409, "Conflict", detail);
    }

    /** @param lastWord the entry that came since the user had looked */
    static Trouble overtaken(String detail, long lastWord) {
        return of(412, "Overtaken", detail)
                .with(JsonNodeFactory.instance.objectNode().put("lastWord", lastWord));
    }

    static Trouble tooLarge(String detail) {
        return of(413, "Body too large", detail);
    }

    static Trouble unsupported(String detail) {
        return of(415, "Unsupported media type", detail);
    }

    static Trouble wrongFile(String detail, ObjectNode problems) {
        return of(422, "Wrong experiment file", detail).with(problems);
    }

    static Trouble fault(String detail) {
        return of(500, "Internal error", detail);
    }

    static Trouble damaged(String detail) {
        return of(500, "Damaged", detail);
    }

    static Trouble unavailable(String detail) {
        return new Trouble(
                503, "Unavailable", detail, JsonNodeFactory.instance.objectNode(), Map.of("Retry-After", "5"));
    }

    private Trouble with(ObjectNode fields) {
        return new Trouble(status, title, String.valueOf(getMessage()), fields, headers);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode toJson(String instance) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage())
                .put("instance", instance);
        json.setAll(more);
        return json;
    }
}
