package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.actors.run.WeightsLookup;
import io.residuum.model.NamedWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code residuum weights}: files of weights that runs can start from. */
@Command(
        name = "weights",
        description = "Brings weights of other programs into the store, for variants to start from.",
        subcommands = WeightsCommand.Put.class)
final class WeightsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with weights: put");
    }

    /** {@code residuum weights put FILE}. */
    @Command(
            name = "put",
            description =
                    "Puts a safetensors file into the store; a variant starts from it with initial { safetensors = KEY }.")
    static final class Put implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "A safetensors file with tensors named as export names them.")
        private Path file;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "Its key in the store; default uploads/ and its name.")
        private @Nullable String key;

        @Mixin
        private final CommonOptions options = new CommonOptions();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            byte[] bytes = bytes();
            NamedWeights weights = weights(bytes);
            String place = key == null ? "uploads/" + file.getFileName() : key;
            try (Session session = Session.toWrite(options)) {
                session.await(session.store().put(place, bytes));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.WRONG_INPUT, e.getMessage() + "; name another with --key", e);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (options.json()) {
                out.println(new ObjectMapper()
                        .createObjectNode()
                        .put("key", place)
                        .put("bytes", bytes.length)
                        .put("tensors", weights.shapes().size())
                        .toPrettyString());
            } else {
                out.printf(
                        "%s: %d tensors; a variant starts from it with initial { safetensors = \"%s\" }%n",
                        place, weights.shapes().size(), place);
            }
            out.flush();
            return ExitCode.DONE.number();
        }

        private byte[] bytes() {
            try {
                if (!Files.isRegularFile(file)) {
                    throw new CommandFailure(ExitCode.WRONG_INPUT, "there is no file " + file);
                }
                if (Files.size(file) > WeightsLookup.MOST_BYTES) {
                    throw new CommandFailure(
                            ExitCode.WRONG_INPUT,
                            file + " has " + Files.size(file) + " bytes; weights have at most "
                                    + WeightsLookup.MOST_BYTES);
                }
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.WRONG_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        private NamedWeights weights(byte[] bytes) {
            try {
                return NamedWeights.read(bytes);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        file + " cannot be read as weights: " + e.getMessage() + "; write it again",
                        e);
            }
        }
    }
}
