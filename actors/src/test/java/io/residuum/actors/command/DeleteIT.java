package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a deletion, and of everything else after it. */
@Tag("engine")
class DeleteIT {

    @TempDir
    Path folder;

    @Test
    void everyCommandSaysThatItIsGoneAndTheSameFileBringsItBack() throws IOException {
        TrainedHome home = TrainedHome.in(folder);
        String batch = home.batch();
        String run = home.runId(0);
        String weights = home.reported(0).path("weights").asText();

        assertThat(home.run("delete", batch)).as("nobody can be asked").isEqualTo(2);
        assertThat(home.err()).contains("2 runs with", "--yes");
        assertThat(home.run("delete", "nothing-of-that-name", "--yes")).isEqualTo(2);
        assertThat(home.run("delete", batch.substring(0, 10), "--yes", "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("deleted")).hasSize(2);
        assertThat(home.json().path("kept")).isEmpty();
        assertThat(home.run("delete", batch, "--yes")).as("again").isZero();

        assertThat(home.run("list", "--json")).isZero();
        assertThat(home.json()).isEmpty();
        assertThat(home.run("list", "--deleted")).isZero();
        assertThat(home.out()).contains(batch, "deleted");
        assertThat(home.run("status", batch)).isZero();
        assertThat(home.out()).contains("was deleted");
        assertThat(home.run("why", run)).isZero();
        assertThat(home.out()).contains("was deleted");
        assertThat(home.run("describe", home.file().toString())).isZero();
        assertThat(home.out()).contains("2 runs to do, 0 done");
        assertThat(home.run("report", batch)).isEqualTo(1);
        assertThat(home.err()).contains("was deleted");
        assertThat(home.run("evaluate", run)).isEqualTo(1);
        assertThat(home.err()).contains("was deleted");
        assertThat(home.run("verify", "--all")).as(home.out()).isZero();

        assertThat(home.run(
                        "run",
                        home.file().toString(),
                        "--results",
                        folder.resolve("results").toString()))
                .as(home.err())
                .isZero();
        assertThat(home.err()).contains("was deleted; it is accepted anew");
        assertThat(home.reported(0).path("weights").asText()).isEqualTo(weights);
        assertThat(home.run("verify", "--all")).as(home.out()).isZero();
    }

    private static Confirmation answering(String answer) {
        return new Confirmation(new BufferedReader(new StringReader(answer)), true);
    }

    @Test
    void onlyTheWholeWordYesIsOne() {
        var asked = new StringWriter();
        answering("yes\n").of("delete batch x", new PrintWriter(asked));
        assertThat(asked.toString()).contains("delete batch x");
        for (String answer : new String[] {"y\n", "no\n", "", "yes please\n"}) {
            assertThatThrownBy(() -> answering(answer).of("delete batch x", new PrintWriter(asked)))
                    .hasMessageContaining("nothing was changed");
        }
    }
}
