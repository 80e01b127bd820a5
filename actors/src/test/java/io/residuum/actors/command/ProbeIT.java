package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

@Tag("engine")
class ProbeIT {

    /** Of F = 0 only Eqn. (8)'s direct term is left. */
    private static final String SCALING =
            """
            experiment {
              name = "pure scaling"
              dataset = cifar10
              seeds = [3]
              recipe { preset = cifar, mini-batch = 16, slices = 1 }
              variants = [
                { name = half 20, network = resnet-20, unit = full-preactivation, shortcut { type = constant-scaling, shortcut = 0.5, branch = 0 } }
                { name = half 44, network = resnet-44, unit = full-preactivation, shortcut { type = constant-scaling, shortcut = 0.5, branch = 0 } }
                { name = half 74, network = resnet-74, unit = full-preactivation, shortcut { type = constant-scaling, shortcut = 0.5, branch = 0 } }
                { name = identity, network = resnet-44, unit = full-preactivation, shortcut { type = constant-scaling, shortcut = 1, branch = 0 } }
                { name = plain, network = resnet-20, shortcut { type = zero } }
              ]
            }
            """;

    @TempDir
    static Path folder;

    private static TrainedHome home;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
    }

    private static JsonNode network(JsonNode report, String name) {
        for (JsonNode network : report.path("networks")) {
            if (network.path("name").asText().equals(name)) {
                return network;
            }
        }
        throw new AssertionError("no network " + name + " in " + report);
    }

    @Test
    void ofAFileEveryVariantIsMeasuredUntrainedAndDrawnInOnePlot() throws Exception {
        Path file = Files.writeString(folder.resolve("scaling.conf"), SCALING);
        Path picture = folder.resolve("probe.svg");
        assertThat(home.run("probe", file.toString(), "--images", "8", "--json", "--output", picture.toString()))
                .as(home.err())
                .isZero();
        JsonNode report = home.json();
        assertThat(report.path("images").asText()).contains("noise", "not in the store");
        for (int depth : new int[] {20, 44, 74}) {
            JsonNode network = network(report, "half " + depth);
            assertThat(network.path("units")).hasSize((depth - 2) / 2);
            for (JsonNode slope : network.path("slopes")) {
                assertThat(slope.asDouble())
                        .as("log λ at " + depth + " layers")
                        .isCloseTo(Math.log(0.5), Offset.offset(0.05 * Math.log(2)));
            }
            double product =
                    network.path("units").get(0).path("shortcutProduct").asDouble();
            assertThat(Math.log(product) / Math.log(0.5)).isCloseTo((depth - 2) / 2.0, Offset.offset(1e-3));
        }
        for (JsonNode slope : network(report, "identity").path("slopes")) {
            assertThat(slope.asDouble()).isCloseTo(0, Offset.offset(1e-6));
        }
        JsonNode plain = network(report, "plain");
        assertThat(plain.path("units").get(4).path("shortcutProduct").asDouble())
                .isZero();
        assertThat(plain.path("units").get(4).path("truncatedShare").asDouble()).isBetween(0.1, 0.9);

        String svg = Files.readString(picture);
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("polyline").getLength())
                .as("four panels of five networks, without the plain one's products of 0")
                .isEqualTo(4 * 5 - 1);
        assertThat(svg).contains("half 74, untrained").doesNotContain("href", "NaN", "Infinity");
    }

    @Test
    void ofARunItsFirstAndItsNewestStateAreMeasuredOnItsOwnImages() throws IOException {
        String run = home.runId(0);
        assertThat(home.run("probe", run, "--json")).as(home.err()).isZero();
        JsonNode networks = home.json().path("networks");
        assertThat(networks).hasSize(2);
        assertThat(networks.get(0).path("iteration").asLong()).isZero();
        assertThat(networks.get(1).path("iteration").asLong()).isEqualTo(6);
        assertThat(networks.get(0).path("units")).hasSize(3);
        assertThat(networks.get(0).path("units").get(0).path("gradientNorm").asDouble())
                .isPositive();
        assertThat(networks.get(1).path("loss").asDouble())
                .as("training changed something")
                .isNotEqualTo(networks.get(0).path("loss").asDouble());
        assertThat(home.json().path("images").asText()).contains("of seed 1, of quickstart@");

        assertThat(home.run("probe", run, "--at", "2", "--at", "0")).isZero();
        assertThat(home.out()).contains("untrained: resnet-8", "after 2 iterations: resnet-8", "stage3.unit1", "Π h′");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        assertThat(home.run("probe", home.runId(0), "--at", "3")).isEqualTo(2);
        assertThat(home.err()).contains("has no state after 3 iterations; it has one after 2, 4, 6");
        assertThat(home.run("probe", home.file().toString(), "--at", "3")).isEqualTo(2);
        assertThat(home.err()).contains("--at names an iteration of a run");
        assertThat(home.run("probe", home.runId(0), "--output", "x.png")).isEqualTo(2);
        assertThat(home.err()).contains(".svg");
        assertThat(home.run("probe", home.runId(0), "--images", "1")).isEqualTo(2);
        assertThat(home.err()).contains("--images is two or more");
        assertThat(home.run("probe", "no-such.conf")).isEqualTo(2);
        assertThat(home.err()).contains("there is no file no-such.conf");
    }
}
