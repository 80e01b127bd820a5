package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.report.Comparison;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residuum compare BATCH BATCH…}: variants across batches. */
@Command(
        name = "compare",
        description = {
            "Puts batches beside each other: a row a variant, a column a batch; median, mean and deviation over the seeds.",
            "Variants of one name that are not the same training are marked."
        })
final class CompareCommand extends ReadingCommand {

    @Parameters(arity = "2..*", paramLabel = "BATCH", description = "The beginnings of their names are enough.")
    private List<String> beginnings = List.of();

    @Override
    ExitCode read(Session session) {
        StoredBatches batches = session.batches();
        Subjects subjects = new Subjects(session);
        var comparison = new Comparison();
        for (String beginning : beginnings) {
            BatchId id = subjects.living(beginning);
            BatchHistory batch = session.await(batches.batch(id));
            comparison.with(batch.plan(), session.await(batches.runs(batch)));
        }
        PrintWriter out = out();
        out.print(json() ? comparison.toJson().toPrettyString() + "\n" : comparison.text());
        return ExitCode.DONE;
    }
}
