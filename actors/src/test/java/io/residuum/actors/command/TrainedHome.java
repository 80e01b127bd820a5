package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** A home in which a small batch was trained, and the words typed at it. */
final class TrainedHome {

    static final String EXPERIMENT =
            """
            experiment {
              name = "looked into"
              dataset = quickstart
              seeds = [1]
              recipe { preset = cifar, iterations = 6, mini-batch = 16, evaluate-every = 3 }
              variants = [
                { name = original, network = resnet-8, unit = original }
                { name = full, network = resnet-8, unit = full-preactivation, recipe { normalisation = channel } }
              ]
            }
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Typed typed = new Typed();

    TrainedHome(Path folder) {
        this.folder = folder;
    }

    /** Trains the batch in segments of two iterations. */
    static TrainedHome in(Path folder) throws IOException {
        var home = new TrainedHome(folder);
        Files.writeString(home.file(), EXPERIMENT);
        Files.writeString(folder.resolve("settings.conf"), "residuum.actors.segment.iterations = 2\n");
        int code = home.run(
                "run",
                home.file().toString(),
                "--config",
                folder.resolve("settings.conf").toString(),
                "--results",
                folder.resolve("results").toString());
        assertThat(code).as(home.err()).isZero();
        return home;
    }

    Path file() {
        return folder.resolve("looked-into.conf");
    }

    Path home() {
        return folder.resolve("home");
    }

    int run(String... words) {
        return typed.run(Stream.concat(Arrays.stream(words), Stream.of("--home", home().toString()))
                .toArray(String[]::new));
    }

    String out() {
        return typed.out();
    }

    String err() {
        return typed.err();
    }

    /** What the last command printed. */
    JsonNode json() throws IOException {
        return JSON.readTree(typed.out());
    }

    String batch() throws IOException {
        assertThat(run("list", "--json")).isZero();
        return json().get(0).path("batch").asText();
    }

    /** The report's row of a variant's only seed. */
    JsonNode reported(int variant) throws IOException {
        assertThat(run("report", batch(), "--json")).isZero();
        return json().path("result").path("variants").get(variant).path("runs").get(0);
    }

    /** The run of a variant's only seed. */
    String runId(int variant) throws IOException {
        assertThat(run("status", batch(), "--json")).isZero();
        return json().path("runs").get(variant).path("run").asText();
    }
}
