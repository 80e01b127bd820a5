package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.command.RecomputedSegments.Row;
import io.residuum.actors.run.Recomputation.Outcome;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.Verification;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum verify RUN|BATCH|--all}: whether the store still holds what was committed. */
@Command(
        name = "verify",
        description = {
            "Walks the chains of a run, a batch with its runs, or all there are: every entry and its link, every state and report",
            "file they name, the iterations covered. Names what is damaged; changes nothing. Exit code 1 if anything is.",
            "",
            "With --recompute K, segments of each run are trained again, from the nearest state that is kept, and compared with the",
            "chain bit by bit: first those whose state is lost, which is then put back. Says what it costs before it begins."
        })
final class VerifyCommand extends ReadingCommand {

    @Parameters(arity = "0..1", paramLabel = "RUN|BATCH", description = "The beginning of its name is enough.")
    private @Nullable String subject;

    @Option(names = "--all", description = "Every batch and every run in the store.")
    private boolean all;

    @Option(
            names = "--recompute",
            paramLabel = "K",
            description = "Train K segments of each run again; holds the home meanwhile.")
    private int recompute;

    @Override
    void checkArguments() {
        if (recompute < 0) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "--recompute takes a number of segments, was " + recompute);
        }
        if (all == (subject != null)) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "name one run or batch, or everything with --all");
        }
    }

    @Override
    Session open() {
        return recompute > 0 ? Session.toWrite(options()) : super.open();
    }

    @Override
    ExitCode read(Session session) {
        var verification = new Verification(session.store());
        if (subject != null) {
            one(session, subject, verification);
        } else {
            StoredBatches stored = session.batches();
            session.await(stored.ids()).forEach(verification::batch);
            session.await(stored.runsBeginning("")).forEach(verification::run);
        }
        List<Row> again =
                recompute > 0 ? new RecomputedSegments(session, verification, err()).of(recompute) : List.of();
        print(verification, again);
        boolean compared = again.stream().noneMatch(row -> row.outcome() instanceof Outcome.NotComparable);
        return verification.damaged().isEmpty() && compared ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void one(Session session, String beginning, Verification verification) {
        Subjects subjects = new Subjects(session);
        subjects.findBatch(beginning)
                .ifPresentOrElse(verification::batch, () -> verification.run(subjects.run(beginning)));
    }

    private void print(Verification verification, List<Row> again) {
        PrintWriter out = out();
        if (json()) {
            ObjectNode json = new ObjectMapper()
                    .createObjectNode()
                    .put("chains", verification.chains())
                    .put("entries", verification.entries())
                    .put("objects", verification.objects());
            ArrayNode damaged = json.putArray("damaged");
            verification.damaged().forEach(damage -> damaged.addObject()
                    .put("chain", damage.chain())
                    .put("entry", damage.entry())
                    .put("object", damage.object())
                    .put("reason", damage.reason()));
            verification.notes().forEach(json.putArray("notes")::add);
            ArrayNode rows = json.putArray("recomputed");
            again.forEach(row -> write(rows.addObject(), row));
            out.println(json.toPrettyString());
        } else {
            verification
                    .damaged()
                    .forEach(damage -> out.printf(
                            "damaged: %s (chain %s, entry %d): %s%n",
                            damage.object(), damage.chain(), damage.entry(), damage.reason()));
            verification.notes().forEach(note -> out.println("note: " + note));
            again.forEach(row -> out.printf(
                    "run %s, segment %d, iterations %,d to %,d: %s%n",
                    row.run().shortHex(),
                    row.outcome().placed().index(),
                    row.outcome().placed().segment().from(),
                    row.outcome().placed().segment().to(),
                    RecomputedSegments.word(row.outcome(), row.putBack())));
            out.printf(
                    "%,d chains, %,d entries, %,d objects: %s%n",
                    verification.chains(),
                    verification.entries(),
                    verification.objects(),
                    verification.damaged().isEmpty()
                            ? "all as committed"
                            : verification.damaged().size() + " damaged; restore them from a copy, or have lost"
                                    + " states trained again with --recompute");
        }
    }

    private static void write(ObjectNode json, Row row) {
        Outcome outcome = row.outcome();
        json.put("run", row.run().hex())
                .put("entry", outcome.placed().index())
                .put("from", outcome.placed().segment().from())
                .put("to", outcome.placed().segment().to())
                .put("outcome", outcome.label())
                .put("putBack", row.putBack());
    }
}
