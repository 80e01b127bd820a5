package io.residuum.actors.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.Verification;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residuum verify RUN|BATCH|--all}: whether the store still holds what was committed. */
@Command(
        name = "verify",
        description = {
            "Walks the chains of a run, a batch with its runs, or all there are: every entry and its link, every state and report",
            "file they name, the iterations covered. Names what is damaged; changes nothing. Exit code 1 if anything is."
        })
final class VerifyCommand extends ReadingCommand {

    @Parameters(arity = "0..1", paramLabel = "RUN|BATCH", description = "The beginning of its name is enough.")
    private @Nullable String subject;

    @Option(names = "--all", description = "Every batch and every run in the store.")
    private boolean all;

    @Override
    void checkArguments() {
        if (all == (subject != null)) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "name one run or batch, or everything with --all");
        }
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
        print(verification);
        return verification.damaged().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void one(Session session, String beginning, Verification verification) {
        Subjects subjects = new Subjects(session);
        subjects.findBatch(beginning)
                .ifPresentOrElse(verification::batch, () -> verification.run(subjects.run(beginning)));
    }

    private void print(Verification verification) {
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
            out.println(json.toPrettyString());
        } else {
            verification
                    .damaged()
                    .forEach(damage -> out.printf(
                            "damaged: %s (chain %s, entry %d): %s%n",
                            damage.object(), damage.chain(), damage.entry(), damage.reason()));
            verification.notes().forEach(note -> out.println("note: " + note));
            out.printf(
                    "%,d chains, %,d entries, %,d objects: %s%n",
                    verification.chains(),
                    verification.entries(),
                    verification.objects(),
                    verification.damaged().isEmpty()
                            ? "all as committed"
                            : verification.damaged().size() + " damaged; restore them from a copy");
        }
    }
}
