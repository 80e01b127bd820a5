package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.StoredBatches;
import io.residuum.storage.DataSetId;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum datasets delete NAME}: a version and the shards that only it has. */
@Command(
        name = "delete",
        description =
                "Deletes one version of a data set and the shards that no other version has. What was trained on it stays.",
        footer = {
            "",
            "Refused while a run on it has not ended, which then could never go on; --force deletes it all the same."
        })
final class DatasetsDeleteCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "NAME, which means its newest version, or NAME@VERSION.")
    private String name;

    @Option(names = "--force", description = "Also if unfinished runs need it.")
    private boolean force;

    @Override
    public Integer call() {
        try (Session session = Session.toWrite(options())) {
            DataSetId id = DataSetNames.of(session, name);
            long unfinished = force ? 0 : unfinished(session, id);
            if (unfinished > 0) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        unfinished + " runs on " + id + " have not ended and could not go on without it;"
                                + " finish them first, or delete it all the same with --force");
            }
            session.await(session.dataSets().delete(id));
            PrintWriter out = out();
            out.println(
                    json()
                            ? new ObjectMapper()
                                    .createObjectNode()
                                    .put(
                                            "deleted",
                                            id.name() + "@" + id.version().hex())
                                    .toPrettyString()
                            : "deleted " + id.name() + "@" + id.version().hex());
            out.flush();
            return ExitCode.DONE.number();
        }
    }

    private static long unfinished(Session session, DataSetId id) {
        StoredBatches stored = session.batches();
        long count = 0;
        for (RunId run : session.await(stored.runsBeginning(""))) {
            RunHistory history = session.await(stored.run(run));
            if (history.dataSet().filter(id::equals).isPresent()
                    && !history.status().isEnded()) {
                count++;
            }
        }
        return count;
    }
}
