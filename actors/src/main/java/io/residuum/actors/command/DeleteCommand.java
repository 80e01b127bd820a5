package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.DeletionCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.Deletion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum delete BATCH}: a batch, and what no other batch needs of it. */
@Command(
        name = "delete",
        description = {
            "Deletes a batch: its report, and the states of the runs that no other batch names.",
            "Their chains stay, with a last entry that says so: whoever still writes to them stops there."
        },
        footer = {
            "",
            "Interrupted, the same command goes on. Running the experiment file again trains anew what was deleted.",
            "Data sets stay (residuum datasets delete), and so do copies of reports in your folders."
        })
final class DeleteCommand extends StoreCommand {

    @Parameters(paramLabel = "BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Option(names = "--yes", description = "Don't ask.")
    private boolean yes;

    @Override
    public Integer call() {
        try (Session session = Session.toWrite(options())) {
            BatchId batch = new Subjects(session).batch(subject);
            Deletion deletion = new Deletion(session.system(), session.store(), Machine::attempt);
            Deletion.Extent extent = session.await(deletion.extent(batch));
            if (!yes) {
                new Confirmation(
                                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                                Machine.canBeAsked())
                        .of("delete batch " + batch + ": " + said(extent), err());
            }
            DeletionCore.Effect.Finish deleted = session.await(deletion.delete(batch, effect -> {}));
            print(batch, extent, deleted);
            out().flush();
            return ExitCode.DONE.number();
        }
    }

    private static String said(Deletion.Extent extent) {
        return "%d run%s with %d objects of %,d MB%s"
                .formatted(
                        extent.runs().size(),
                        extent.runs().size() == 1 ? "" : "s",
                        extent.objects(),
                        extent.bytes() / 1_000_000,
                        extent.kept().isEmpty()
                                ? ""
                                : "; %d more stay, other batches name them"
                                        .formatted(extent.kept().size()));
    }

    private void print(BatchId batch, Deletion.Extent extent, DeletionCore.Effect.Finish deleted) {
        if (json()) {
            ObjectNode json = new ObjectMapper().createObjectNode().put("batch", batch.value());
            write(json.putArray("deleted"), deleted.deleted());
            write(json.putArray("kept"), deleted.kept());
            out().println(json.put("objects", extent.objects())
                    .put("bytes", extent.bytes())
                    .toPrettyString());
        } else {
            out().println("deleted batch " + batch + ": " + said(extent));
            out().println(
                            "its chain and those of its runs stay as tombstones; what a process that still trains them may"
                                    + " leave behind goes with the collector");
        }
    }

    private static void write(ArrayNode list, List<RunId> runs) {
        runs.forEach(run -> list.add(run.hex()));
    }
}
