package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of ResNet-50 on eight photographs, training = test, where {@code -Dresiduum.test.data=FOLDER} says they are. */
@Tag("engine")
@Tag("slow")
class ImageNetTrainingIT {
    private static final int PHOTOGRAPHS = 8;

    private static final String EXPERIMENT =
            """
            experiment {
              name = "a step"
              dataset = photographs
              seeds = [1]
              evaluation { views = [ { crop = 224, resize = 256 }, { crop = 320, resize = 320 } ] }
              recipe { preset = imagenet-released, iterations = 2, mini-batch = 4, slices = 2, evaluate-every = 2
                       learning-rate.schedule { type = steps, drops = [1], factor = 0.1 } }
              variants = [ { name = "ResNet-50", family = imagenet, network = resnet-50, unit = full-preactivation } ]
            }
            """;

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    private int run(String... words) {
        return typed.run(Stream.concat(
                        Arrays.stream(words),
                        Stream.of("--home", folder.resolve("home").toString()))
                .toArray(String[]::new));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(typed.out());
    }

    private Path photographs() throws IOException {
        String data = System.getProperty("residuum.test.data", "");
        Path all = Path.of(data, "imagenet-sample-200.tar");
        assumeTrue(
                !data.isEmpty() && Files.isRegularFile(all),
                "-Dresiduum.test.data names no folder with imagenet-sample-200.tar");
        var some = new ImageTar();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(all))) {
            for (int i = 0; i < PHOTOGRAPHS; i++) {
                TarArchiveEntry entry = tar.getNextEntry();
                some.file(entry.getName(), tar.readAllBytes());
            }
        }
        return some.writeTo(folder.resolve("photographs.tar"));
    }

    @Test
    void photographsAreCroppedColouredTrainedOnAndJudgedAtTwoSizes() throws IOException {
        String tar = photographs().toString();
        assertThat(run("import", "photographs", "--wnids", "--grey-to-rgb", "--train", tar, "--test", tar))
                .as(typed.err())
                .isZero();
        String file = Files.writeString(folder.resolve("step.conf"), EXPERIMENT).toString();
        String settings = Files.writeString(folder.resolve("my.conf"), "residuum.actors.evaluation-batch-images = 4\n")
                .toString();
        assertThat(run(
                        "run",
                        file,
                        "--config",
                        settings,
                        "--results",
                        folder.resolve("results").toString(),
                        "--json"))
                .as(typed.err())
                .isZero();
        JsonNode trained = json().at("/result/variants/0/runs/0");
        assertThat(trained.path("status").asText()).isEqualTo("done");
        assertThat(trained.path("testImages").asLong()).isEqualTo(PHOTOGRAPHS);
        JsonNode small = trained.path("views").path("224 from 256");
        JsonNode large = trained.path("views").path("320 from 320");
        assertThat(small.path("error").asDouble())
                .isEqualTo(trained.path("testError").asDouble());
        assertThat(small.path("topFiveError").asDouble())
                .isBetween(0.0, small.path("error").asDouble());
        assertThat(large.path("images").asLong()).isEqualTo(PHOTOGRAPHS);
        assertThat(large.path("loss").asDouble())
                .isNotEqualTo(small.path("loss").asDouble());
        String run = trained.path("runId").asText();

        for (String view : new String[] {"224/256", "320 from 320"}) {
            assertThat(run("evaluate", run, "--view", view, "--config", settings, "--json"))
                    .as(typed.err())
                    .isZero();
            assertThat(json().path("asReported").asBoolean()).as(view).isTrue();
            assertThat(json().path("topFiveErrors").asLong())
                    .isLessThanOrEqualTo(json().path("errors").asLong());
        }
        assertThat(run("evaluate", run, "--view", "320")).isEqualTo(2);
        assertThat(typed.err()).contains("a view is CROP/RESIZE in pixels, such as 224/256, was '320'");
        assertThat(run("report", "a-step", "--format", "markdown")).isZero();
        assertThat(typed.out()).contains("ResNet-50, 320 from 320", "top-5 error");
    }
}
