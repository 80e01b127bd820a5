package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code residuum list}: the batches in the store. */
@Command(name = "list", description = "Lists the batches in the store and how far they are.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Session session = Session.toRead(options)) {
            StoredBatches batches = new StoredBatches(session.system(), session.store());
            PrintWriter out = spec.commandLine().getOut();
            ArrayNode json = new ObjectMapper().createArrayNode();
            for (BatchId id : session.await(batches.ids())) {
                BatchHistory batch = session.await(batches.batch(id));
                Collection<RunHistory> runs = session.await(batches.runs(batch)).values();
                long ended = runs.stream().filter(run -> run.status().isEnded()).count();
                String status = batch.report().isPresent() && ended == runs.size() ? "reported" : "unfinished";
                if (options.json()) {
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
            if (options.json()) {
                out.println(json.toPrettyString());
            }
            out.flush();
            return ExitCode.DONE.number();
        }
    }
}
