package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residuum watch BATCH}: a line for each thing that happens to it, until it ends. */
@Command(
        name = "watch",
        description = "Prints a line for each thing that happens to a batch on a daemon, until it is reported.",
        footer = {"", "A daemon that goes away is waited for; what happened meanwhile is told then."})
final class WatchCommand extends ServerCommand {

    @Parameters(paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Override
    ExitCode perform(Server server) {
        JsonNode ended = new Watching(server, batch(server, subject), line -> {
                    if (!json()) {
                        out().println(line);
                        out().flush();
                    }
                })
                .untilItEnds();
        out().println(
                        json()
                                ? ended.toPrettyString()
                                : "batch " + ended.path("batch").asText() + ": "
                                        + ended.path("state").asText());
        return ended.path("state").asText().equals("reported")
                        && ended.path("failed").asInt() == 0
                ? ExitCode.DONE
                : ExitCode.FAILED;
    }
}
