package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribeCostIT {

    private static final String TWO_DEPTHS =
            """
            experiment {
              name = "two depths"
              dataset = cifar10
              seeds = [1, 2, 3]
              recipe { preset = cifar, iterations = 1000 }
              variants = [
                { name = shallow, network = resnet-8, unit = original }
                { name = deep, network = resnet-14, unit = original }
              ]
            }
            """;

    @TempDir
    Path folder;

    private final Typed typed = new Typed();
    private String file = "";

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("two.conf"), TWO_DEPTHS).toString();
    }

    private JsonNode variants(String... further) throws IOException {
        String[] words = new String[further.length + 5];
        System.arraycopy(
                new String[] {
                    "describe", file, "--json", "--home", folder.resolve("home").toString()
                },
                0,
                words,
                0,
                5);
        System.arraycopy(further, 0, words, 5, further.length);
        assertThat(typed.run(words)).as(typed.err()).isZero();
        return new ObjectMapper().readTree(typed.out()).path("variants");
    }

    /** 1,000 iterations of 128 images; a deeper network's images cost as many times more as its multiply-adds. */
    @Test
    void aGivenThroughputIsThatOfTheFirstVariant() throws IOException {
        JsonNode variants = variants("--throughput", "640");
        assertThat(variants.path(0).path("cost").path("secondsOfRun").asDouble())
                .isEqualTo(200);
        double deeper = variants.path(1).path("multiplyAdds").asDouble()
                / variants.path(0).path("multiplyAdds").asDouble();
        assertThat(variants.path(1).path("cost").path("secondsOfRun").asDouble())
                .isCloseTo(200 * deeper, within(1e-6));
        assertThat(variants.path(0).path("cost").has("peakBytes")).isFalse();
    }

    @Test
    void withoutEitherNothingIsSaidOfCosts() throws IOException {
        assertThat(variants().path(0).has("cost")).isFalse();
    }

    @Test
    void aThroughputOfNothingIsRefused() {
        assertThat(typed.run("describe", file, "--throughput", "0")).isEqualTo(2);
        assertThat(typed.err()).contains("--throughput is images a second, more than 0, was 0.0");
        assertThat(typed.run("describe", file, "--throughput", "5", "--measure"))
                .isEqualTo(2);
    }

    @Test
    @Tag("engine")
    void aMeasuredStepSaysTimeAndMemoryOfThisMachine() throws IOException {
        JsonNode cost = variants("--measure").path(1).path("cost");
        assertThat(typed.err()).contains("measuring shallow: resnet-8", "measuring deep: resnet-14");
        double imagesPerSecond = cost.path("imagesPerSecond").asDouble();
        assertThat(cost.path("secondsOfRun").asDouble()).isCloseTo(128_000 / imagesPerSecond, within(1e-6));
        assertThat(cost.path("peakBytes").asLong())
                .as("at least the mini-batch's images and one activation of the first stage, at most what a laptop has")
                .isBetween(64L * 32 * 32 * (3 + 16) * 4, 4_000_000_000L);
    }
}
