package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.storage.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a person uses them, on a home of its own: a small quick start, then everything that reads. */
@Tag("engine")
class MainJobIT {

    private static final String EXPERIMENT =
            """
            experiment {
              name = "small quick start"
              dataset = quickstart
              seeds = [1, 2]
              recipe { preset = cifar, iterations = 6, mini-batch = 16, evaluate-every = 3 }
              variants = [
                { name = original, network = resnet-8, unit = original, published = 8.75 }
                { name = full, network = resnet-8, unit = full-preactivation }
              ]
            }
            """;

    private static final Pattern CONTROL_CODES = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f]");

    @TempDir
    Path folder;

    private final Typed typed = new Typed();
    private final ObjectMapper json = new ObjectMapper();

    private int run(String... words) {
        String[] all = Stream.concat(
                        Arrays.stream(words),
                        Stream.of("--home", folder.resolve("home").toString()))
                .toArray(String[]::new);
        return typed.run(all);
    }

    @Test
    void fromFileToTableAndEverythingThatReads() throws IOException {
        String file =
                Files.writeString(folder.resolve("small.conf"), EXPERIMENT).toString();
        String results = folder.resolve("results").toString();

        assertThat(run("describe", file, "--json")).isZero();
        assertThat(json.readTree(typed.out()).path("variants")).hasSize(2);

        assertThat(run("run", file, "--results", results)).as(typed.err()).isZero();
        assertThat(typed.out()).contains("original", "full");
        assertThat(typed.err()).contains("4 runs on").doesNotContainPattern(CONTROL_CODES);

        assertThat(run("run", file, "--results", results, "--json")).isZero();
        JsonNode report = json.readTree(typed.out());
        String batch = report.path("result").path("batch").asText();
        JsonNode variant = report.path("result").path("variants").get(0);
        assertThat(variant.path("name").asText()).isEqualTo("original");
        assertThat(variant.path("parameters").asLong()).isPositive();
        assertThat(variant.path("runs")).hasSize(2);
        for (JsonNode each : variant.path("runs")) {
            assertThat(each.path("status").asText()).isEqualTo("done");
            assertThat(each.path("testError").asDouble()).isBetween(0.0, 100.0);
            assertThat(each.path("weights").asText()).matches("[0-9a-f]{64}");
        }
        for (String statistic : new String[] {"median", "mean", "std", "n", "min", "max"}) {
            assertThat(variant.path("testError").path(statistic).isNumber())
                    .as(statistic)
                    .isTrue();
        }
        assertThat(typed.err()).as("from the chains, no trainer started").doesNotContain("4 runs on");
        assertThat(Path.of(results, batch)).isDirectoryContaining("glob:**/report.html");
        assertThat(Path.of(results, batch)).isDirectoryContaining("glob:**/curves.csv");

        assertThat(run("report", batch, "--json")).isZero();
        assertThat(json.readTree(typed.out()).path("result")).isEqualTo(report.path("result"));

        assertThat(run("list", "--json")).isZero();
        assertThat(json.readTree(typed.out()).get(0).path("batch").asText()).isEqualTo(batch);

        assertThat(run("status", batch.substring(0, 8), "--json")).isZero();
        JsonNode status = json.readTree(typed.out());
        assertThat(status.path("runs")).hasSize(4);
        String runId = status.path("runs").get(0).path("run").asText();

        assertThat(run("status", runId.substring(0, 12))).isZero();
        assertThat(typed.out()).contains("done", "6 iterations");

        assertThat(run("why", runId.substring(0, 12))).isZero();
        assertThat(typed.out()).contains("iterations 0 to 6 committed", "never trained again");

        assertThat(run("describe", file)).isZero();
        assertThat(typed.out()).contains("0 runs to do, 4 done");

        assertThat(run("report", "no-such-batch")).isEqualTo(2);
        assertThat(typed.err()).contains("no batch no-such-batch");
    }

    @Test
    void anyStoreWillDoThatTheSettingsName() throws IOException {
        String file = Files.writeString(folder.resolve("small.conf"), EXPERIMENT.replace("[1, 2]", "[3]"))
                .toString();
        try (EmbeddedS3 elsewhere = EmbeddedS3.start(folder.resolve("elsewhere"), 0)) {
            String config = Files.writeString(
                            folder.resolve("settings.conf"),
                            "residuum.storage { endpoint = \"%s\", bucket = mine, access-key = \"%s\", secret-key = \"%s\" }"
                                    .formatted(elsewhere.endpoint(), elsewhere.accessKey(), elsewhere.secretKey()))
                    .toString();
            assertThat(run("run", file, "--config", config))
                    .as("a bucket is not made behind its owner's back")
                    .isEqualTo(3);
            assertThat(typed.err()).contains("mine", "Create the bucket").doesNotContain(elsewhere.secretKey());
            Files.createDirectories(folder.resolve("elsewhere").resolve("mine"));
            assertThat(run(
                            "run",
                            file,
                            "--config",
                            config,
                            "--results",
                            folder.resolve("results").toString()))
                    .as(typed.err())
                    .isZero();
            assertThat(run("list", "--config", config)).isZero();
            assertThat(typed.out()).contains("small-quick-start");
            assertThat(folder.resolve("home").resolve("s3"))
                    .as("nothing is kept at home")
                    .doesNotExist();
        }
    }

    @Test
    void whileAnotherProcessRunsReadingAttachesAndASecondRunIsRefused() throws Exception {
        String file = Files.writeString(
                        folder.resolve("long.conf"), EXPERIMENT.replace("iterations = 6", "iterations = 6000"))
                .toString();
        Path home = folder.resolve("home");
        Process running = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "run",
                        file,
                        "--home",
                        home.toString(),
                        "--results",
                        folder.resolve("results").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> Files.exists(home.resolve("endpoint.json"))
                            && run("list") == 0
                            && typed.out().contains("small-quick-start"));
            assertThat(Files.getPosixFilePermissions(home.resolve("endpoint.json")))
                    .as("it holds a secret")
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            assertThat(run("run", file)).isEqualTo(1);
            assertThat(typed.err()).contains("in use by process " + running.pid(), "--home");
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> Files.readString(folder.resolve("output.txt"))
                    .contains("training"));
            running.destroy(); // SIGTERM, as Ctrl-C
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.exitValue()).isEqualTo(130);
            assertThat(Files.readString(folder.resolve("output.txt")))
                    .contains("Go on with the same command", "residuum run " + file);
            assertThat(home.resolve("endpoint.json")).doesNotExist();
            assertThat(run("list")).as("nobody holds it now").isZero();
            assertThat(typed.out()).contains("unfinished");
        } finally {
            running.destroyForcibly();
        }
    }
}
