package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands as typed at a daemon in its own process. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Typed typed = new Typed();
    private DaemonProcess daemon;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        daemon = DaemonProcess.start(home, "");
        daemon.await(() -> daemon.get("/health/ready").statusCode() == 200); // until then it answers 503
    }

    @AfterAll
    void stop() {
        daemon.close();
    }

    private int run(String... words) {
        return typed.run(Stream.concat(
                        Arrays.stream(words), Stream.of("--server", daemon.api().toString()))
                .toArray(String[]::new));
    }

    private String file(String name, int iterations) throws IOException {
        return Files.writeString(
                        folder.resolve("my.conf"),
                        """
            experiment {
              name = "%s"
              dataset = quickstart
              seeds = [1]
              recipe { preset = cifar, iterations = %d, mini-batch = 16, evaluate-every = 3 }
              variants = [{ name = original, network = resnet-8, unit = original }]
            }
            """
                                .formatted(name, iterations))
                .toString();
    }

    @Test
    void submittedWithWaitItEndsWithTheReport() throws IOException {
        assertThat(run("submit", file("waited for", 6), "--wait"))
                .as(typed.err())
                .isZero();
        assertThat(typed.out()).contains("waited for", "original");
        assertThat(typed.err()).contains("batch waited-for-", "original seed 1: done");
        assertThat(run("submit", file("waited for", 6), "--wait", "--json")).isZero();
        JsonNode report = JSON.readTree(typed.out());
        String batch = report.path("result").path("batch").asText();

        assertThat(run("list")).isZero();
        assertThat(typed.out()).contains(batch, "reported");
        assertThat(run("list", "--json")).isZero();
        assertThat(JSON.readTree(typed.out()).isArray()).isTrue();
        assertThat(run("status", "waited-for")).isZero();
        assertThat(typed.out()).contains("original", "done", "test error");
        assertThat(run("status", "waited-for", "--json")).isZero();
        String run = JSON.readTree(typed.out())
                .path("variants")
                .get(0)
                .path("runs")
                .get(0)
                .path("run")
                .asText();
        assertThat(run("status", run)).isZero();
        assertThat(run("why", run)).isZero();
        assertThat(typed.out()).contains("never trained again");
        assertThat(run("report", "waited-for", "--json")).isZero();
        assertThat(JSON.readTree(typed.out()).path("result")).isEqualTo(report.path("result"));
        assertThat(run("report", "waited-for")).isZero();
        assertThat(typed.out()).contains("original");
        assertThat(run("watch", "waited-for")).as("it has ended").isZero();
        assertThat(run("logs", "--batch", "waited-for")).isZero();
        assertThat(typed.out()).contains("REPORTED");
        assertThat(run("pause", "waited-for")).as("nothing is left to pause").isEqualTo(1);
        assertThat(typed.err()).contains("reported");
    }

    @Test
    void aBatchIsControlledUntilItIsCancelled() throws IOException {
        assertThat(run("submit", file("controlled", 100_000))).isZero();
        assertThat(typed.out()).startsWith("controlled-");
        assertThat(run("pause", "controlled")).isZero();
        assertThat(typed.out()).contains("written in its chain");
        assertThat(run("pause", "controlled")).isZero();
        assertThat(typed.out()).contains("it was so already");
        assertThat(run("priority", "controlled", "7")).isZero();
        assertThat(run("resume", "controlled", "--json")).isZero();
        assertThat(JSON.readTree(typed.out()).path("batch").path("priority").asInt())
                .isEqualTo(7);
        assertThat(run("cancel", "controlled", "--variant", "nobody")).isEqualTo(1);
        assertThat(typed.err()).contains("no variant [nobody]");
        assertThat(run("cancel", "controlled", "--run", "ffff0000")).isEqualTo(2);
        assertThat(run("cancel", "controlled", "--variant", "original")).isZero();
        assertThat(run("retry", "controlled")).isZero();
        assertThat(run("cancel", "controlled")).isZero();
        assertThat(run("watch", "controlled")).isZero();
    }

    @Test
    void whatIsWrongIsSaidAsItIsWithoutADaemon() throws IOException {
        String wrong = Files.writeString(
                        folder.resolve("wrong.conf"),
                        "experiment { name = x, datset = quickstart, seeds = [1], variants = [] }")
                .toString();
        assertThat(run("submit", wrong)).isEqualTo(2);
        assertThat(typed.err()).contains("wrong.conf:1: datset: unknown key");
        assertThat(run("submit", folder.resolve("nothing.conf").toString())).isEqualTo(2);
        assertThat(run("status", "nobody")).isEqualTo(2);
        assertThat(typed.err()).contains("there is no batch nobody");
        assertThat(run("why", "00")).isEqualTo(2);
    }

    @Test
    void theDaemonIsFoundByContextAndByHomeAndMissedByName() throws IOException {
        String context = Files.writeString(folder.resolve("context.conf"), "server = \"" + daemon.api() + "\"")
                .toString();
        assertThat(typed.run("list", "--context", context)).as(typed.err()).isZero();
        assertThat(typed.run("logs", "--home", daemon.home().toString()))
                .as(typed.err())
                .isZero();
        assertThat(typed.run("watch", "x", "--server", "http://127.0.0.1:1")).isEqualTo(3);
        assertThat(typed.err()).contains("no daemon answers at http://127.0.0.1:1", "residuum daemon");
        assertThat(typed.run("list", "--server", "nonsense")).isEqualTo(2);
        assertThat(typed.err()).contains("--server is http://HOST:PORT, was nonsense");
        assertThat(typed.run("list", "--context", folder.resolve("none.conf").toString()))
                .isEqualTo(2);
    }
}
