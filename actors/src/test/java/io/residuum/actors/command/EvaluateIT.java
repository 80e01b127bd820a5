package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class EvaluateIT {

    @TempDir
    static Path folder;

    private static TrainedHome home;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theErrorIsTheReportsToTheImage(int variant) throws IOException {
        double reported = home.reported(variant).path("testError").asDouble();
        assertThat(home.run("evaluate", home.runId(variant), "--json"))
                .as(home.err())
                .isZero();
        JsonNode json = home.json();
        assertThat(json.path("errorPercent").asDouble()).isEqualTo(reported);
        assertThat(json.path("asReported").asBoolean()).isTrue();
        assertThat(json.path("classes")).hasSize(json.path("confusion").size());
        assertThat(json.path("loss").asDouble()).isPositive();
        assertThat(json.path("iteration").asLong()).isEqualTo(6);
    }

    @Test
    void tableAndPictureForAPerson() throws IOException {
        Path picture = folder.resolve("confusion.svg");
        assertThat(home.run("evaluate", home.runId(0), "--output", picture.toString()))
                .isZero();
        assertThat(home.out()).contains("most often taken for", "as in the report, to the image");
        assertThat(Files.readString(picture)).startsWith("<svg ");
    }

    @Test
    void aStateInBetweenHasNoReportToBeCompared() throws IOException {
        assertThat(home.run("evaluate", home.runId(0), "--at", "2", "--json")).isZero();
        assertThat(home.json().path("asReported").isNull()).isTrue();
    }

    @Test
    void theTrainingImagesOfTheSameSetByItsName() throws IOException {
        assertThat(home.run("evaluate", home.runId(1), "--data", "quickstart", "--split", "train", "--json"))
                .isZero();
        assertThat(home.json().path("split").asText()).isEqualTo("train");
        assertThat(home.json().path("asReported").isNull()).isTrue();
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        assertThat(home.run("evaluate", home.runId(0), "--data", "cifar10")).isEqualTo(2);
        assertThat(home.err()).contains("no data set cifar10", "quickstart@");
        assertThat(home.run("evaluate", home.runId(0), "--data", "No Name")).isEqualTo(2);
        assertThat(home.run("evaluate", home.runId(0), "--output", "x.png")).isEqualTo(2);
        assertThat(home.err()).contains(".svg");
    }
}
