package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was trained is trained again by a person's command, beside the original. */
@Tag("engine")
class ReproduceIT {

    @TempDir
    static Path folder;

    private static TrainedHome home;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
    }

    private static List<String> files(String of) throws IOException {
        try (Stream<Path> files = Files.walk(home.home().resolve("s3/residuum").resolve(of))) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aBatchComesOutTheSameInAFolderOfItsOwn() throws IOException {
        List<String> before = files("runs");
        assertThat(home.run("reproduce", home.batch(), "--json")).as(home.err()).isZero();
        JsonNode json = home.json();
        assertThat(json.path("reproduced").asBoolean()).isTrue();
        assertThat(json.path("runs")).hasSize(2).allSatisfy(run -> {
            assertThat(run.path("outcome").asText()).isEqualTo("same");
            assertThat(run.path("weightsAgain")).isEqualTo(run.path("weights"));
        });
        assertThat(files("runs")).as("nothing of the original is touched").isEqualTo(before);
        String reproduced = json.path("folder").asText();
        assertThat(reproduced).startsWith("reproductions/" + home.batch() + "/").endsWith("-0001");
        assertThat(files(reproduced))
                .as("its chains stay, its states don't")
                .anyMatch(file -> file.contains("/runs/") && file.endsWith("/log/00000001"))
                .noneMatch(file -> file.contains("/state/"));

        assertThat(home.run("list", "--json")).isZero();
        assertThat(home.json()).as("it is no batch of the store").hasSize(1);
        assertThat(home.run("verify", "--all", "--json")).isZero();
        assertThat(home.json().path("chains").asLong()).isEqualTo(3);

        assertThat(home.run("reproduce", home.batch())).isZero();
        assertThat(home.err()).contains("trained again before");
        assertThat(home.out()).contains("original, seed 1", "2 of 2 runs reproduced bit by bit");
    }

    @Test
    void aRunIsTrainedOnceMoreWhenAsked() throws IOException {
        String run = home.runId(1);
        assertThat(home.run("reproduce", run.substring(0, 12), "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("folder").asText()).endsWith("-0001");
        assertThat(home.run("reproduce", run, "--again", "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("folder").asText()).endsWith("-0002");
        assertThat(home.json().path("runs").get(0).path("outcome").asText()).isEqualTo("same");
        assertThat(home.run("reproduce", "0000000000")).isEqualTo(2);
    }
}
