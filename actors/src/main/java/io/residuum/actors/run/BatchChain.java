package io.residuum.actors.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The chain of one batch, written by its supervisor. Appends follow one another; what another attempt wrote is built upon. */
final class BatchChain {

    private final Chain chain;
    private final BatchPlan plan;
    private final String sourceText;
    private final String attempt;
    private long appended;

    BatchChain(ObjectStore store, BatchPlan plan, String sourceText, String attempt) {
        this.chain = new Chain(store, prefix(plan.id()));
        this.plan = plan;
        this.sourceText = sourceText;
        this.attempt = attempt;
    }

    static String prefix(BatchId batch) {
        return "batches/" + batch.value();
    }

    /**
     * How far a batch is.
     *
     * @param reported the last word is a report
     */
    record Standing(BatchHistory history, boolean reported) {

        static Standing of(List<Chain.Entry> entries) {
            BatchEntry last = BatchEntry.read(entries.get(entries.size() - 1).body());
            return new Standing(BatchHistory.of(entries), last instanceof BatchEntry.Reported);
        }
    }

    /** How far the batch is, after it was accepted into its chain, if it was not yet. */
    CompletionStage<Standing> open() {
        return chain.head()
                .thenCompose(head -> head.isPresent()
                        ? CompletableFuture.completedFuture(head.get())
                        : chain.create(attempt, new BatchEntry.Accepted(plan, sourceText).toJson())
                                .thenApply(CommitOutcome::entry))
                .thenCompose(entry -> standing());
    }

    CompletionStage<Standing> standing() {
        return chain.entries().thenApply(Standing::of);
    }

    CompletionStage<Chain.Entry> givenUp(RunId run, String reason) {
        return append(new BatchEntry.Failed(run, reason).toJson());
    }

    CompletionStage<Chain.Entry> retry(Set<RunId> runs) {
        return append(new BatchEntry.Retry(List.copyOf(runs)).toJson());
    }

    CompletionStage<Chain.Entry> reported(ObjectRef pointer) {
        return append(new BatchEntry.Reported(pointer).toJson());
    }

    /** Behind the head, whatever it is by then. */
    private CompletionStage<Chain.Entry> append(ObjectNode body) {
        // A name of its own for each append: one's own entry must not be taken for another of one's own.
        String name = attempt + "x" + appended++;
        return appendAs(name, body);
    }

    private CompletionStage<Chain.Entry> appendAs(String name, ObjectNode body) {
        return chain.head()
                .thenCompose(head -> chain.append(head.orElseThrow(), name, body))
                .thenCompose(outcome -> outcome instanceof CommitOutcome.Won won
                        ? CompletableFuture.completedFuture(won.entry())
                        : appendAs(name, body));
    }
}
