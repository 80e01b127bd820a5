package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum submit FILE}: an experiment for a daemon to train. */
@Command(
        name = "submit",
        description = "Gives an experiment file to a daemon. Submitted twice it is one batch.",
        footer = {
            "",
            "--wait ends when the report stands: exit code 0, or 1 if a run failed. Ctrl-C leaves the batch to the daemon."
        })
final class SubmitCommand extends ServerCommand {

    @Parameters(paramLabel = "FILE", description = "The experiment file.")
    private Path file;

    @Option(names = "--wait", description = "Wait for the report and print it.")
    private boolean wait;

    @Override
    ExitCode perform(Server server) {
        JsonNode batch = server.post(
                "/v1/batches?file=" + Server.encoded(String.valueOf(file.getFileName())), "text/plain", bytes());
        String id = batch.path("batch").asText();
        if (!wait) {
            out().println(json() ? batch.toPrettyString() : id);
            return ExitCode.DONE;
        }
        err().println("batch " + id + " at " + server.address());
        err().flush();
        JsonNode ended = new Watching(
                        server,
                        id,
                        json()
                                ? line -> {}
                                : line -> {
                                    err().println(line);
                                    err().flush();
                                })
                .untilItEnds();
        return report(server, id, ended);
    }

    private byte[] bytes() {
        try {
            if (!Files.isRegularFile(file)) {
                throw new CommandFailure(ExitCode.WRONG_INPUT, "there is no file " + file);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private ExitCode report(Server server, String id, JsonNode batch) {
        String state = batch.path("state").asText();
        if (!batch.path("hasReport").asBoolean()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "batch " + id + " is " + state
                            + (batch.has("waitsFor")
                                    ? ": " + batch.path("waitsFor").asText()
                                    : "")
                            + "; residuum status " + id + " says how far it is");
        }
        out().println(
                        json()
                                ? server.get("/v1/batches/" + id + "/report").toPrettyString()
                                : server.text("/v1/batches/" + id + "/report/report.txt"));
        return batch.path("failed").asInt() > 0 ? ExitCode.FAILED : ExitCode.DONE;
    }
}
