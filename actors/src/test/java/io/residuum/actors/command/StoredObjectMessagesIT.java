package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.MessagesPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object of a trained home damaged at a time: every command says which, run does not wait for ever, and restored all is well. */
@Tag("engine")
class StoredObjectMessagesIT {
    private static final MessagesPage MESSAGES = new MessagesPage("stored objects");

    @TempDir
    static Path folder;

    private static TrainedHome home;
    private static String run;
    private static String other;
    private static String batch;

    @BeforeAll
    static void train() throws IOException {
        home = TrainedHome.in(folder);
        batch = home.batch();
        run = home.runId(0);
        other = home.runId(1);
    }

    @AfterAll
    static void theManualHasEveryMessage() {
        MESSAGES.compare();
    }

    private static Path bucket() {
        return home.home().resolve("s3/residuum");
    }

    private static Path only(String folderKey, String beginning) {
        try (Stream<Path> files = Files.walk(bucket().resolve(folderKey))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(beginning))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[changed.length / 2] ^= 1;
        return changed;
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] newer(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .replaceFirst("\"format\":1", "\"format\":7")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void said(String what, Path object, UnaryOperator<byte[]> change, String... words)
            throws IOException {
        byte[] whole = Files.readAllBytes(object);
        Files.write(object, change.apply(whole));
        try {
            assertThat(home.run(words)).as(what + ": " + home.err()).isEqualTo(1);
            List<String> lines = home.err()
                    .lines()
                    .filter(line -> line.startsWith("residuum: "))
                    .toList();
            assertThat(lines).as(home.err()).hasSize(1);
            assertThat(home.err()).doesNotContain("\tat ", "Exception");
            MESSAGES.add(words[0] + ": " + what, 1, general(lines.get(0)));
        } finally {
            Files.write(object, whole);
        }
        assertThat(home.run("verify", "--all")).as("restored: " + home.out()).isZero();
    }

    private static String general(String message) {
        return message.replace(batch, "BATCH")
                .replace(other, "OTHER")
                .replace(run, "RUN")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("\\d{8}-[0-9a-f]{16}", "00000003-ATTEMPT")
                .replaceAll("[0-9a-f]{64}", "DIGEST")
                .replaceAll("/[0-9a-f]{12}/", "/DIGEST/")
                .replaceAll("has \\d+ bytes instead of \\d+", "has N bytes instead of M")
                .replaceAll("it is not JSON: .*?; object", "it is not JSON: REASON; object")
                .replaceAll("its bytes are not those that were written: its own digest does not fit", "REASON");
    }

    @Test
    void entriesOfARun() throws IOException {
        Path entry = bucket().resolve("runs/" + run + "/log/00000002");
        byte[] others = Files.readAllBytes(bucket().resolve("runs/" + other + "/log/00000002"));
        said("an entry cut", entry, StoredObjectMessagesIT::cut, "status", run);
        said("an entry of another run", entry, whole -> others, "status", run);
        said("an entry of a newer format", entry, StoredObjectMessagesIT::newer, "status", run);
    }

    @Test
    void statesOfARun() throws IOException {
        Path state = only("runs/" + run + "/state", "00000003");
        byte[] others = Files.readAllBytes(only("runs/" + other + "/state", "00000003"));
        String[] export = {
            "export",
            run,
            "--format",
            "safetensors",
            "--output",
            folder.resolve("x.safetensors").toString()
        };
        said("a state with a flipped bit", state, StoredObjectMessagesIT::flipped, export);
        said("a state cut", state, StoredObjectMessagesIT::cut, export);
        said("a state of another run", state, whole -> others, export);
        assertThat(folder.resolve("x.safetensors")).doesNotExist();
    }

    @Test
    void reportsAndDataSets() throws IOException {
        said(
                "a report with a flipped bit",
                only("reports", "report.json"),
                StoredObjectMessagesIT::flipped,
                "report",
                batch);
        said(
                "a report of a newer format",
                only("reports", "current.json"),
                StoredObjectMessagesIT::newer,
                "report",
                batch);
        Path manifest = only("datasets", "manifest.json");
        said(
                "a manifest with a flipped bit",
                manifest,
                StoredObjectMessagesIT::flipped,
                "datasets",
                "show",
                "quickstart");
        said("a manifest cut", manifest, StoredObjectMessagesIT::cut, "datasets", "show", "quickstart");
    }

    /** What run needs to go on is damaged: the others are trained, it ends with 1, and with the object restored it goes on. */
    @Test
    void runEndsAndGoesOnWhenTheObjectIsRestored() throws IOException {
        Path file = folder.resolve("further.conf");
        Files.writeString(
                file, TrainedHome.EXPERIMENT.replace("looked into", "further").replace("seeds = [1]", "seeds = [8]"));
        Path shard = only("datasets/quickstart/shards", "");
        String[] words = {
            "run", file.toString(), "--results", folder.resolve("results").toString()
        };
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, flipped(whole));
        assertThat(home.run(words)).as(home.err()).isEqualTo(1);
        assertThat(home.err())
                .contains("is damaged: its SHA-256 is", "go on with the same command")
                .doesNotContain("\tat ");
        Files.write(shard, whole);
        assertThat(home.run(words)).as(home.err()).isZero();
    }
}
