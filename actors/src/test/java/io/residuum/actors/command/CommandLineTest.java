package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no store: usage, versions, refusals. */
class CommandLineTest {

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(typed.run("--version")).isZero();
        assertThat(typed.out()).matches("residuum \\d+\\.\\d+\\.\\d+\\S*\\s*");
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        assertThat(typed.run("--help")).isZero();
        assertThat(typed.out())
                .contains("run", "import", "describe", "list", "status", "why", "report", "130")
                .contains("export", "evaluate", "verify", "datasets", "doctor", "compare");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rum",
                "run",
                "run --hom x f.conf",
                "import cifar10",
                "status",
                "run f --seeds 5-",
                "compare",
                "report a --format word"
            })
    void wrongUseSaysWhatIsRight(String line) {
        assertThat(typed.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(typed.err())
                .startsWith("residuum: ")
                .contains("Usage: residuum")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void aMissingExperimentFileIsNamed() {
        assertThat(typed.run("run", "no-such.conf", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(typed.err()).isEqualToIgnoringNewLines("residuum: there is no file no-such.conf");
    }

    @Test
    void aWrongExperimentFileStartsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.conf"), "experiment {\n  name = x\n  sedes = [1]\n}\n");
        assertThat(typed.run(
                        "run", file.toString(), "--home", folder.resolve("home").toString()))
                .isEqualTo(2);
        assertThat(typed.err()).contains("wrong.conf", "3", "sedes", "seeds").doesNotContain("\tat ");
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void severalFilesAreDescribedTogether() throws IOException {
        Path papers = Path.of("..", "conf", "experiments", "paper");
        String home = folder.resolve("nowhere").toString();
        String table = papers.resolve("table1.conf").toString();
        String figure = papers.resolve("figure6.conf").toString();
        var json = new ObjectMapper();

        assertThat(typed.run("describe", table, figure, "--json", "--home", home))
                .isZero();
        JsonNode both = json.readTree(typed.out());
        assertThat(both.path("experiments")).hasSize(2);
        assertThat(both.path("variants")).hasSize(16 + 4);
        assertThat(both.at("/variants/16/experiment").asText()).isEqualTo("Figure 6");
        assertThat(both.at("/variants/10/published").asDouble()).isEqualTo(8.7);
        assertThat(both.at("/variants/10/shortcutSettings/bias").asDouble()).isEqualTo(-6);

        assertThat(typed.run("describe", table, "--json", "--home", home)).isZero();
        assertThat(json.readTree(typed.out()).path("variants"))
                .as("one file is itself")
                .hasSize(16);
        assertThat(typed.run("describe", table, figure, "--home", home)).isZero();
        assertThat(typed.out()).contains("Table 1, seeds [1, 2, 3, 4, 5]", "Figure 6, seeds [1, 2, 3, 4, 5]");
    }

    @Test
    void allPairsHaveNoBaseline() {
        assertThat(typed.run("compare", "a", "--all-pairs", "--baseline", "b")).isEqualTo(2);
        assertThat(typed.err()).contains("--all-pairs has no --baseline: give one of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "status x", "why abcd", "report x"})
    void readingWhereThereIsNoStoreSaysSo(String line) {
        String[] words = (line + " --home " + folder.resolve("nowhere")).split(" ");
        assertThat(typed.run(words)).isEqualTo(3);
        assertThat(typed.err()).contains("there is no store in", "nowhere", "--home");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestKnownOne() throws IOException {
        Path config = Files.writeString(folder.resolve("my.conf"), "residuum.actors.segment.lenght = 10s\n");
        assertThat(typed.run("list", "--config", config.toString(), "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(typed.err()).contains("residuum.actors.segment.lenght", "nearest is residuum.actors.segment.length");
    }

    @Test
    void anUnreachableStoreIsToldFromAWrongFile() throws IOException {
        Path config = Files.writeString(
                folder.resolve("my.conf"),
                "residuum.storage { endpoint = \"http://127.0.0.1:9\", deadline = 2s, access-key = a, secret-key = b }\n");
        assertThat(typed.run("list", "--config", config.toString(), "--home", folder.toString()))
                .isEqualTo(3);
        assertThat(typed.err()).contains("127.0.0.1:9").doesNotContain("\tat ");
    }
}
