package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/experiments/paper} lists the published rows, with the published figures, and nothing else. */
class PaperExperimentsTest {
    private static final Path FOLDER = Path.of("..", "conf", "experiments", "paper");

    /** Columns: network, unit, shortcut and its numbers, parameters, published; a line a variant, typed from the paper. */
    private static final Map<String, String> TABLES = Map.of(
            "table1.conf",
                    """
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | original | zero | 1727962 | "fail"
            resnet-110 | original | constant-scaling {"branch":1,"shortcut":0.5} | 1727962 | "fail"
            resnet-110 | original | constant-scaling {"branch":0.5,"shortcut":0.5} | 1727962 | 12.35
            resnet-110 | original | exclusive-gating {"bias":0} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-1} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-2} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-3} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-4} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-5} | 1824186 | "fail"
            resnet-110 | original | exclusive-gating {"bias":-6} | 1824186 | 8.7
            resnet-110 | original | exclusive-gating {"bias":-7} | 1824186 | 9.81
            resnet-110 | original | shortcut-only-gating {"bias":0} | 1824186 | 12.86
            resnet-110 | original | shortcut-only-gating {"bias":-6} | 1824186 | 6.91
            resnet-110 | original | convolution | 1826202 | 12.22
            resnet-110 | original | dropout {"keep":0.5,"rescale":false} | 1727962 | "fail"
            """,
            "table2.conf",
                    """
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-164 | original | identity | 1704154 | 5.93
            resnet-110 | bn-after-addition | identity | 1727962 | 8.17
            resnet-164 | bn-after-addition | identity | 1704154 | 6.5
            resnet-110 | relu-before-addition | identity | 1727962 | 7.84
            resnet-164 | relu-before-addition | identity | 1704154 | 6.14
            resnet-110 | relu-only-preactivation | identity | 1727962 | 6.71
            resnet-164 | relu-only-preactivation | identity | 1704154 | 5.91
            resnet-110 | full-preactivation | identity | 1727962 | 6.37
            resnet-164 | full-preactivation | identity | 1703258 | 5.46
            """,
            "table3-cifar10.conf",
                    """
            resnet-110 | original | identity | 1727962 | 9.9
            resnet-110 | full-preactivation | identity | 1727962 | 8.91
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | full-preactivation | identity | 1727962 | 6.37
            resnet-164 | original | identity | 1704154 | 5.93
            resnet-164 | full-preactivation | identity | 1703258 | 5.46
            resnet-1001 | original | identity | 10328602 | 7.61
            resnet-1001 | full-preactivation | identity | 10327706 | 4.92
            """,
            "table3-cifar100.conf",
                    """
            resnet-164 | original | identity | 1727284 | 25.16
            resnet-164 | full-preactivation | identity | 1726388 | 24.33
            resnet-1001 | original | identity | 10351732 | 27.82
            resnet-1001 | full-preactivation | identity | 10350836 | 22.71
            """,
            "table4.conf",
                    """
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-1202 | original | identity | 19421274 | 7.93
            resnet-164 | full-preactivation | identity | 1703258 | 5.46
            resnet-1001 | full-preactivation | identity | 10327706 | {"mean":4.89,"median":4.92,"std":0.14}
            resnet-1001 | full-preactivation | identity | 10327706 | {"mean":4.69,"median":4.62,"std":0.2}
            resnet-164 | original | identity | 1727284 | 25.16
            resnet-1001 | original | identity | 10351732 | 27.82
            resnet-164 | full-preactivation | identity | 1726388 | 24.33
            resnet-1001 | full-preactivation | identity | 10350836 | {"mean":22.68,"median":22.71,"std":0.22}
            """,
            "table5.conf",
                    """
            resnet-152 | original | identity | 60192808 | {"224 from 256":{"top1":23,"top5":6.7},"320 from 320":{"top1":21.3,"top5":5.5}}
            resnet-152 | full-preactivation | identity | 60185128 | {"320 from 320":{"top1":21.1,"top5":5.5}}
            resnet-200 | original | identity | 64673832 | {"320 from 320":{"top1":21.8,"top5":6}}
            resnet-200 | full-preactivation | identity | 64666152 | {"320 from 320":{"top1":20.7,"top5":5.3}}
            resnet-200 | full-preactivation | identity | 64666152 | {"320 from 320":{"top1":20.1,"top5":4.8}}
            """,
            "section5.conf",
                    """
            resnet-101 | original | identity | 44549160 | {"224 from 256":{"top1":23.6,"top5":7.1}}
            resnet-101 | bn-after-addition | identity | 44549160 | {"224 from 256":{"top1":24.6,"top5":7.5}}
            """,
            "figure1.conf",
                    """
            resnet-1001 | original | identity | 10328602 | 7.61
            resnet-1001 | full-preactivation | identity | 10327706 | 4.92
            """,
            "figure3.conf",
                    """
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | original | constant-scaling {"branch":0.5,"shortcut":0.5} | 1727962 | 12.35
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | original | exclusive-gating {"bias":-6} | 1824186 | 8.7
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | original | shortcut-only-gating {"bias":0} | 1824186 | 12.86
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | original | convolution | 1826202 | 12.22
            """,
            "figure6.conf",
                    """
            resnet-110 | original | identity | 1727962 | 6.61
            resnet-110 | bn-after-addition | identity | 1727962 | 8.17
            resnet-164 | original | identity | 1704154 | 5.93
            resnet-164 | full-preactivation | identity | 1703258 | 5.46
            """);

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static ExperimentFile file(String name) throws IOException {
        return ExperimentFile.parse(name, Files.readAllBytes(FOLDER.resolve(name)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void describeListsThePublishedRows(String name) throws IOException {
        List<String> described = new ArrayList<>();
        for (JsonNode variant : file(name).describe(Map.of()).toJson().get("variants")) {
            String settings = variant.has("shortcutSettings")
                    ? " " + Json.canonical(variant.withObject("/shortcutSettings"))
                    : "";
            JsonNode published = variant.get("published");
            described.add(String.join(
                    " | ",
                    variant.get("network").textValue(),
                    variant.get("unit").textValue(),
                    variant.get("shortcut").textValue() + settings,
                    variant.get("parameters").asText(),
                    published.isObject() ? Json.canonical(variant.withObject("/published")) : published.toString()));
        }

        assertThat(described)
                .containsExactlyElementsOf(TABLES.getOrDefault(name, "").lines().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "table1.conf, 64000, 128, 5",
        "table2.conf, 64000, 128, 5",
        "table3-cifar10.conf, 64000, 128, 5",
        "table3-cifar100.conf, 64000, 128, 5",
        "figure1.conf, 64000, 128, 5",
        "figure3.conf, 64000, 128, 5",
        "figure6.conf, 64000, 128, 5",
        "table5.conf, 450411, 256, 1",
        "section5.conf, 450411, 256, 1"
    })
    void allOfATableIsTrainedByThePapersRecipe(String name, long iterations, int miniBatch, int seeds)
            throws IOException {
        Experiment experiment = file(name).experiment();

        assertThat(experiment.seeds()).hasSize(seeds);
        assertThat(file(name).describe(Map.of()).variants().get(0).iterations()).isEqualTo(iterations);
        assertThat(experiment.variants().get(0).recipe().miniBatch()).isEqualTo(miniBatch);
    }

    /** "Bias 0 to −5: fail" is one row of the paper. */
    @ParameterizedTest
    @CsvSource({
        "table1.conf, 11",
        "table2.conf, 5",
        "table3-cifar10.conf, 4",
        "table3-cifar100.conf, 2",
        "figure3.conf, 4"
    })
    void rowsAreThoseOfThePaper(String name, int rows) throws IOException {
        assertThat(file(name).experiment().variants().stream().map(Variant::row).distinct())
                .hasSize(rows);
    }

    @ParameterizedTest
    @CsvSource({"figure1.conf, table3-cifar10.conf", "figure3.conf, table1.conf", "figure6.conf, table2.conf"})
    void figuresTrainNothingOfTheirOwn(String figure, String table) throws IOException {
        assertThat(file(table).plan(Plans.STORE).runs().keySet())
                .containsAll(file(figure).plan(Plans.STORE).runs().keySet());
    }

    @ParameterizedTest
    @CsvSource({"small/figure3.conf, small/table1.conf"})
    void smallFiguresShareTheRunsOfSmallTables(String figure, String table) throws IOException {
        assertThat(file("../" + table).plan(Plans.STORE).runs().keySet())
                .containsAll(file("../" + figure).plan(Plans.STORE).runs().keySet());
    }
}
