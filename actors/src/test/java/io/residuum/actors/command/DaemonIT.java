package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon in its own process: files dropped by a plain S3 client, signals, restarts. */
@Tag("engine")
class DaemonIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private static String experiment(String name, int iterations, String seeds) {
        return """
            experiment {
              name = "%s"
              dataset = quickstart
              seeds = %s
              recipe { preset = cifar, iterations = %d, mini-batch = 16, evaluate-every = 3 }
              variants = [{ name = original, network = resnet-8, unit = original }]
            }
            """
                .formatted(name, seeds, iterations);
    }

    @Test
    void aDroppedFileIsTrainedAndReportedAndAWrongOneIsToldWhy() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(folder, "")) {
            daemon.await(() -> daemon.get("/health/ready").statusCode() == 200);
            assertThat(daemon.get("/health/live").statusCode()).isEqualTo(200);

            daemon.put("inbox/wrong.conf", experiment("wrong", 6, "[1]").replace("iterations", "iteration"));
            daemon.put("inbox/my.conf", experiment("dropped", 6, "[1]"));
            daemon.await(() -> !daemon.keys("reports/").isEmpty()
                    && daemon.keys("reports/").stream().anyMatch(key -> key.endsWith("current.json")));
            String batch = batchOf(daemon.keys("reports/").get(0));
            assertThat(batch).startsWith("dropped-");
            daemon.await(() -> daemon.keys("inbox/").stream().noneMatch(key -> key.equals("inbox/my.conf")));
            assertThat(daemon.text(daemon.keys("accepted/" + batch + "/my.").get(0)))
                    .isEqualTo(experiment("dropped", 6, "[1]"));

            daemon.await(() -> daemon.keys("inbox/").contains("inbox/wrong.conf.rejected.json"));
            JsonNode rejection = JSON.readTree(daemon.text("inbox/wrong.conf.rejected.json"));
            assertThat(rejection.path("problems").get(0).path("line").asInt()).isEqualTo(5);
            assertThat(rejection.path("problems").get(0).path("key").asText()).isEqualTo("recipe.iteration");
            assertThat(rejection.path("message").asText())
                    .startsWith("inbox/wrong.conf:5: ")
                    .contains("iterations");

            daemon.put("inbox/wrong.conf", experiment("mended", 6, "[1]"));
            daemon.await(() -> daemon.keys("inbox/").isEmpty());
            assertThat(daemon.keys("batches/")).anyMatch(key -> key.startsWith("batches/mended-"));
            assertThat(daemon.stop()).isZero();
        }
        List<String> log = Files.readAllLines(folder.resolve("home/logs/daemon.jsonl"));
        assertThat(log).anySatisfy(line -> {
            JsonNode record = JSON.readTree(line);
            assertThat(record.path("message").asText()).contains("segment [1] committed");
            assertThat(record.path("segment").asInt()).isEqualTo(1);
            assertThat(record.path("run").asText()).matches("[0-9a-f]{64}");
            assertThat(record.path("slot").asText()).isNotEmpty();
        });
        assertThat(log)
                .anySatisfy(line ->
                        assertThat(JSON.readTree(line).path("batch").asText()).startsWith("dropped-"));
    }

    @Test
    void stoppedItCommitsAndKilledItLosesNothingThatWas() throws Exception {
        String batch;
        try (DaemonProcess daemon = DaemonProcess.start(folder, "residuum.actors.segment.iterations = 20")) {
            daemon.put("inbox/long.conf", experiment("long", 300, "[1]"));
            daemon.await(() -> committed(daemon) > 0);
            batch = batchOf(daemon.keys("batches/").get(0));
            assertThat(daemon.stop()).isZero();
        }
        long before;
        try (DaemonProcess daemon = DaemonProcess.start(folder, "residuum.actors.segment.iterations = 20")) {
            before = committed(daemon);
            assertThat(before).isPositive();
            daemon.await(() -> committed(daemon) > before);
            daemon.kill();
        }
        try (DaemonProcess daemon = DaemonProcess.start(folder, "")) {
            daemon.await(
                    () -> daemon.keys("reports/" + batch + "/").stream().anyMatch(key -> key.endsWith("current.json")));
            assertThat(daemon.stop()).isZero();
        }
        assertThat(folder.resolve("home/endpoint.json")).doesNotExist();
    }

    private static String batchOf(String key) {
        return key.replaceFirst("^[a-z]+/([^/]+)/.*$", "$1");
    }

    /** Entries of runs behind their beginnings. */
    private static long committed(DaemonProcess daemon) throws IOException {
        return daemon.keys("runs/").stream()
                .filter(key -> key.matches("runs/[0-9a-f]{64}/log/[0-9]{8}") && !key.endsWith("00000000"))
                .count();
    }
}
