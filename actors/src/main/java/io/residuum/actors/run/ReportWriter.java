package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import java.util.concurrent.CompletionStage;

/**
 * Makes a batch's report from the chains and stores it: every file under a key with its digest, then one pointer that names
 * them all. Whoever reads meanwhile sees the old report or the new one, never a mixture.
 */
final class ReportWriter {

    private final StoredBatches batches;
    private final StoredReports reports;

    ReportWriter(ActorSystem<?> system, ObjectStore store) {
        this.batches = new StoredBatches(system, store);
        this.reports = new StoredReports(store);
    }

    /** @return where the pointer lies */
    CompletionStage<ObjectRef> write(BatchHistory batch) {
        return batches.runs(batch).thenCompose(runs -> reports.store(batch, runs));
    }
}
