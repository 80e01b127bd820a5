package io.residuum.actors.command;

import io.residuum.actors.experiment.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what people name on the command line. */
final class InputFiles {

    /** An experiment file is a page of text; this is hundreds of them. */
    private static final long MOST_BYTES = 1 << 20;

    private InputFiles() {}

    /** @throws CommandFailure if the file is not there, cannot be read or is far too long to be one */
    static ExperimentFile experiment(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new CommandFailure(ExitCode.WRONG_INPUT, "there is no file " + file);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        file + " has " + Files.size(file) + " bytes; an experiment file has at most " + MOST_BYTES);
            }
            return ExperimentFile.parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
