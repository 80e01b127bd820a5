package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class ExportIT {

    @TempDir
    static Path folder;

    private static TrainedHome home;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
    }

    /** A safetensors file, read by its specification. */
    private record Tensors(JsonNode header, ByteBuffer data) {
        static Tensors read(Path file) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(bytes.getLong());
            String header = new String(bytes.array(), Long.BYTES, length, StandardCharsets.UTF_8);
            return new Tensors(
                    new ObjectMapper().readTree(header),
                    bytes.position(Long.BYTES + length).slice().order(ByteOrder.LITTLE_ENDIAN));
        }

        float first(String name) {
            return data.getFloat(header.path(name).path("data_offsets").get(0).asInt());
        }

        String shape(String name) {
            return header.path(name).path("shape").toString();
        }

        String provenance(String key) {
            return header.path("__metadata__").path(key).asText();
        }
    }

    @Test
    void aRunsNewestWeightsWithWhereTheyAreFrom() throws IOException {
        String run = home.runId(0);
        String weights = home.reported(0).path("weights").asText();
        Path file = folder.resolve("out/newest.safetensors");
        assertThat(home.run("export", run.substring(0, 12), "--format", "safetensors", "--output", file.toString()))
                .as(home.err())
                .isZero();
        Tensors tensors = Tensors.read(file);
        assertThat(tensors.provenance("run")).isEqualTo(run);
        assertThat(tensors.provenance("weights")).isEqualTo(weights);
        assertThat(tensors.provenance("iteration")).isEqualTo("6");
        assertThat(tensors.provenance("dataset")).startsWith("quickstart@");
        assertThat(tensors.provenance("spec")).contains("\"seed\":\"1\"");
        assertThat(tensors.shape("stem.conv.weight")).isEqualTo("[16,3,3,3]");
        assertThat(tensors.shape("stage1.unit1.bn2.running_var")).isEqualTo("[16]");
        assertThat(tensors.shape("input.mean")).matches("\\[3,\\d\\d,\\d\\d]");
        assertThat(tensors.shape("input.scale")).isEqualTo("[3,1,1]");
        assertThat(tensors.first("input.mean")).isBetween(1f, 254f);
        assertThat(tensors.first("input.scale")).isEqualTo(1f / 255f);
    }

    @Test
    void channelStatisticsAreOneMeanAChannel() throws IOException {
        Path file = folder.resolve("channel.safetensors");
        assertThat(home.run("export", home.runId(1), "--format", "SAFETENSORS", "--output", file.toString()))
                .isZero();
        Tensors tensors = Tensors.read(file);
        assertThat(tensors.shape("input.mean")).isEqualTo("[3,1,1]");
        assertThat(tensors.first("input.scale")).isNotEqualTo(1f / 255f).isPositive();
    }

    @Test
    void anEarlierStateByItsIteration() throws IOException {
        Path file = folder.resolve("early.safetensors");
        String run = home.runId(0);
        assertThat(home.run(
                        "export", run, "--at", "2", "--format", "safetensors", "--output", file.toString(), "--json"))
                .isZero();
        assertThat(home.json().path("provenance").path("iteration").asText()).isEqualTo("2");
        assertThat(home.json().path("provenance").path("weights").asText())
                .isNotEqualTo(home.reported(0).path("weights").asText());
        assertThat(home.run("export", run, "--at", "3", "--format", "safetensors", "--output", file.toString()))
                .isEqualTo(2);
        assertThat(home.err()).contains("no state after 3 iterations", "2, 4, 6");
    }

    @Test
    void torchScriptHasItsProvenanceInside() throws IOException {
        Path file = folder.resolve("module.pt");
        String run = home.runId(0);
        assertThat(home.run("export", run, "--format", "torchscript", "--output", file.toString()))
                .isZero();
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(java.util.zip.ZipEntry::getName))
                    .contains("net/data.pkl", "net/data/0", "net/code/__torch__.py", "net/version");
            JsonNode provenance =
                    new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("net/extra/provenance.json")));
            assertThat(provenance.path("run").asText()).isEqualTo(run);
        }
    }

    @Test
    void untrainedWeightsOfAVariantAndSeed() throws IOException {
        Path file = folder.resolve("initial.safetensors");
        String[] words = {
            "export",
            home.file().toString(),
            "--initial",
            "--variant",
            "full",
            "--seed",
            "3",
            "--format",
            "safetensors",
            "--output",
            file.toString()
        };
        assertThat(home.run(words)).as(home.err()).isZero();
        Tensors tensors = Tensors.read(file);
        assertThat(tensors.provenance("seed")).isEqualTo("3");
        assertThat(tensors.first("final.bn.weight")).isOne();
        float drawn = tensors.first("stem.conv.weight");
        assertThat(drawn).isNotZero();

        words[6] = "4";
        assertThat(home.run(words)).isZero();
        assertThat(Tensors.read(file).first("stem.conv.weight")).isNotEqualTo(drawn);

        words[4] = "ful";
        assertThat(home.run(words)).isEqualTo(2);
        assertThat(home.err()).contains("no variant ful", "original, full");
    }

    @Test
    void withoutAStoreTheInputsScalingIsUnknownAndItSaysSo() throws IOException {
        Path file = folder.resolve("nowhere.safetensors");
        var typed = new Typed();
        assertThat(typed.run(
                        "export",
                        home.file().toString(),
                        "--initial",
                        "--variant",
                        "original",
                        "--seed",
                        "1",
                        "--format",
                        "safetensors",
                        "--output",
                        file.toString(),
                        "--home",
                        folder.resolve("no-home").toString()))
                .isZero();
        assertThat(typed.err()).contains("not in the store", "1/255");
        Tensors tensors = Tensors.read(file);
        assertThat(tensors.first("input.mean")).isZero();
        assertThat(tensors.first("input.scale")).isEqualTo(1f / 255f);
        assertThat(tensors.provenance("input")).isEqualTo("unknown");
        assertThat(folder.resolve("no-home")).doesNotExist();
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() throws IOException {
        String run = home.runId(0);
        String file = folder.resolve("x").toString();
        assertThat(home.run("export", run, "--seed", "1", "--format", "safetensors", "--output", file))
                .isEqualTo(2);
        assertThat(home.err()).contains("--initial");
        assertThat(home.run("export", home.file().toString(), "--initial", "--format", "safetensors", "--output", file))
                .isEqualTo(2);
        assertThat(home.err()).contains("--seed");
        assertThat(home.run("export", run, "--format", "safetensors", "--output", folder.toString()))
                .isEqualTo(2);
        assertThat(home.err()).contains("is a folder");
        assertThat(Path.of(file)).doesNotExist();
    }
}
