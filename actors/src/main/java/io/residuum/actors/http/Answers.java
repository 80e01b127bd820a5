package io.residuum.actors.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers as they go out. */
final class Answers {

    private static final ContentType PROBLEM = ContentTypes.create(MediaTypes.applicationBinary("problem+json", true));

    private Answers() {}

    static HttpResponse json(int status, JsonNode body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
    }

    static HttpResponse json(JsonNode body) {
        return json(200, body);
    }

    static HttpResponse bytes(ContentType type, byte[] body) {
        return HttpResponse.create().withEntity(HttpEntities.create(type, body));
    }

    static HttpResponse problem(Trouble trouble, String instance) {
        List<HttpHeader> headers = trouble.headers().entrySet().stream()
                .map(header -> (HttpHeader) RawHeader.create(header.getKey(), header.getValue()))
                .toList();
        return HttpResponse.create()
                .withStatus(trouble.status())
                .addHeaders(headers)
                .withEntity(HttpEntities.create(PROBLEM, bytes(trouble.toJson(instance))));
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
