package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A word about a batch: answered when its entry stands in the batch's chain, so that it holds whoever coordinates. */
abstract class ControlCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    private final String command;

    ControlCommand(String command) {
        this.command = command;
    }

    /** What the API is sent. */
    ObjectNode body(Server server, String batch) {
        return JSON.createObjectNode();
    }

    @Override
    final ExitCode perform(Server server) {
        String batch = batch(server, subject);
        JsonNode outcome = server.command("/v1/batches/" + batch + "/" + command, body(server, batch));
        if (json()) {
            out().println(outcome.toPrettyString());
        } else {
            boolean written = outcome.path("outcome").asText().equals("written");
            out().println("batch " + batch + ": " + command
                    + (written ? ", written in its chain" : ", it was so already"));
        }
        return ExitCode.DONE;
    }

    /** {@code residuum pause BATCH}. */
    @Command(
            name = "pause",
            description = "Lets nothing of a batch be trained until it is resumed; what was done is committed.")
    static final class Pause extends ControlCommand {
        Pause() {
            super("pause");
        }
    }

    /** {@code residuum resume BATCH}. */
    @Command(name = "resume", description = "Lets a paused batch go on.")
    static final class Resume extends ControlCommand {
        Resume() {
            super("resume");
        }
    }

    /** {@code residuum priority BATCH N}. */
    @Command(
            name = "priority",
            description = "Gives a batch another priority: slots go to batches of higher priority first.")
    static final class Priority extends ControlCommand {
        @Parameters(index = "1", paramLabel = "PRIORITY", description = "From -1000 to 1000; 0 is usual.")
        private int priority;

        Priority() {
            super("priority");
        }

        @Override
        ObjectNode body(Server server, String batch) {
            return JSON.createObjectNode().put("priority", priority);
        }
    }

    /** One of several things of a batch. */
    abstract static class Targeted extends ControlCommand {
        @Option(names = "--variant", paramLabel = "NAME", description = "Only this variant.")
        private @Nullable String variant;

        @Option(
                names = "--run",
                paramLabel = "RUN",
                description = "Only this run; the beginning of its name is enough.")
        private @Nullable String run;

        Targeted(String command) {
            super(command);
        }

        @Override
        ObjectNode body(Server server, String batch) {
            ObjectNode body = JSON.createObjectNode();
            if (variant != null) {
                body.put("variant", variant);
            }
            if (run != null) {
                body.put("run", run(server, batch, run));
            }
            return body;
        }

        private static String run(Server server, String batch, String beginning) {
            for (JsonNode variant :
                    server.get("/v1/batches/" + batch + "/variants").path("variants")) {
                for (JsonNode run : variant.path("runs")) {
                    if (run.path("run").asText().startsWith(beginning)) {
                        return run.path("run").asText();
                    }
                }
            }
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "batch " + batch + " has no run " + beginning + "; residuum status " + batch + " names its runs");
        }
    }

    /** {@code residuum cancel BATCH}. */
    @Command(
            name = "cancel",
            description =
                    "Ends a batch, a variant or a run of it; what has a result keeps it, and the report is made of that.")
    static final class Cancel extends Targeted {
        Cancel() {
            super("cancel");
        }
    }

    /** {@code residuum retry BATCH}. */
    @Command(name = "retry", description = "Tries again what failed or was cancelled of a batch, a variant or a run.")
    static final class Retry extends Targeted {
        Retry() {
            super("retry");
        }
    }
}
