package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.util.Collection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residuum list}: the batches in the store. */
@Command(name = "list", description = "Lists the batches in the store and how far they are.")
final class ListCommand extends ServedCommand {

    @Option(names = "--deleted", description = "Also those that were deleted.")
    private boolean deleted;

    @Override
    ExitCode read(Session session) {
        StoredBatches batches = session.batches();
        PrintWriter out = out();
        ArrayNode json = new ObjectMapper().createArrayNode();
        for (BatchId id : session.await(batches.ids())) {
            BatchHistory batch = session.await(batches.batch(id));
            if (batch.deleted() && !deleted) {
                continue;
            }
            Collection<RunHistory> runs = session.await(batches.runs(batch)).values();
            long ended = runs.stream().filter(run -> run.status().isEnded()).count();
            String status = status(batch, ended == runs.size());
            if (json()) {
                json.addObject()
                        .put("batch", id.value())
                        .put("name", batch.plan().name())
                        .put("status", status)
                        .put("runs", runs.size())
                        .put("ended", ended);
            } else {
                out.printf(
                        "%-56s %-10s %3d of %3d runs  %s%n",
                        id, status, ended, runs.size(), batch.plan().name());
            }
        }
        if (json()) {
            out.println(json.toPrettyString());
        }
        return ExitCode.DONE;
    }

    @Override
    ExitCode readFrom(Server server) {
        ArrayNode all = ServerCommand.JSON.createArrayNode();
        String after = "";
        while (true) {
            JsonNode page = server.get("/v1/batches?limit=500&after=" + Server.encoded(after));
            for (JsonNode batch : page.path("batches")) {
                if (deleted || !batch.path("state").asText().equals("deleted")) {
                    all.add(batch);
                }
            }
            if (!page.has("next")) {
                break;
            }
            after = page.path("next").asText();
        }
        if (json()) {
            out().println(all.toPrettyString());
        } else {
            all.forEach(batch -> out().printf(
                            "%-56s %-10s %3d runs  %s%n",
                            batch.path("batch").asText(),
                            batch.path("state").asText(),
                            batch.path("runs").asInt(),
                            batch.path("name").asText()));
        }
        return ExitCode.DONE;
    }

    private static String status(BatchHistory batch, boolean allEnded) {
        if (batch.deleted()) {
            return "deleted";
        }
        return batch.report().isPresent() && allEnded ? "reported" : "unfinished";
    }
}
