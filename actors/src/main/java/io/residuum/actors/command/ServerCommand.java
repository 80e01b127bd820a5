package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command to a daemon. */
abstract class ServerCommand implements Callable<Integer> {

    static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private final ServerOptions servers = new ServerOptions();

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            defaultValue = ".residuum",
            description = "Where a daemon on this machine says where it is; default ${DEFAULT-VALUE}.")
    private Path home = Path.of(".residuum");

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        ExitCode code = perform(new Server(servers.orUsual(home)));
        out().flush();
        return code.number();
    }

    abstract ExitCode perform(Server server);

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The one batch whose name begins so. */
    static String batch(Server server, String beginning) {
        List<String> found = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = server.get("/v1/batches?limit=500&after=" + Server.encoded(after));
            for (JsonNode batch : page.path("batches")) {
                if (batch.path("batch").asText().startsWith(beginning)
                        && !batch.path("state").asText().equals("deleted")) {
                    found.add(batch.path("batch").asText());
                }
            }
            if (!page.has("next")) {
                return one(beginning, found);
            }
            after = page.path("next").asText();
        }
    }

    private static String one(String beginning, List<String> found) {
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, "there is no batch " + beginning + "; residuum list names those there are");
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, found.size() + " batches begin so: " + String.join(", ", found));
        }
        return found.get(0);
    }
}
