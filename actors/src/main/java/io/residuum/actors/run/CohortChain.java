package io.residuum.actors.run;

import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The chain of one cohort. Decision n is entry n; whoever takes it writes the same, so another's is as good as one's own. */
final class CohortChain {

    private final Chain chain;

    CohortChain(ObjectStore store, CohortId cohort) {
        this.chain = new Chain(store, prefix(cohort));
    }

    static String prefix(CohortId cohort) {
        return "cohorts/" + cohort.hex();
    }

    /** What was decided so far; nothing where there is no chain yet. */
    CompletionStage<CohortHistory> read() {
        return chain.entries().thenApply(CohortHistory::of);
    }

    /**
     * The same, after the chain was created if it was not there.
     *
     * @param attempt names the entry
     * @param member any seed of the cohort
     */
    CompletionStage<CohortHistory> open(String attempt, RunSpec member) {
        return chain.entries().thenCompose(entries -> {
            if (!entries.isEmpty()) {
                return CompletableFuture.completedFuture(CohortHistory.of(entries));
            }
            RunSpec first = member.withSeed(member.cohort().get(0));
            return chain.create(attempt, new CohortEntry.Created(first).toJson())
                    .thenCompose(outcome -> read());
        });
    }

    /** Appends the decision, if none of its number stands; returns what stands then. */
    CompletionStage<CohortHistory> append(String attempt, CohortEntry.Decision decision) {
        return chain.entries().thenCompose(entries -> {
            List<CohortEntry.Decision> standing = CohortHistory.of(entries).decisions();
            if (standing.size() >= decision.number()) {
                return CompletableFuture.completedFuture(new CohortHistory(standing));
            }
            Chain.Entry parent = entries.get(entries.size() - 1);
            return chain.append(parent, attempt, decision.toJson()).thenCompose(outcome -> read());
        });
    }
}
