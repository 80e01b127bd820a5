package io.residuum.actors.command;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.StoredBatches;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person means by the beginning of a batch's or a run's name. */
final class Subjects {

    private static final int SHOWN = 5;

    private final Session session;
    private final StoredBatches batches;

    Subjects(Session session) {
        this(session, session.batches());
    }

    /** Of another store than the session's. */
    Subjects(Session session, StoredBatches batches) {
        this.session = session;
        this.batches = batches;
    }

    /** @throws CommandFailure if no batch, or more than one, begins so */
    BatchId batch(String beginning) {
        return findBatch(beginning)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        "there is no batch " + beginning + "; residuum list names those there are"));
    }

    /** @throws CommandFailure if no batch, or more than one, begins so, or if it was deleted */
    BatchId living(String beginning) {
        BatchId batch = batch(beginning);
        if (isDeleted(batch)) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "batch " + batch + " was deleted; run its experiment file, and it is accepted and trained anew");
        }
        return batch;
    }

    /** Of several, those that are not deleted are meant. */
    Optional<BatchId> findBatch(String beginning) {
        List<BatchId> found = session.await(batches.ids()).stream()
                .filter(id -> id.value().startsWith(beginning))
                .toList();
        return one(
                "batches",
                found.size() > 1 ? found.stream().filter(id -> !isDeleted(id)).toList() : found);
    }

    private boolean isDeleted(BatchId batch) {
        return session.await(batches.batch(batch)).deleted();
    }

    /** @throws CommandFailure if no run, or more than one, begins so */
    RunId run(String beginning) {
        if (!beginning.matches("[0-9a-f]{4,64}")) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "there is no batch or run " + beginning
                            + "; a run is named by at least the first 4 of its 64 digits 0-9a-f,"
                            + " and residuum list names the batches");
        }
        return one("runs", session.await(batches.runsBeginning(beginning)))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        "there is no run " + beginning + "; residuum status BATCH names those of a batch"));
    }

    private static <T> Optional<T> one(String kind, List<T> found) {
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    found.size() + " " + kind + " begin so: "
                            + found.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "))
                            + (found.size() > SHOWN ? ", ..." : ""));
        }
        return found.stream().findFirst();
    }
}
