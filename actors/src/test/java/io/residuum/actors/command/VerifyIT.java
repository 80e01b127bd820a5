package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store is damaged under the commands' feet, one way at a time, and mended again. */
@Tag("engine")
class VerifyIT {

    @TempDir
    static Path folder;

    private static TrainedHome home;
    private static String run;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
        run = home.runId(0);
    }

    private static Path object(String key) {
        return home.home().resolve("s3/residuum").resolve(key);
    }

    /** Key of the state that an entry names, by its place in the chain. */
    private static String state(String run, int entry) throws IOException {
        try (Stream<Path> files = Files.list(object("runs/" + run + "/state"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("%08d-".formatted(entry)))
                    .map(name -> "runs/" + run + "/state/" + name)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String entry(String run, int entry) {
        return "runs/" + run + "/log/%08d".formatted(entry);
    }

    private interface Deed {
        void done() throws IOException;
    }

    /** What is damaged meanwhile, as "object: reason"; afterwards nothing is. */
    private static List<String> damagedAfter(Deed damage, Deed mending, String... words) throws IOException {
        damage.done();
        List<String> found = new ArrayList<>();
        try {
            int code = home.run(words);
            for (JsonNode each : home.json().path("damaged")) {
                found.add(each.path("object").asText() + ": "
                        + each.path("reason").asText());
            }
            assertThat(code).as(home.err()).isEqualTo(found.isEmpty() ? 0 : 1);
        } finally {
            mending.done();
        }
        assertThat(home.run("verify", "--all", "--json")).as("mended").isZero();
        return found;
    }

    private static List<String> damagedAfter(Deed damage, Deed mending) throws IOException {
        return damagedAfter(damage, mending, "verify", run, "--json");
    }

    /** Turns a bit of an object over; twice is never. */
    private static void flip(String key, long at) throws IOException {
        try (FileChannel file = FileChannel.open(object(key), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).flip();
            file.write(one, at);
        }
    }

    private static void swap(String one, String other) throws IOException {
        byte[] first = Files.readAllBytes(object(one));
        byte[] second = Files.readAllBytes(object(other));
        Files.write(object(one), second);
        Files.write(object(other), first);
    }

    private static Path aside() {
        return folder.resolve("aside");
    }

    private static List<String> damagedWithout(String key, String... words) throws IOException {
        return damagedAfter(() -> Files.move(object(key), aside()), () -> Files.move(aside(), object(key)), words);
    }

    @Test
    void whatIsWholeIsCounted() throws IOException {
        assertThat(home.run("verify", home.batch(), "--json")).as(home.out()).isZero();
        assertThat(home.json().path("chains").asLong()).isEqualTo(3);
        assertThat(home.json().path("entries").asLong()).isGreaterThanOrEqualTo(2 + 2 * 4);
        assertThat(home.json().path("objects").asLong()).isGreaterThanOrEqualTo(2 * 3 + 5);
        assertThat(home.run("verify", run)).isZero();
        assertThat(home.out()).contains("all as committed");
    }

    @Test
    void oneOrAllIsNamed() {
        assertThat(home.run("verify")).isEqualTo(2);
        assertThat(home.run("verify", run, "--all")).isEqualTo(2);
        assertThat(home.err()).contains("--all");
    }

    @Test
    void aFlippedBitOfAStateIsFound() throws IOException {
        String state = state(run, 2);
        long middle = Files.size(object(state)) / 2;
        assertThat(damagedAfter(() -> flip(state, middle), () -> flip(state, middle)))
                .singleElement()
                .asString()
                .startsWith(state + ": its SHA-256 is");
    }

    @Test
    void aFlippedBitOfAnEntryIsFound() throws IOException {
        String key = entry(run, 1);
        assertThat(damagedAfter(() -> flip(key, 200), () -> flip(key, 200)))
                .singleElement()
                .asString()
                .startsWith(key + ": ");
    }

    @Test
    void aTruncatedStateIsFound() throws IOException {
        String state = state(run, 3);
        byte[] whole = Files.readAllBytes(object(state));
        assertThat(damagedAfter(
                        () -> Files.write(object(state), Arrays.copyOf(whole, 1000)),
                        () -> Files.write(object(state), whole)))
                .singleElement()
                .asString()
                .startsWith(state + ": it has 1000 bytes instead of " + whole.length);
    }

    @Test
    void aDeletedStateIsFound() throws IOException {
        String state = state(run, 3);
        assertThat(damagedWithout(state, "verify", run, "--json")).containsExactly(state + ": it is missing");
    }

    @Test
    void aStateThatMayHaveBeenCollectedIsOnlyNoted() throws IOException {
        String state = state(run, 1);
        assertThat(damagedWithout(state, "verify", run, "--json")).isEmpty();
    }

    @Test
    void aDeletedEntryInBetweenIsAGap() throws IOException {
        String key = entry(run, 2);
        assertThat(damagedWithout(key, "verify", run, "--json"))
                .singleElement()
                .asString()
                .startsWith(key + ": it is missing, while entry 3 is there");
    }

    @Test
    void aDeletedLastEntryIsMissedByTheBatch() throws IOException {
        String key = entry(run, 3);
        assertThat(damagedWithout(key, "verify", home.batch(), "--json"))
                .singleElement()
                .asString()
                .startsWith(key + ": batch ")
                .contains("reaches iteration 4 and no end");
    }

    @Test
    void swappedStatesAreFoundBoth() throws IOException {
        String one = state(run, 2);
        String other = state(run, 3);
        assertThat(damagedAfter(() -> swap(one, other), () -> swap(one, other)))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith(one + ": its SHA-256"),
                        second -> assertThat(second).startsWith(other + ": its SHA-256"));
    }

    @Test
    void entriesSwappedWithAnotherRunsAreFoundBoth() throws IOException {
        String other = entry(home.runId(1), 2);
        String own = entry(run, 2);
        assertThat(damagedAfter(() -> swap(own, other), () -> swap(own, other), "verify", "--all", "--json"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).contains("its chain is [runs/"));
    }

    @Test
    void trainedAgainEverySegmentIsTheSameAndTheCostIsSaidFirst() throws IOException {
        assertThat(home.run("verify", home.batch(), "--recompute", "2", "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("recomputed"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(row -> assertThat(row.path("outcome").asText()).isEqualTo("same"));
        assertThat(home.err()).containsPattern("run [0-9a-f]{12}: trains segments [0-9, ]+ again: [0-9]+ iterations");
        assertThat(home.run("verify", run, "--recompute", "-1")).isEqualTo(2);
    }

    @Test
    void aLostStateIsPutBackByTheTrainingThatGaveIt() throws IOException {
        String state = state(run, 3);
        byte[] whole = Files.readAllBytes(object(state));
        Files.delete(object(state));
        assertThat(home.run("verify", run, "--recompute", "1", "--json"))
                .as(home.err())
                .isZero();
        assertThat(home.json().path("recomputed")).hasSize(1);
        assertThat(home.json().path("recomputed").get(0).path("putBack").asBoolean())
                .isTrue();
        assertThat(Files.readAllBytes(object(state))).isEqualTo(whole);

        Files.delete(object(state));
        flip(state(run, 2), 500);
        String collected = state(run, 1);
        Files.move(object(collected), aside());
        assertThat(home.run("verify", run, "--recompute", "1")).as(home.out()).isZero();
        assertThat(home.err())
                .contains("from untrained weights", "segment 2: the same; its lost state is put back")
                .doesNotContain("segment 1: the same; its");
        assertThat(Files.exists(object(collected))).as("what may be collected").isFalse();
        Files.move(aside(), object(collected));
        assertThat(home.run("verify", run, "--recompute", "2")).as(home.out()).isZero();
        assertThat(Files.readAllBytes(object(state))).isEqualTo(whole);
    }

    @Test
    void aDamagedChainIsNotTrainedAgain() throws IOException {
        String key = entry(run, 2);
        assertThat(damagedAfter(
                        () -> flip(key, 200), () -> flip(key, 200), "verify", run, "--recompute", "1", "--json"))
                .hasSize(1);
        assertThat(home.err()).doesNotContain("trains segment");
    }

    @Test
    void aReportFileThatIsNotTheOneWrittenIsFound() throws IOException {
        String batch = home.batch();
        Path file;
        try (Stream<Path> files = Files.walk(object("reports/" + batch))) {
            file = files.filter(each -> each.endsWith("runs.csv")).findFirst().orElseThrow();
        }
        String key = object("").relativize(file).toString();
        assertThat(damagedAfter(() -> flip(key, 3), () -> flip(key, 3), "verify", batch, "--json"))
                .singleElement()
                .asString()
                .startsWith(key + ": its SHA-256");
    }
}
