package io.residuum.actors.run;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Accepts batches by the entry with which a batch's chain begins (I3); of any number of claimants each is told what stands. */
public final class BatchClaims {

    /** Whether the batch was there before. */
    public enum Claimed {
        /** Accepted by this claim, or by another one at the same time; a deleted batch is accepted anew. */
        NOW,
        /** It stood in its chain; nothing was written. */
        BEFORE
    }

    private final ObjectStore store;
    private final Supplier<String> attempts;

    /** @param attempts names for entries, each handed out once in the history of the bucket */
    public BatchClaims(ObjectStore store, Supplier<String> attempts) {
        this.store = store;
        this.attempts = attempts;
    }

    /** @return complete when the batch's acceptance stands in its chain */
    public CompletionStage<Claimed> claim(BatchPlan plan, String sourceText) {
        BatchChain chain = new BatchChain(store, plan, sourceText, attempts.get());
        return new Chain(store, BatchChain.prefix(plan.id())).entries().thenCompose(entries -> {
            boolean stands = !entries.isEmpty()
                    && !UnreadableObject.reading(BatchChain.prefix(plan.id()), entries, BatchChain.Standing::of)
                            .deleted();
            return stands
                    ? CompletableFuture.completedFuture(Claimed.BEFORE)
                    : chain.open().thenApply(opened -> Claimed.NOW);
        });
    }
}
