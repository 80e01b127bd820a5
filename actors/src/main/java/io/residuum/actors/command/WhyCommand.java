package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.Reasons;
import io.residuum.actors.history.RunHistory;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residuum why RUN}: the reasons behind its state, in the order in which things happened. */
@Command(
        name = "why",
        description =
                "Gives the reasons behind a run's state: what was committed by whom, what it recovered from, how it ended.")
final class WhyCommand extends ServedCommand {

    @Parameters(paramLabel = "RUN", description = "The beginning of its name is enough; status BATCH names the runs.")
    private String subject;

    @Override
    ExitCode readFrom(Server server) {
        JsonNode why = server.get("/v1/runs/" + Server.encoded(subject) + "/why");
        if (json()) {
            out().println(why.toPrettyString());
        } else {
            out().println("run " + subject + ": " + why.path("status").asText() + ", "
                    + why.path("now").asText());
            why.path("reasons").forEach(reason -> out().println("  " + reason.asText()));
        }
        return ExitCode.DONE;
    }

    @Override
    ExitCode read(Session session) {
        RunId run = new Subjects(session).run(subject);
        RunHistory history = session.await(session.batches().run(run));
        List<String> reasons = Reasons.of(history);
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("run", run.hex())
                    .put("status", history.status().label());
            ArrayNode list = json.putArray("reasons");
            reasons.forEach(list::add);
            out.println(json.toPrettyString());
        } else {
            out.println("run " + run.shortHex() + ": " + history.status().label());
            reasons.forEach(reason -> out.println("  " + reason));
        }
        return ExitCode.DONE;
    }
}
