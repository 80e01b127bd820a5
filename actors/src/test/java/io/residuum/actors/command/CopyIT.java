package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch and its data set, from home to home; cut off, begun again, and refused where something else stands. */
@Tag("engine")
class CopyIT {

    @TempDir
    static Path trained;

    @TempDir
    Path folder;

    private static TrainedHome home;
    private static String batch;
    private Path there;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(trained);
        batch = home.batch();
    }

    @BeforeEach
    void another() {
        there = folder.resolve("there");
    }

    private Path bucket() {
        return there.resolve("s3/residuum");
    }

    private int copy(String... words) {
        return home.run(
                Stream.concat(Stream.of("copy"), Stream.concat(Stream.of(words), Stream.of("--to", there.toString())))
                        .toArray(String[]::new));
    }

    /** What a command says of the other home. */
    private int atTheOther(Typed typed, String... words) {
        return typed.run(Stream.concat(Stream.of(words), Stream.of("--home", there.toString()))
                .toArray(String[]::new));
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void whatIsCopiedIsWholeAndCanBeLookedIntoAndGoneOnWithThere() throws IOException {
        assertThat(copy(batch, "--json")).as(home.err()).isZero();
        JsonNode first = home.json();
        assertThat(first.path("entries").asLong()).isEqualTo(2 + 2 * 4);
        assertThat(first.path("dataSetsMissing")).hasSize(1);
        Path report = home.home().resolve("s3/residuum/reports/" + batch);
        assertThat(first.path("objects").asLong())
                .as("two states a run, and the report")
                .isEqualTo(2 * 2 + files(report).size());

        assertThat(copy("dataset", "quickstart", "--json")).as(home.err()).isZero();
        assertThat(home.json().path("newest").asBoolean()).isTrue();
        assertThat(home.json().path("copied").asLong()).isPositive();

        Typed other = new Typed();
        assertThat(atTheOther(other, "verify", "--all")).as(other.out()).isZero();
        assertThat(atTheOther(other, "datasets", "verify", "quickstart"))
                .as(other.out())
                .isZero();
        assertThat(atTheOther(other, "report", batch)).isZero();
        assertThat(atTheOther(other, "evaluate", home.runId(0))).as(other.err()).isZero();
        assertThat(other.out()).contains("as in the report, to the image");

        assertThat(copy(batch, "--all-states", "--json")).as(home.err()).isZero();
        assertThat(home.json().path("entries").asLong()).isZero();
        assertThat(home.json().path("entriesAlreadyThere").asLong()).isEqualTo(2 + 2 * 4);
        assertThat(copy("dataset", "quickstart", "--json")).isZero();
        assertThat(home.json().path("copied").asLong()).isZero();
    }

    @Test
    void aCopyThatWasCutOffIsGoneOnWith() throws IOException {
        assertThat(copy(batch)).isZero();
        List<Path> whole = files(bucket());
        // As if it had been killed: in whatever order things were written, what came last is not there yet.
        Files.delete(bucket().resolve("batches/" + batch + "/log/00000001"));
        Files.delete(bucket().resolve("batches/" + batch + "/log/00000000"));
        String run = home.runId(1);
        Files.delete(bucket().resolve("runs/" + run + "/log/00000003"));
        for (Path state : files(bucket().resolve("runs/" + run + "/state"))) {
            if (state.getFileName().toString().startsWith("00000003-")) {
                Files.delete(state);
            }
        }
        assertThat(copy(batch, "--json")).as(home.err()).isZero();
        assertThat(home.json().path("entries").asLong()).isEqualTo(3);
        assertThat(home.json().path("objects").asLong()).isOne();
        assertThat(files(bucket())).isEqualTo(whole);
    }

    @Test
    void whatDiffersThereIsNeverWrittenOver() throws IOException {
        assertThat(copy(batch)).isZero();
        String run = home.runId(0);
        Files.delete(bucket().resolve("batches/" + batch + "/log/00000001"));
        Path state = files(bucket().resolve("runs/" + run + "/state")).get(0);
        byte[] other = "something else".getBytes(StandardCharsets.UTF_8);
        Files.delete(bucket().resolve("runs/" + run + "/log/00000003"));
        Files.write(state, other);
        assertThat(copy(batch)).isEqualTo(1);
        assertThat(home.err()).contains("holds something else; nothing was written over it");
        assertThat(Files.readAllBytes(state)).isEqualTo(other);
    }

    @Test
    void aRunTrainedThereToTheSameEndStaysAndAnotherHistoryOfTheBatchIsRefused() throws IOException {
        Typed other = new Typed();
        assertThat(atTheOther(
                        other,
                        "run",
                        home.file().toString(),
                        "--results",
                        folder.resolve("there-results").toString()))
                .as(other.err())
                .isZero();
        List<Path> before = files(bucket());
        assertThat(copy(batch)).isEqualTo(1);
        assertThat(home.err()).contains("batch " + batch + " stands there with another history from entry 0 on");
        assertThat(files(bucket())).isEqualTo(before);

        for (Path entry : files(bucket().resolve("batches/" + batch + "/log"))) {
            Files.delete(entry);
        }
        for (Path report : files(bucket().resolve("reports/" + batch))) {
            Files.delete(report);
        }
        assertThat(copy(batch, "--json")).as(home.err()).isZero();
        assertThat(home.json().path("runsKept")).hasSize(2);
        assertThat(atTheOther(other, "verify", batch)).as(other.out()).isZero();
    }

    @Test
    void fromThereItIsTheSameAndNonsenseIsRefused() throws IOException {
        assertThat(copy(batch)).isZero();
        Path back = folder.resolve("back");
        Typed typed = new Typed();
        assertThat(typed.run("copy", batch, "--from", there.toString(), "--home", back.toString()))
                .as(typed.err())
                .isZero();
        assertThat(typed.out()).contains("entries and ", "objects copied", "its data set quickstart@");
        assertThat(typed.run("verify", "--all", "--home", back.toString()))
                .as(typed.out())
                .isZero();

        assertThat(home.run("copy", batch)).isEqualTo(2);
        assertThat(home.err()).contains("--to STORE or --from STORE");
        assertThat(home.run("copy", batch, "other", "--to", there.toString())).isEqualTo(2);
        assertThat(home.run("copy", "dataset", "quickstart", "--all-states", "--to", there.toString()))
                .isEqualTo(2);
        assertThat(home.run("copy", batch, "--from", folder.resolve("nowhere").toString()))
                .isEqualTo(3);
        assertThat(home.run("copy", batch, "--to", folder.resolve("none.conf").toString()))
                .isEqualTo(2);
    }
}
