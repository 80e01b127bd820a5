package io.residuum.actors.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command writes for its user: whole, or not at all. */
final class OutputFile {

    private OutputFile() {}

    /** What goes into the file. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes the file, over one that is there.
     *
     * @return its size in bytes
     * @throws CommandFailure if it cannot be written; then what was there before still is
     */
    static long write(Path file, Content content) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, file + " is a folder; name a file with --output");
        }
        try {
            Files.createDirectories(folder);
            Path temporary = folder.resolve(
                    "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                    content.writeTo(out);
                }
                long bytes = Files.size(temporary);
                Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
                return bytes;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot write " + file + ": " + why(e), e);
        }
    }

    /** What is wrong with a file or folder, in words: the JDK tells some kinds of failure by their class alone. */
    static String why(IOException e) {
        if (!(e instanceof FileSystemException failure)) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
        if (failure.getReason() != null) {
            return failure.getReason();
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return failure.getFile() + " is a file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied for " + failure.getFile();
        }
        return failure instanceof NoSuchFileException
                ? "there is no " + failure.getFile()
                : failure.getClass().getSimpleName() + " " + failure.getFile();
    }
}
