package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of a daemon in its own process; every answer is held against the document that the server serves. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOBODY = "nobody-0123456789ab";

    private DaemonProcess daemon;
    private OpenApiCheck api;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        daemon = DaemonProcess.start(folder, "residuum.actors.segment.iterations = 2");
        api = new OpenApiCheck(daemon.json("/v1/openapi.json"));
    }

    @AfterAll
    void stop() {
        daemon.close();
    }

    private static String experiment(String name, int iterations) {
        return """
            experiment {
              name = "%s"
              dataset = quickstart
              seeds = [1]
              recipe { preset = cifar, iterations = %d, mini-batch = 16, evaluate-every = 3 }
              variants = [
                { name = original, network = resnet-8, unit = original, published = 8.75 }
                { name = full, network = resnet-8, unit = full-preactivation }
              ]
            }
            """
                .formatted(name, iterations);
    }

    private JsonNode get(int status, String path) throws IOException {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        return api.check("GET", path, answer);
    }

    private JsonNode post(int status, String path, String type, String body) throws IOException {
        HttpResponse<String> answer = daemon.post(path, type, body);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        return api.check("POST", path, answer);
    }

    private JsonNode command(int status, String batch, String command, String body) throws IOException {
        return post(status, "/v1/batches/" + batch + "/" + command, "application/json", body);
    }

    private String submitted(String name, int iterations) throws IOException {
        return post(201, "/v1/batches?file=my.conf", "text/plain", experiment(name, iterations))
                .path("batch")
                .asText();
    }

    @Test
    void everyOperationAnswersAsTheDocumentSays() throws Exception {
        daemon.await(() -> daemon.get("/health/ready").statusCode() == 200);
        get(200, "/health/ready");
        get(200, "/health/live");
        get(200, "/v1/openapi.json");

        String batch = submitted("answers", 6);
        String again = experiment("answers", 6);
        assertThat(post(200, "/v1/batches", "application/hocon", again)
                        .path("batch")
                        .asText())
                .as("twice it is one batch")
                .isEqualTo(batch);
        daemon.await(
                () -> get(200, "/v1/batches/" + batch).path("state").asText().equals("reported"));

        JsonNode variants = get(200, "/v1/batches/" + batch + "/variants").path("variants");
        assertThat(variants).hasSize(2);
        assertThat(variants.get(0).path("variant").asText()).isEqualTo("original");
        assertThat(variants.get(0).path("ended").asInt()).isEqualTo(1);
        assertThat(variants.get(0).path("medianTestError").isNumber()).isTrue();
        assertThat(variants.get(0).path("published").asDouble()).isEqualTo(8.75);
        String run = variants.get(0).path("runs").get(0).path("run").asText();

        JsonNode status = get(200, "/v1/runs/" + run);
        assertThat(status.path("status").asText()).isEqualTo("done");
        assertThat(status.path("iteration").asInt()).isEqualTo(6);
        JsonNode why = get(200, "/v1/runs/" + run + "/why");
        assertThat(why.path("segments")).hasSize(3);
        assertThat(why.path("reasons").toString()).contains("never trained again");
        JsonNode metrics = get(200, "/v1/runs/" + run + "/metrics?points=3");
        assertThat(metrics.path("evaluations")).hasSize(2);
        assertThat(metrics.path("trainingLoss")).hasSize(3);
        assertThat(metrics.path("trainingLoss").get(2).path("to").asInt()).isEqualTo(6);
        assertThat(get(200, "/v1/runs/" + run + "/metrics?from=2&to=4").path("trainingLoss"))
                .hasSize(2);

        assertThat(get(200, "/v1/batches/" + batch + "/report")
                        .path("result")
                        .path("batch")
                        .asText())
                .isEqualTo(batch);
        assertThat(daemon.get("/v1/batches/" + batch + "/report/table.md").body())
                .contains("| original");
        get(200, "/v1/batches/" + batch + "/report/report.txt");
        get(200, "/v1/batches/" + batch + "/experiment");
        assertThat(daemon.get("/v1/batches/" + batch + "/experiment").body()).isEqualTo(again);

        daemon.await(
                () -> get(200, "/v1/logs?lines=5&batch=answers").path("lines").size() > 0);
        assertThat(get(200, "/v1/slots").path("slots")).hasSizeGreaterThanOrEqualTo(1);
        assertThat(command(409, batch, "pause", "{}").path("detail").asText()).contains("reported");

        String other = submitted("controlled", 100_000);
        JsonNode paused = command(200, other, "pause", "");
        assertThat(paused.path("outcome").asText()).isEqualTo("written");
        assertThat(paused.path("batch").path("state").asText()).isEqualTo("paused");
        long word = paused.path("batch").path("lastWord").asLong();
        assertThat(command(200, other, "pause", "{}").path("outcome").asText()).isEqualTo("already-so");
        assertThat(command(200, other, "priority", "{\"priority\": 7}")
                        .path("batch")
                        .path("priority")
                        .asInt())
                .isEqualTo(7);
        assertThat(command(412, other, "resume", "{\"asOf\": " + word + "}")
                        .path("lastWord")
                        .asLong())
                .isEqualTo(word + 1);
        assertThat(get(200, "/v1/batches?state=paused").path("batches")).hasSize(1);
        command(200, other, "resume", "{\"asOf\": " + (word + 1) + "}");
        command(200, other, "cancel", "{\"variant\": \"full\"}");
        assertThat(get(200, "/v1/batches/" + other).path("cancelled").asInt()).isEqualTo(1);
        command(200, other, "retry", "{\"variant\": \"full\"}");
        command(200, other, "cancel", "{}");
        daemon.await(
                () -> get(200, "/v1/batches/" + other).path("state").asText().equals("reported"));

        get(200, "/metrics");
        assertThat(daemon.get("/metrics").body())
                .contains(
                        "residuum_runs{status=\"running\"}", "residuum_slots{state=\"free\"}", "jvm_memory_used_bytes")
                .containsPattern("residuum_segments_committed_total\\{scope=\"all\"\\} [1-9]")
                .containsPattern("residuum_store_tries_total\\{operation=\"create\"\\} [1-9]");

        HttpResponse<Stream<String>> events = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(daemon.api().resolve("/v1/events"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(events.statusCode()).isEqualTo(200);
        events.body().close();
        api.answered().add("events");

        assertThat(api.answered()).isEqualTo(api.operations());
    }

    @Test
    void pagesNameTheNextOne() throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String batch = submitted("page " + i, 100_000);
            command(200, batch, "cancel", "{}");
            all.add(batch);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            JsonNode page = get(200, "/v1/batches?limit=1&after=" + after.get());
            page.path("batches").forEach(batch -> seen.add(batch.path("batch").asText()));
            after = page.has("next") ? Optional.of(page.path("next").asText()) : Optional.empty();
        }
        assertThat(seen).containsAll(all).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aWrongFileIsToldLineByLine() throws IOException {
        JsonNode problem = post(
                422,
                "/v1/batches?file=my.conf",
                "text/plain",
                experiment("wrong", 6).replace("resnet-8, unit = original", "resnet-9, unit = orginal"));
        assertThat(problem.path("detail").asText()).contains("my.conf:7: ", "nearest");
        assertThat(problem.path("problems")).hasSize(2);
        assertThat(problem.path("problems").get(0).path("line").asInt()).isEqualTo(7);
        post(422, "/v1/batches", "text/plain", "");
        post(422, "/v1/batches", "text/plain", "experiment { dataset = nowhere }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            /v1/batches?limit=0            | 400 | from 1 to 500
            /v1/batches?limit=many         | 400 | was [many]
            /v1/batches?sort=name          | 400 | allowed: after, limit, state
            /v1/batches?state=odd          | 400 | open, paused
            /v1/batches/nobody-0123456789ab| 404 | there is no batch nobody
            /v1/batches/Odd                | 404 | is no batch's name
            /v1/batches/nobody-0123456789ab/report | 404 | there is no batch nobody
            /v1/batches/nobody-0123456789ab/variants | 404 | there is no batch nobody
            /v1/runs/00                    | 404 | 64 digits
            /v1/runs/0000000000000000000000000000000000000000000000000000000000000000 | 404 | there is no run
            /v1/runs/0000000000000000000000000000000000000000000000000000000000000000/why | 404 | there is no run
            /v1/runs/0000000000000000000000000000000000000000000000000000000000000000/metrics | 404 | there is no run
            /v1/events?batch=odd           | 400 | a batch's name
            /v1/events?run=odd             | 400 | 64 digits
            """)
    void whatIsNotThereIsAProblemThatSaysWhatIs(String path, int status, String says) throws IOException {
        assertThat(get(status, path).path("detail").asText()).contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            pause    | {"asOf": -1}                    | 400 | lastWord
            pause    | {"asof": 1}                     | 400 | [asof]
            pause    | [1]                             | 400 | a JSON object
            pause    | {"asOf": 1                      | 400 | not JSON
            pause    | {} {}                           | 400 | not JSON
            priority | {}                              | 400 | was missing
            priority | {"priority": 1.5}               | 400 | whole number
            priority | {"priority": 5000}              | 400 | from -1000 to 1000
            cancel   | {"run": "12"}                   | 400 | 64 digits
            cancel   | {"variant": 3}                  | 400 | a variant's name
            cancel   | {"variant": "a", "run": "b"}    | 400 | not both
            pause    | {}                              | 404 | there is no batch nobody
            """)
    void aWrongBodyIsAProblemThatSaysWhatIsRight(String command, String body, int status, String says)
            throws IOException {
        assertThat(command(status, NOBODY, command, body).path("detail").asText())
                .contains(says);
    }

    @Test
    void wrongMethodsTypesSizesAndPathsAreProblems() throws IOException {
        HttpResponse<String> answer = daemon.send(
                HttpRequest.newBuilder(daemon.api().resolve("/v1/batches")).DELETE());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
        assertThat(JSON.readTree(answer.body()).path("title").asText()).isEqualTo("Method not allowed");

        assertThat(daemon.post("/v1/batches/" + NOBODY + "/pause", "text/plain", "{}")
                        .statusCode())
                .isEqualTo(415);
        JsonNode large = post(413, "/v1/batches", "text/plain", "#".repeat(3 << 20));
        assertThat(large.path("detail").asText()).contains("at most 1048576 bytes");
        assertThat(daemon.get("/v2/batches").statusCode()).isEqualTo(404);
        assertThat(daemon.get("/").body()).contains("/v1/openapi.json");
        assertThat(daemon.get("/health/live").statusCode()).as("it goes on").isEqualTo(200);
        assertThat(daemon.send(HttpRequest.newBuilder(daemon.api().resolve("/health/live"))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoComesBackIsToldWhatWasMissed() throws Exception {
        String earlier = submitted("watched before", 6);
        List<String> lost = events("another-1", earlier, "event: lost");
        String now = lost.stream()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring("id: ".length());
        String batch = submitted("watched", 6);
        daemon.await(
                () -> get(200, "/v1/batches/" + batch).path("state").asText().equals("reported"));
        List<String> missed = events(now, batch, "\"outcome\":\"reported\"");
        assertThat(missed).contains("event: run", "event: variant", "event: batch");
        assertThat(missed.toString()).contains("\"status\":\"done\"").doesNotContain(earlier);
    }

    /** Lines up to the first that holds {@code last}, and the rest of its event. */
    private List<String> events(String after, String batch, String last) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.api() + "/v1/events?batch=" + batch));
        if (!after.isEmpty()) {
            request.header("Last-Event-ID", after);
        }
        List<String> lines = new ArrayList<>();
        try (Stream<String> body = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofLines())
                .body()) {
            body.peek(lines::add).anyMatch(line -> line.contains(last));
        }
        return lines;
    }
}
