package io.residuum.actors.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows a batch on a daemon by its events; a daemon that goes away is waited for, and asked what was missed. */
final class Watching {

    private static final Set<String> OVER = Set.of("reported", "deleted", "parked");
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int MOST_TRIES = 600;

    private final Server server;
    private final String batch;
    private final Consumer<String> lines;
    private final Map<String, String> names = new HashMap<>();
    private String type = "";
    private String id = "";

    /** @param lines told a line for each thing that matters */
    Watching(Server server, String batch, Consumer<String> lines) {
        this.server = server;
        this.batch = batch;
        this.lines = lines;
    }

    /** @return the batch as it is then; ends as well where it is parked or deleted */
    JsonNode untilItEnds() {
        names();
        int failures = 0;
        while (true) {
            try {
                JsonNode now = followed();
                if (OVER.contains(now.path("state").asText())) {
                    return now;
                }
                failures = 0;
            } catch (CommandFailure e) {
                failures++;
                if (e.code() != ExitCode.UNREACHABLE || failures > MOST_TRIES) {
                    throw e;
                }
                if (failures == 1) {
                    lines.accept("the daemon does not answer; waiting for it");
                }
                pause();
            }
        }
    }

    /** Subscribed before the state is read, so that nothing falls between. */
    private JsonNode followed() {
        try (Stream<String> events = server.events("/v1/events?batch=" + batch, id)) {
            JsonNode now = server.get("/v1/batches/" + batch);
            if (OVER.contains(now.path("state").asText())) {
                return now;
            }
            boolean over = events.anyMatch(this::isLast);
            return over ? server.get("/v1/batches/" + batch) : now;
        } catch (UncheckedIOException e) { // the connection was cut
            throw new CommandFailure(ExitCode.UNREACHABLE, "the daemon went away", e);
        }
    }

    private boolean isLast(String line) {
        if (line.startsWith("id: ")) {
            id = line.substring("id: ".length());
        } else if (line.startsWith("event: ")) {
            type = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
            return said(read(line.substring("data: ".length())));
        }
        return false;
    }

    private static JsonNode read(String data) {
        try {
            return ServerCommand.JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitCode.FAILED, "an event is no JSON: " + data, e);
        }
    }

    private boolean said(JsonNode event) {
        switch (type) {
            case "run" -> lines.accept("%s: %s, %,d iterations, %s"
                    .formatted(
                            name(event),
                            event.path("status").asText(),
                            event.path("iteration").asLong(),
                            event.path("reason").asText()));
            case "variant" -> {
                if (event.path("medianTestError").isNumber()) {
                    lines.accept("%s: median test error %.2f %% of %d of %d seeds"
                            .formatted(
                                    event.path("variant").asText(),
                                    event.path("medianTestError").asDouble(),
                                    event.path("ended").asInt(),
                                    event.path("seeds").asInt()));
                }
            }
            case "batch" -> {
                String state = event.path("state").asText();
                lines.accept("batch: "
                        + (event.has("outcome") ? event.path("outcome").asText() : state)
                        + (event.has("reason") ? ": " + event.path("reason").asText() : ""));
                return state.equals("ended") || (OVER.contains(state) && !state.equals("reported"));
            }
            default -> {} // progress is shown by status
        }
        return false;
    }

    private String name(JsonNode event) {
        String run = event.path("run").asText();
        return Objects.requireNonNullElse(names.get(run), run.substring(0, Math.min(12, run.length())));
    }

    private void names() {
        for (JsonNode variant : server.get("/v1/batches/" + batch + "/variants").path("variants")) {
            for (JsonNode run : variant.path("runs")) {
                names.put(
                        run.path("run").asText(),
                        variant.path("variant").asText() + " seed "
                                + run.path("seed").asLong());
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }
}
