package io.residuum.actors.run;

import akka.Done;
import io.residuum.actors.decision.OpeningCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.CentreView;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.DataSetId;
import io.residuum.storage.MissingObject;
import io.residuum.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The chain of one run, read as what it means to those who supervise and train it. */
final class RunChain {

    private final ObjectStore store;
    private final RunId run;
    private final Chain chain;
    private final String attempt;
    private long appended;

    /** @param attempt who writes, should entry 0 have to be written */
    RunChain(ObjectStore store, RunId run, String attempt) {
        this.store = store;
        this.run = run;
        this.chain = new Chain(store, prefix(run));
        this.attempt = attempt;
    }

    static String prefix(RunId run) {
        return "runs/" + run.hex();
    }

    /**
     * A run as its chain describes it.
     *
     * @param state the one the head names, its digest checked; empty before the first segment
     */
    record Opened(RunSpec run, DataSetId dataSet, RunHead head, Optional<TrainingState> state) {}

    /**
     * The head of the chain, after entry 0 was created, if it was not there yet, and after the views were asked for, if the run is done
     * without them.
     */
    CompletionStage<RunHead> created(RunSpec run, DataSetId dataSet, List<CentreView> views) {
        return chain.head()
                .thenCompose(head -> head.isPresent()
                        ? CompletableFuture.completedFuture(head.get())
                        : chain.create(attempt, new RunEntry.Created(run, dataSet).toJson())
                                .thenApply(CommitOutcome::entry))
                .thenApply(this::head)
                .thenCompose(head -> asking(head, views));
    }

    private CompletionStage<RunHead> asking(RunHead head, List<CentreView> views) {
        Optional<RunEntry.Views> asked = RunEntry.Views.asking(head.content(), views);
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(head);
        }
        // A name of its own for each append: one's own entry must not be taken for another of one's own.
        return chain.append(
                        head.entry(), attempt + "x" + appended++, asked.get().toJson())
                .thenCompose(outcome -> asking(head(outcome.entry()), views));
    }

    /** Lets a deleted run begin anew; changes nothing about any other. */
    CompletionStage<Boolean> begunAnew(RunSpec run, DataSetId dataSet) {
        return chain.head()
                .thenCompose(head -> head.filter(RunChain::isTombstone).isPresent()
                        ? chain.append(head.get(), attempt, new RunEntry.Created(run, dataSet).toJson())
                                .thenApply(outcome -> outcome instanceof CommitOutcome.Won)
                        : CompletableFuture.completedFuture(false));
    }

    /** Lets the run's deletion be its last word; a run without a chain has nothing to delete. */
    CompletionStage<Done> deleted() {
        return chain.head()
                .thenCompose(head -> head.filter(entry -> !isTombstone(entry)).isPresent()
                        ? chain.append(head.get(), attempt, new RunEntry.Deleted().toJson())
                                .thenCompose(outcome -> deleted()) // another may have committed in between
                        : CompletableFuture.completedFuture(Done.getInstance()));
    }

    /** Where the run was deleted last. */
    CompletionStage<OptionalLong> tombstone() {
        return chain.entries().thenApply(entries -> entries.stream()
                .filter(RunChain::isTombstone)
                .mapToLong(Chain.Entry::index)
                .max());
    }

    private static boolean isTombstone(Chain.Entry entry) {
        return RunEntry.read(entry.body()) instanceof RunEntry.Deleted;
    }

    /**
     * What the run is, how far it got, and the state to go on from.
     *
     * @throws IllegalStateException in the stage, if there is no such chain
     */
    CompletionStage<Opened> open() {
        return chain.read(0).thenCompose(first -> {
            Chain.Entry begin = first.orElseThrow(() -> new IllegalStateException("there is no chain of this run"));
            return new Opener(reading(() -> created(begin))).open();
        });
    }

    private static RunEntry.Created created(Chain.Entry begin) {
        if (RunEntry.read(begin.body()) instanceof RunEntry.Created created) {
            return created;
        }
        throw new IllegalArgumentException("entry 0 is not what a run begins with");
    }

    private RunHead head(Chain.Entry entry) {
        return reading(() -> RunHead.of(entry));
    }

    private <T> T reading(UnreadableObject.Reader<T> reader) {
        return UnreadableObject.reading("chain [" + prefix(run) + "]", reader);
    }

    /** Performs what {@link OpeningCore} decides. */
    private final class Opener {
        private final RunEntry.Created created;
        private final OpeningCore core = new OpeningCore();
        private Optional<byte[]> state = Optional.empty();
        private Optional<Throwable> missing = Optional.empty();

        Opener(RunEntry.Created created) {
            this.created = created;
        }

        CompletionStage<Opened> open() {
            return perform(core.start());
        }

        private CompletionStage<Opened> perform(OpeningCore.Effect effect) {
            if (effect instanceof OpeningCore.Effect.ReadHead) {
                return chain.head().thenCompose(head -> on(new OpeningCore.Event.HeadRead(head(head.orElseThrow()))));
            } else if (effect instanceof OpeningCore.Effect.ReadState read) {
                return store.get(read.state()).handle(this::found).thenCompose(this::on);
            } else if (effect instanceof OpeningCore.Effect.Open open) {
                return CompletableFuture.completedFuture(opened(open.head()));
            } else if (effect instanceof OpeningCore.Effect.Damaged damaged) {
                return CompletableFuture.failedFuture(
                        missing.orElseGet(() -> new IllegalStateException(damaged.reason())));
            }
            throw new AssertionError(effect);
        }

        private CompletionStage<Opened> on(OpeningCore.Event event) {
            return perform(core.on(event));
        }

        private Opened opened(RunHead head) {
            Optional<TrainingState> read =
                    head.state().flatMap(ref -> state.map(bytes -> StoredWeights.state(ref, bytes)));
            return new Opened(created.spec(), created.dataSet(), head, read);
        }

        private OpeningCore.Event found(byte[] bytes, Throwable thrown) {
            Throwable cause = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
            if (cause instanceof MissingObject) {
                missing = Optional.of(cause);
                return new OpeningCore.Event.StateAbsent();
            } else if (cause != null) {
                throw new CompletionException(cause);
            }
            state = Optional.of(bytes);
            return new OpeningCore.Event.StatePresent();
        }
    }
}
