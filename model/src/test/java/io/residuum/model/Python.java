package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's PyTorch, by Debian's python3. */
final class Python {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private Python() {}

    /** Skips the test visibly where there is no PyTorch. */
    static void assumeTorch() throws IOException, InterruptedException {
        assumeTrue(hasTorch(), "needs Debian's python3-torch: apt-get install python3-torch");
    }

    /** Runs a script among the test's resources to its end, which must be a good one. */
    static void run(Path folder, String resource, Path... arguments) throws IOException, InterruptedException {
        run(folder, resource, List.of(arguments).stream().map(Path::toString).toList());
    }

    static void run(Path folder, String resource, List<String> arguments) throws IOException, InterruptedException {
        Path script = folder.resolve(resource);
        try (InputStream source = Python.class.getResourceAsStream(resource)) {
            Files.write(script, source.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), script.toString()));
        command.addAll(arguments);
        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
    }

    private static boolean hasTorch() throws IOException, InterruptedException {
        if (!Files.isExecutable(PYTHON)) {
            return false;
        }
        Process asked = new ProcessBuilder(PYTHON.toString(), "-c", "import torch")
                .redirectErrorStream(true)
                .start();
        asked.getInputStream().readAllBytes();
        return asked.waitFor(60, TimeUnit.SECONDS) && asked.exitValue() == 0;
    }
}
