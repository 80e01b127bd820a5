package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class CompareIT {

    @TempDir
    Path folder;

    @Test
    void furtherSeedsJoinTheSameVariantsAndBatchesStandBesideEachOther() throws IOException {
        TrainedHome home = TrainedHome.in(folder);
        String first = home.batch();
        String weights = home.reported(0).path("weights").asText();
        String results = folder.resolve("results").toString();
        assertThat(home.run("run", home.file().toString(), "--seeds", "1-2", "--results", results, "--json"))
                .as(home.err())
                .isZero();
        JsonNode variant = home.json().path("result").path("variants").get(0);
        String second = home.json().path("result").path("batch").asText();
        assertThat(second).isNotEqualTo(first);
        assertThat(variant.path("runs")).hasSize(2);
        assertThat(variant.path("runs").get(0).path("weights").asText())
                .as("the seed it had was not trained again")
                .isEqualTo(weights);
        assertThat(home.err()).contains("4 runs on");

        String changed = TrainedHome.EXPERIMENT
                .replace("looked into", "changed")
                .replace("name = original, network = resnet-8", "name = original, network = resnet-8, width = 2");
        Path file =
                Files.writeString(folder.resolve("changed.conf"), changed.replace("iterations = 6", "iterations = 2"));
        assertThat(home.run("run", file.toString(), "--results", results, "--json"))
                .as(home.err())
                .isZero();
        String third = home.json().path("result").path("batch").asText();

        assertThat(home.run("compare", first, second, "--json")).isZero();
        JsonNode row = home.json().path("rows").get(0);
        assertThat(row.path("variant").asText()).isEqualTo("original");
        assertThat(row.path("same").asBoolean()).isTrue();
        assertThat(row.path("cells").get(0).path("n").asInt()).isEqualTo(1);
        assertThat(row.path("cells").get(1).path("n").asInt()).isEqualTo(2);
        assertThat(row.path("cells").get(0).path("std").isNull()).isTrue();

        assertThat(home.run("compare", first, third)).isZero();
        assertThat(home.out()).contains("[1] " + first, "[2] " + third, "original *", "* of other networks");
        assertThat(home.run("compare", first, "no-such")).isEqualTo(2);

        assertThat(home.run("compare", second, "--json")).isZero();
        JsonNode pair = home.json().path("comparisons").get(0);
        assertThat(pair.path("first").asText()).isEqualTo("full");
        assertThat(pair.path("second").asText()).isEqualTo("original");
        assertThat(pair.at("/ranks/smallestP").asDouble()).as("two against two").isCloseTo(2.0 / 6, within(1e-12));
        assertThat(pair.at("/paired/pairs").asInt()).as("normalised otherwise").isZero();
        assertThat(home.run("compare", first, third, "--baseline", "original [2]"))
                .isZero();
        assertThat(home.out()).contains("original [1] − original [2]", "full [2] − original [2]");
        assertThat(home.run("compare", second, "--variant", "orginal")).isEqualTo(2);
        assertThat(home.err()).contains("there is no variant [orginal]; there are: original, full");

        assertThat(home.run("report", second, "--format", "latex")).isZero();
        assertThat(home.out()).contains("\\begin{tabular}", "full $-$ original");
        assertThat(home.run("report", second, "--format", "markdown")).isZero();
        assertThat(home.out()).contains("| case | measured |");
        assertThat(home.run("report", second, "--format", "csv")).isZero();
        assertThat(home.out()).startsWith("row,column,view,variant,published");
    }
}
