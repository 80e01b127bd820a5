package io.residuum.actors.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** A daemon's API, for commands: what it refuses is said as it says it, with the exit code that fits. */
final class Server {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofMinutes(1);
    private static final int UNPROCESSABLE = 422;

    private final URI address;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();

    Server(URI address) {
        this.address = address;
    }

    URI address() {
        return address;
    }

    JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    /** A text, such as a file of a report. */
    String text(String path) {
        return send(request(path).GET()).body();
    }

    JsonNode post(String path, String mediaType, byte[] body) {
        return json(send(
                request(path).header("Content-Type", mediaType).POST(HttpRequest.BodyPublishers.ofByteArray(body))));
    }

    JsonNode command(String path, JsonNode body) {
        return post(path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Server-sent events, line by line, until the daemon or the caller closes them. */
    Stream<String> events(String path, String after) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).GET();
        if (!after.isEmpty()) {
            request.header("Last-Event-ID", after);
        }
        HttpResponse<Stream<String>> answer = send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw refused(answer.statusCode(), String.join("\n", answer.body().toList()));
        }
        return answer.body();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TO_ANSWER);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw refused(answer.statusCode(), answer.body());
        }
        return answer;
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "no daemon answers at " + address
                            + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
                            + "; start one with residuum daemon, or name another with --server URL",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private CommandFailure refused(int status, String body) {
        String detail = detail(body);
        if (status == UNPROCESSABLE) {
            return new CommandFailure(ExitCode.WRONG_INPUT, detail);
        } else if (status == 400 || status == 404 || status == 413) {
            return new CommandFailure(ExitCode.WRONG_INPUT, detail);
        }
        return new CommandFailure(status == 503 ? ExitCode.UNREACHABLE : ExitCode.FAILED, detail);
    }

    private String detail(String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            if (problem != null && problem.path("detail").isTextual()) {
                return problem.path("detail").asText();
            }
        } catch (JsonProcessingException e) {
            return notResiduum();
        }
        return notResiduum();
    }

    private String notResiduum() {
        return "what answers at " + address + " is no Residuum daemon; name another with --server URL";
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitCode.FAILED, notResiduum(), e);
        }
    }
}
