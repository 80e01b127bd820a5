package io.residuum.actors.run;

import io.residuum.actors.decision.Gate;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.Metrics;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a run's rate has reacted to before a trainer begins, as chains tell it.
 *
 * @param cohort what its seeds decided
 * @param measured the run's own segments, in order; none where the rate does not hang on them
 */
record Reactions(CohortHistory cohort, List<Metrics> measured) {

    static CompletionStage<Reactions> read(ObjectStore store, RunSpec run) {
        Optional<CohortId> cohort = run.cohortId();
        CompletionStage<CohortHistory> decided = cohort.isPresent()
                ? new CohortChain(store, cohort.get()).read()
                : CompletableFuture.completedFuture(CohortHistory.empty());
        CompletionStage<List<Metrics>> measured =
                run.recipe().learningRate().warmUp().isReactive()
                        ? new Chain(store, RunChain.prefix(run.id())).entries().thenApply(Reactions::metrics)
                        : CompletableFuture.completedFuture(List.of());
        return decided.thenCombine(measured, Reactions::new);
    }

    private static List<Metrics> metrics(List<Chain.Entry> entries) {
        return RunHistory.of(entries).segments().stream()
                .map(committed -> committed.segment().metrics())
                .toList();
    }

    /** What was measured before {@code iteration}, at which a segment ends; the cohort's decisions are all kept. */
    Reactions before(long iteration) {
        long reached = 0;
        List<Metrics> before = new ArrayList<>();
        for (Metrics metrics : measured) {
            reached += metrics.iterations();
            if (reached <= iteration) {
                before.add(metrics);
            }
        }
        return new Reactions(cohort, before);
    }

    long passable(RunSpec run) {
        return Gate.passable(run, cohort);
    }
}
