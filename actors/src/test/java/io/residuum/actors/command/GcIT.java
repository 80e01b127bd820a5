package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that nobody needs any more: shown, then removed; what stays is enough to verify the runs. */
@Tag("engine")
class GcIT {

    @TempDir
    Path folder;

    private static List<Path> states(TrainedHome home) throws IOException {
        try (Stream<Path> files = Files.walk(home.home().resolve("s3"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/state/"))
                    .toList();
        }
    }

    @Test
    void whatWouldGoIsShownAndGoesWhenAskedFor() throws IOException {
        TrainedHome home = TrainedHome.in(folder);
        List<Path> all = states(home);
        assertThat(all).as("two runs of three segments").hasSize(6);

        assertThat(home.run("gc")).as(home.err()).isZero();
        assertThat(home.out()).contains("2 states of 2 runs", "would go", "gc --yes");
        assertThat(states(home)).isEqualTo(all);

        assertThat(home.run("gc", "--yes", "--json")).isZero();
        assertThat(home.json().path("removed").asBoolean()).isTrue();
        assertThat(home.json().path("states").asInt()).isEqualTo(2);
        assertThat(home.json().path("runs")).hasSize(2);
        assertThat(states(home)).as("of the last two entries").hasSize(4);

        assertThat(home.run("gc", "--yes")).isZero();
        assertThat(home.out()).contains("nothing to remove");
        assertThat(home.run("verify", "--all")).as(home.out() + home.err()).isZero();
    }
}
