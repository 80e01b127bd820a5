package io.residuum.actors.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchWish;
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

    /** How far a batch is. */
    record Standing(BatchHistory history, BatchWish.Standing decided) {

        static Standing of(List<Chain.Entry> entries) {
            return new Standing(BatchHistory.of(entries), BatchWish.Standing.of(entries));
        }

        boolean reported() {
            return decided.reported();
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
        return chain.entries().thenApply(this::standing);
    }

    private Standing standing(List<Chain.Entry> entries) {
        return UnreadableObject.reading(prefix(plan.id()), entries, Standing::of);
    }

    CompletionStage<Standing> givenUp(RunId run, String reason) {
        return append(new BatchWish.Verdict(run), new BatchEntry.Failed(run, reason).toJson());
    }

    CompletionStage<Standing> retry(Set<RunId> runs) {
        return append(new BatchWish.Retry(runs), new BatchEntry.Retry(List.copyOf(runs)).toJson());
    }

    CompletionStage<Standing> reported(ObjectRef pointer) {
        return append(new BatchWish.Report(), new BatchEntry.Reported(pointer).toJson());
    }

    /** Behind the head, whatever it is by then, unless another coordinator wrote as much. */
    private CompletionStage<Standing> append(BatchWish wish, ObjectNode body) {
        // A name of its own for each append: one's own entry must not be taken for another of one's own.
        String name = attempt + "x" + appended++;
        return appendAs(name, wish, body);
    }

    private CompletionStage<Standing> appendAs(String name, BatchWish wish, ObjectNode body) {
        return chain.entries().thenCompose(entries -> {
            Standing standing = standing(entries);
            if (wish.fulfilledBy(standing.decided())) {
                return CompletableFuture.completedFuture(standing);
            }
            return chain.append(entries.get(entries.size() - 1), name, body)
                    .thenCompose(outcome -> appendAs(name, wish, body));
        });
    }
}
