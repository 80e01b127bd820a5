package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.report.Comparison;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum compare BATCH…}: variants of a batch, and across batches. */
@Command(
        name = "compare",
        description = {
            "Puts batches beside each other: a row a variant, a column a batch; median, mean and deviation over the seeds.",
            "Variants of one name that are not the same training are marked.",
            "Below, pairs of variants with intervals and tests: of one batch each against the first of its network, of"
                    + " several the same name in each."
        })
final class CompareCommand extends ReadingCommand {

    @Parameters(arity = "1..*", paramLabel = "BATCH", description = "The beginnings of their names are enough.")
    private List<String> beginnings = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "VARIANT",
            description = "Compare every other variant with this one; \"NAME [2]\" is the second batch's.")
    private @Nullable String baseline;

    @Option(names = "--variant", paramLabel = "VARIANT", description = "Compare these only; may be repeated.")
    private List<String> variants = List.of();

    @Option(names = "--all-pairs", description = "Compare each variant with each.")
    private boolean allPairs;

    @Override
    void checkArguments() {
        if (allPairs && baseline != null) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "--all-pairs has no --baseline: give one of them");
        }
    }

    @Override
    ExitCode read(Session session) {
        StoredBatches batches = session.batches();
        Subjects subjects = new Subjects(session);
        var comparison = new Comparison();
        for (String beginning : beginnings) {
            BatchId id = subjects.living(beginning);
            BatchHistory batch = session.await(batches.batch(id));
            comparison.with(batch, session.await(batches.runs(batch)));
        }
        try {
            if (baseline != null) {
                comparison.against(baseline, variants);
            } else {
                comparison.compared(allPairs ? Comparison.Pairs.ALL : Comparison.Pairs.USUAL, variants);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = out();
        out.print(json() ? comparison.toJson().toPrettyString() + "\n" : comparison.text());
        return ExitCode.DONE;
    }
}
