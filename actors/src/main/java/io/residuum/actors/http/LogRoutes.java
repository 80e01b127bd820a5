package io.residuum.actors.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The newest lines of this process's own log. */
final class LogRoutes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL_LINES = 100;
    private static final int MOST_LINES = 5_000;
    private static final int READ_BYTES = 8 << 20; // the end of a log that rolls at 10 MB

    private final Path log;

    LogRoutes(Path log) {
        this.log = log;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                        "/v1/logs",
                        "logs",
                        "The newest lines of this node's log, the oldest of them first.",
                        this::logs)
                .taking("batch", "{\"type\":\"string\"}", "Only of batches whose name begins so.")
                .taking("run", "{\"type\":\"string\"}", "Only of runs whose name begins so.")
                .taking(
                        "lines",
                        "{\"type\":\"integer\",\"minimum\":1,\"maximum\":" + MOST_LINES + ",\"default\":" + USUAL_LINES
                                + "}",
                        "At most so many.")
                .gives(
                        200,
                        "LogLines",
                        "Each with time, level and message; batch, run, segment and slot where they apply."));
    }

    private CompletionStage<HttpResponse> logs(Call call) {
        int lines = (int) call.number("lines", USUAL_LINES, 1, MOST_LINES);
        String batch = call.query("batch").orElse("");
        String run = call.query("run").orElse("");
        return CompletableFuture.supplyAsync(this::end).thenApply(text -> {
            List<JsonNode> found = new ArrayList<>();
            text.lines()
                    .map(LogRoutes::read)
                    .filter(line -> line.isObject()
                            && line.path("batch").asText().startsWith(batch)
                            && line.path("run").asText().startsWith(run))
                    .forEach(found::add);
            ObjectNode json = Documents.object();
            ArrayNode list = json.putArray("lines");
            found.subList(Math.max(0, found.size() - lines), found.size()).forEach(list::add);
            return Answers.json(json);
        });
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) { // the first one may be cut
            return JSON.missingNode();
        }
    }

    private String end() {
        if (!Files.exists(log)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - READ_BYTES));
            byte[] bytes = new byte[(int) Math.min(READ_BYTES, file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
