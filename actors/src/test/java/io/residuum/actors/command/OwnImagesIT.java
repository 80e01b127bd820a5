package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody's own images, from archive to table. */
@Tag("engine")
class OwnImagesIT {
    private static final List<String> CLASSES = List.of("H\u00e4her", "red fox", "\u6843 & \u68a8");
    private static final int SIDE = 24;

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    private int run(String... words) {
        return typed.run(Stream.concat(
                        Arrays.stream(words),
                        Stream.of("--home", folder.resolve("home").toString()))
                .toArray(String[]::new));
    }

    private String archive(String name, int imagesOfEach, int type) throws IOException {
        var tar = new ImageTar();
        for (int image = 0; image < imagesOfEach; image++) {
            for (int number = 0; number < CLASSES.size(); number++) {
                byte[] png = ImageTar.png(SIDE, type, 0xc0 << (8 * number), image);
                tar.file("images/" + CLASSES.get(number) + "/" + image + ".png", png);
            }
        }
        return tar.writeTo(folder.resolve(name)).toString();
    }

    private String experiment(String dataSet) throws IOException {
        return Files.writeString(
                        folder.resolve(dataSet + ".conf"),
                        """
                        experiment {
                          name = own, dataset = %s, seeds = [1]
                          recipe { preset = cifar, iterations = 20, mini-batch = 12, learning-rate.warm-up = none }
                          variants = [ { name = small, network = resnet-8 } ]
                        }
                        """
                                .formatted(dataSet))
                .toString();
    }

    @Test
    void threeClassesOfTwentyFourPixelsAreLearned() throws IOException {
        String train = archive("train.tar", 12, BufferedImage.TYPE_INT_RGB);
        String test = archive("test.tar", 4, BufferedImage.TYPE_INT_RGB);
        assertThat(run("import", "own", "--train", train, "--test", test))
                .as(typed.err())
                .isZero();
        assertThat(typed.out()).contains("36 training and 12 test images of 3 classes, each of 24 × 24 pixels");

        assertThat(run("datasets", "show", "own", "--json")).isZero();
        JsonNode shown = new ObjectMapper().readTree(typed.out());
        assertThat(shown.path("classes").findValuesAsText("name")).containsExactlyElementsOf(CLASSES);
        assertThat(shown.path("grey").asBoolean()).isFalse();

        String file = experiment("own");
        assertThat(run("describe", file)).isZero();
        assertThat(typed.out()).contains("on own (3 classes, 24 × 24 pixels)");

        assertThat(run("run", file, "--results", folder.resolve("results").toString(), "--json"))
                .as(typed.err())
                .isZero();
        JsonNode trained = new ObjectMapper()
                .readTree(typed.out())
                .path("result")
                .path("variants")
                .get(0)
                .path("runs")
                .get(0);
        assertThat(trained.path("status").asText()).isEqualTo("done");

        assertThat(run("status", "own", "--json")).isZero();
        String run = new ObjectMapper()
                .readTree(typed.out())
                .path("runs")
                .get(0)
                .path("run")
                .asText();
        assertThat(run("evaluate", run)).as(typed.err()).isZero();
        assertThat(typed.out()).contains(CLASSES).contains("as in the report, to the image");
    }

    @Test
    void greyImagesComeWhenTheyAreAskedForAndAreCalledGrey() throws IOException {
        String train = archive("grey.tar", 4, BufferedImage.TYPE_BYTE_GRAY);
        assertThat(run("import", "grey", "--train", train, "--test", train)).isEqualTo(2);
        assertThat(typed.err()).contains("is grey", "--grey-to-rgb").doesNotContain("\tat ");
        assertThat(run("datasets")).as("nothing half-imported").isZero();
        assertThat(typed.out()).isBlank();

        assertThat(run("import", "grey", "--train", train, "--test", train, "--grey-to-rgb"))
                .as(typed.err())
                .isZero();
        assertThat(typed.out()).contains("24 of them are grey, and seen as RGB");
        assertThat(run("datasets", "show", "grey")).isZero();
        assertThat(typed.out()).contains("the images are grey, and seen as RGB");
        String file = experiment("grey");
        assertThat(run("run", file, "--results", folder.resolve("results").toString()))
                .as(typed.err())
                .isZero();
    }

    @Test
    void aSizeNoNetworkTakesIsRefusedBeforeAnythingRuns() throws IOException {
        var tar = new ImageTar();
        CLASSES.forEach(name -> tar.file(name + "/1.png", ImageTar.png(25)));
        String odd = tar.writeTo(folder.resolve("odd.tar")).toString();
        assertThat(run("import", "odd", "--train", odd, "--test", odd)).isZero();
        assertThat(run("run", experiment("odd"))).isEqualTo(2);
        assertThat(typed.err()).contains("image sides must be divisible by 4, were 25x25");
    }
}
