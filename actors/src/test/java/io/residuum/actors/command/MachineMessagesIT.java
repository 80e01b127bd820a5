package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residuum.actors.MessagesPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that does not give what a process needs: a full or read-only disk, a home that is taken, little memory. Disks are small
 * ones in a mount namespace of the child's own; where users may not have such, these tests are skipped, and say so.
 */
@Tag("engine")
class MachineMessagesIT {
    private static final MessagesPage MESSAGES = new MessagesPage("machines");

    private static final String EXPERIMENT =
            """
            experiment {
              name = small, dataset = quickstart, seeds = [1]
              recipe { iterations = 10, mini-batch = 16, slices = 1, evaluate-every = 10 }
              variants = [ { name = a, network = resnet-8 } ]
            }
            """;

    @TempDir
    Path folder;

    @AfterAll
    static void theManualHasEveryMessage() {
        if (namespaces()) {
            MESSAGES.compare();
        }
    }

    private record Ended(int code, String err) {}

    private static boolean namespaces() {
        try {
            return new ProcessBuilder("unshare", "-rm", "true")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ended run(List<String> options, Path home, Path results, String before) throws Exception {
        Path file = Files.writeString(folder.resolve("small.conf"), EXPERIMENT);
        List<String> command = new ArrayList<>();
        if (!before.isEmpty()) {
            command.addAll(List.of("unshare", "-rm", "sh", "-c", before + " && exec \"$@\"", "sh"));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of("-Dai.djl.offline=true", Main.class.getName(), "run", file.toString()));
        command.addAll(List.of("--home", home.toString(), "--results", results.toString()));
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private void told(String what, Ended ended, int code) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.err()).doesNotContain("\tat ", "Exception in thread");
        String message = ended.err()
                .lines()
                .filter(line -> line.startsWith("residuum: "))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError(ended.err()))
                .replace(folder.toString(), "FOLDER")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("[0-9a-f]{64}", "DIGEST")
                .replaceAll("small-[0-9a-f]{12}", "BATCH")
                .replaceAll("process \\d+", "process N")
                .replaceAll("in \\d+ tries", "in N tries")
                .replaceAll("\\d+ KiB", "N KiB");
        MESSAGES.add(what, ended.code(), message);
    }

    @Test
    void aHomeThatIsAFile() throws Exception {
        Path home = Files.writeString(folder.resolve("file"), "x");
        told("--home is a file", run(List.of(), home, folder.resolve("results"), ""), 1);
    }

    @Test
    void aHomeOnAReadOnlyDisk() throws Exception {
        assumeTrue(namespaces(), "needs a mount namespace of one's own");
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Ended ended =
                run(List.of(), disk.resolve("home"), folder.resolve("results"), "mount -t tmpfs -o ro none " + disk);
        told("--home on a read-only disk", ended, 1);
    }

    @Test
    void aDiskThatIsFull() throws Exception {
        assumeTrue(namespaces(), "needs a mount namespace of one's own");
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Ended ended = run(
                List.of("-Dresiduum.storage.deadline=2s"),
                disk.resolve("home"),
                folder.resolve("results"),
                "mount -t tmpfs -o size=1m none " + disk);
        told("the disk of the home is full", ended, 3);
    }

    /** A trainer says what it waits for, and goes on by itself once there is room. */
    @Test
    void aDiskThatIsFullWhileTrainingIsWaitedFor() throws Exception {
        assumeTrue(namespaces(), "needs a mount namespace of one's own");
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Path filler = disk.resolve("filler");
        String room = "mount -t tmpfs -o size=7m none %s && dd if=/dev/zero of=%s bs=1k count=2048 2>/dev/null"
                        .formatted(disk, filler)
                + " && (timeout 240 sh -c \"until grep -q 'waiting for storage' %s; do sleep 0.2; done\"; rm %s) &"
                        .formatted(folder.resolve("err"), filler)
                + " true";
        Ended ended =
                run(List.of("-Dresiduum.storage.deadline=2s"), disk.resolve("home"), folder.resolve("results"), room);
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("waiting for storage: ").contains("Make room on it");
    }

    @Test
    void resultsThatCannotBeWritten() throws Exception {
        Path results = Files.writeString(folder.resolve("results"), "x");
        told("--results is a file", run(List.of(), folder.resolve("home"), results, ""), 1);
    }

    @Test
    void aHomeThatAnotherProcessHolds() throws Exception {
        try (Home held = Home.hold(folder.resolve("home"), Home.Use.RUNNING)) {
            assertThat(held).isNotNull();
            told(
                    "a second process on a home",
                    run(List.of(), folder.resolve("home"), folder.resolve("results"), ""),
                    1);
        }
    }
}
