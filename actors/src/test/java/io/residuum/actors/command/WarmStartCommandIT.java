package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting from a run, from its export, from what does not fit: as a person types it. */
@Tag("engine")
class WarmStartCommandIT {

    @TempDir
    static Path folder;

    private static TrainedHome home;
    private static String run;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
        run = home.runId(0);
        assertThat(home.run("export", run, "--format", "safetensors", "--output", file("trained.safetensors")))
                .isZero();
        assertThat(home.run("weights", "put", file("trained.safetensors")))
                .as(home.err())
                .isZero();
        assertThat(home.out()).contains("initial { safetensors = \"uploads/trained.safetensors\" }");
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static String experiment(String variant) throws IOException {
        Path file = folder.resolve("warm.conf");
        Files.writeString(
                file,
                """
                experiment {
                  name = warm, dataset = quickstart, seeds = [1]
                  recipe { preset = cifar, iterations = 2, mini-batch = 16 }
                  variants = [
                    { name = warm, %s }
                  ]
                }
                """
                        .formatted(variant));
        return file.toString();
    }

    /** The digest of the weights a variant starts from. */
    private static String beginning(String variant) throws IOException {
        assertThat(home.run(
                        "export",
                        experiment(variant),
                        "--initial",
                        "--seed",
                        "1",
                        "--format",
                        "safetensors",
                        "--output",
                        file("initial.safetensors"),
                        "--json"))
                .as(home.err())
                .isZero();
        return home.json().path("provenance").path("weights").asText();
    }

    @Test
    void aRunAndItsExportAreTheSameWeightsAndTheSameRun() throws IOException {
        String trained = home.reported(0).path("weights").asText();
        String fromFile = "network = resnet-8, initial { safetensors = \"uploads/trained.safetensors\" }";
        String fromRun = "network = resnet-8, initial { run = \"" + run.substring(0, 12) + "\" }";

        assertThat(beginning(fromFile)).isEqualTo(trained);
        assertThat(beginning(fromRun)).isEqualTo(trained);
        assertThat(beginning(fromRun.replace(" }", ", at = 2 }"))).isNotEqualTo(trained);
        assertThat(beginning(fromRun.replace(" }", ", classifier = fresh }"))).isNotEqualTo(trained);

        assertThat(home.run("run", experiment(fromFile), "--results", file("results")))
                .as(home.err())
                .isZero();
        assertThat(home.err()).contains("1 runs on").doesNotContain("note:");
        assertThat(home.run("describe", experiment(fromRun))).isZero();
        assertThat(home.out()).contains("0 runs to do, 1 done");
    }

    @Test
    void anInputScaledOtherwiseIsSaid() throws IOException {
        assertThat(home.run(
                        "describe",
                        experiment("network = resnet-8, recipe { normalisation = channel }, initial { run = \"" + run
                                + "\" }")))
                .isZero();
        assertThat(home.err())
                .contains("note: variant warm: the input of its initial weights was (x - mean) * scale with")
                .contains("of each of")
                .contains("here it is")
                .contains("of each channel");
    }

    @Test
    void whatDoesNotFitIsNamedTensorByTensor() throws IOException {
        refused(
                "network = resnet-14, initial { run = \"" + run + "\" }",
                "warm.conf:5: variants[0].initial.run: found \"" + run.substring(0, 20),
                "whose tensors are not those of resnet-14",
                "missing stage1.unit2.conv1.weight",
                "and ",
                " more");
        refused(
                "network = resnet-8, unit = full-preactivation, initial { run = \"" + run + "\" }",
                "missing ",
                "unexpected stem.bn.bias",
                "of another shape stage2.unit1.bn1.weight (32 instead of 16)");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        refused("network = resnet-8, initial { safetensors = nothing }", "which is not in the store", "weights put");
        refused("network = resnet-8, initial { run = \"0123456789ab\" }", "which is no run in the store");
        refused(
                "network = resnet-8, initial { run = \"" + run + "\", at = 3 }",
                "has no state after 3 iterations; it has one after [2, 4, 6]");
        Files.writeString(folder.resolve("none.safetensors"), "this is no file of tensors");
        assertThat(home.run("weights", "put", file("none.safetensors"))).isEqualTo(2);
        assertThat(home.err()).contains("cannot be read as weights: it is no safetensors file");
    }

    private static void refused(String variant, String... parts) throws IOException {
        assertThat(home.run("run", experiment(variant))).isEqualTo(2);
        assertThat(home.err()).contains(parts).doesNotContain("\tat ");
        assertThat(home.err().lines()).hasSize(1);
    }
}
