package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residuum logs}: what a daemon wrote last. */
@Command(name = "logs", description = "Prints what a daemon wrote last to its log, of a batch or a run.")
final class LogsCommand extends ServerCommand {

    @Option(
            names = "--batch",
            paramLabel = "BATCH",
            description = "Only what is about this batch; the beginning of its name is enough.")
    private @Nullable String batch;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Only what is about this run; the beginning of its name is enough.")
    private @Nullable String run;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "100",
            description = "The last N lines; default ${DEFAULT-VALUE}.")
    private int lines = 100;

    @Override
    ExitCode perform(Server server) {
        String query = "/v1/logs?lines=" + lines
                + (batch == null ? "" : "&batch=" + Server.encoded(batch))
                + (run == null ? "" : "&run=" + Server.encoded(run));
        for (JsonNode line : server.get(query).path("lines")) {
            out().println(
                            json()
                                    ? line.toString()
                                    : "%s %-5s %s"
                                            .formatted(
                                                    line.path("time").asText(),
                                                    line.path("level").asText(),
                                                    line.path("message").asText()));
        }
        return ExitCode.DONE;
    }
}
