package io.residuum.actors.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.BatchWish;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** The chain of one batch, written by its supervisor. Appends follow one another; what another attempt wrote is built upon. */
final class BatchChain {

    private final ObjectStore store;
    private final Chain chain;
    private final BatchPlan plan;
    private final String sourceText;
    private final String attempt;
    private long appended;

    BatchChain(ObjectStore store, BatchPlan plan, String sourceText, String attempt) {
        this.store = store;
        this.chain = new Chain(store, prefix(plan.id()));
        this.plan = plan;
        this.sourceText = sourceText;
        this.attempt = attempt;
    }

    static String prefix(BatchId batch) {
        return "batches/" + batch.value();
    }

    /** How far a batch is. */
    record Standing(BatchHistory history, BatchStanding decided) {

        static Standing of(List<Chain.Entry> entries) {
            BatchHistory history = BatchHistory.of(entries);
            return new Standing(history, BatchStanding.of(history));
        }

        boolean reported() {
            return decided.reported();
        }

        boolean deleted() {
            return history.deleted();
        }
    }

    /**
     * How far the batch is, after it was accepted into its chain, if it was not yet or had been deleted; and after those of its runs
     * that had been deleted were begun anew.
     */
    CompletionStage<Standing> open() {
        ObjectNode acceptance = new BatchEntry.Accepted(plan, sourceText).toJson();
        return chain.head()
                .thenCompose(head -> head.isPresent()
                        ? CompletableFuture.completedFuture(head.get())
                        : chain.create(attempt, acceptance).thenApply(CommitOutcome::entry))
                .thenCompose(entry -> append(standing -> !standing.deleted(), acceptance))
                .thenCompose(standing -> standing.reported() ? done(standing) : withRunsBegun());
    }

    /** How far a batch is that stands in its chain; a deleted one stays deleted, and what was to begin anew with it has begun. */
    CompletionStage<Standing> takenOver() {
        return standing()
                .thenCompose(
                        standing -> standing.history().acceptedAgain() && !standing.deleted() && !standing.reported()
                                ? withRunsBegun()
                                : done(standing));
    }

    /**
     * Asked after the runs: whoever deletes the batch marks it first and looks at its runs then, so that one of the two sees the
     * other, and no run of a deleted batch is left without its tombstone.
     */
    private CompletionStage<Standing> withRunsBegun() {
        List<RunChain> begun = new ArrayList<>();
        CompletionStage<?> all = CompletableFuture.completedFuture(begun);
        for (PlannedVariant variant : plan.variants()) {
            for (RunSpec run : plan.runs(variant)) {
                RunChain runChain = new RunChain(store, run.id(), attempt);
                all = all.thenCompose(before ->
                                runChain.begunAnew(run, variant.dataSet().id()))
                        .thenAccept(anew -> {
                            if (anew) {
                                begun.add(runChain);
                            }
                        });
            }
        }
        return all.thenCompose(done -> standing())
                .thenCompose(standing -> standing.deleted() ? deletedAgain(begun, standing) : done(standing));
    }

    private static CompletionStage<Standing> deletedAgain(List<RunChain> begun, Standing standing) {
        CompletionStage<?> all = CompletableFuture.completedFuture(standing);
        for (RunChain run : begun) {
            all = all.thenCompose(before -> run.deleted());
        }
        return all.thenApply(done -> standing);
    }

    private static CompletionStage<Standing> done(Standing standing) {
        return CompletableFuture.completedFuture(standing);
    }

    /** Lets the batch's deletion be its last word. */
    CompletionStage<Standing> deleted() {
        return append(Standing::deleted, new BatchEntry.Deleted().toJson());
    }

    CompletionStage<Standing> standing() {
        return chain.entries().thenApply(this::standing);
    }

    private Standing standing(List<Chain.Entry> entries) {
        return UnreadableObject.reading(prefix(plan.id()), entries, Standing::of);
    }

    /** How far the batch is, if anything was written behind entry {@code known}. */
    CompletionStage<Optional<Standing>> movedSince(long known) {
        return chain.read(known + 1)
                .thenCompose(next -> next.isPresent()
                        ? standing().thenApply(Optional::of)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    /** What became of a wish, and what stands since. */
    record Settled(BatchWish.Judgement judgement, Standing standing) {}

    /** Steps B1 and B2: gets a wish into the chain behind whatever stands, unless that fulfils it or rules it out. */
    CompletionStage<Settled> settle(BatchWish wish) {
        // A name of its own for each append: one's own entry must not be taken for another of one's own.
        return settleAs(attempt + "x" + appended++, wish);
    }

    private CompletionStage<Settled> settleAs(String name, BatchWish wish) {
        return chain.entries().thenCompose(entries -> {
            Standing standing = standing(entries);
            BatchWish.Judgement judgement = wish.judge(standing.decided());
            if (!(judgement instanceof BatchWish.Judgement.Append append)) {
                return CompletableFuture.completedFuture(new Settled(judgement, standing));
            }
            return chain.append(
                            entries.get(entries.size() - 1),
                            name,
                            append.entry().toJson())
                    .thenCompose(outcome -> outcome instanceof CommitOutcome.Won
                            ? standing().thenApply(now -> new Settled(judgement, now))
                            : settleAs(name, wish));
        });
    }

    /** Behind the head, whatever it is by then, until the chain says what is wanted. */
    private CompletionStage<Standing> append(Predicate<Standing> satisfied, ObjectNode body) {
        // A name of its own for each append: one's own entry must not be taken for another of one's own.
        String name = attempt + "x" + appended++;
        return appendAs(name, satisfied, body);
    }

    private CompletionStage<Standing> appendAs(String name, Predicate<Standing> satisfied, ObjectNode body) {
        return chain.entries().thenCompose(entries -> {
            Standing standing = standing(entries);
            if (satisfied.test(standing)) {
                return done(standing);
            }
            return chain.append(entries.get(entries.size() - 1), name, body)
                    .thenCompose(outcome -> appendAs(name, satisfied, body));
        });
    }
}
