package io.residuum.actors.run;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.actors.decision.DeletionCore;
import io.residuum.actors.decision.DeletionCore.Effect;
import io.residuum.actors.decision.DeletionCore.Event;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoredObject;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Performs what {@link DeletionCore} says, one effect after another. Killed half-way, it is begun anew. */
public final class Deletion {

    private static final int AT_ONCE = 8;

    private final ActorSystem<?> system;
    private final ObjectStore store;
    private final StoredBatches batches;
    private final Supplier<String> attempts;

    /** @param attempts names for entries, each handed out once in the history of the bucket */
    public Deletion(ActorSystem<?> system, ObjectStore store, Supplier<String> attempts) {
        this.system = system;
        this.store = store;
        this.batches = new StoredBatches(system, store);
        this.attempts = attempts;
    }

    /**
     * What goes, or has gone.
     *
     * @param runs that no other batch names
     * @param kept runs that another batch names
     * @param objects states and report files
     */
    public record Extent(List<RunId> runs, List<RunId> kept, long objects, long bytes) {}

    /** What a deletion of the batch would take with it. */
    public CompletionStage<Extent> extent(BatchId batch) {
        return batches.batch(batch).thenCompose(history -> namedByOthers(batch).thenCompose(named -> {
            List<RunId> all = List.copyOf(history.plan().runs().keySet());
            List<RunId> own = all.stream().filter(run -> !named.contains(run)).toList();
            Source<StoredObject, ?> objects = Source.from(own)
                    .flatMapConcat(run -> store.list(states(run)))
                    .concat(store.list(StoredReports.folder(batch)));
            return objects.runWith(Sink.seq(), system)
                    .thenApply(found -> new Extent(
                            own,
                            all.stream().filter(named::contains).toList(),
                            found.size(),
                            found.stream().mapToLong(StoredObject::sizeBytes).sum()));
        }));
    }

    /**
     * Deletes the batch, or what an earlier try left of it.
     *
     * @param next told of every effect before it is performed
     * @return what has a tombstone now, and what another batch keeps
     */
    public CompletionStage<Effect.Finish> delete(BatchId batch, Consumer<Effect> next) {
        return batches.batch(batch).thenCompose(history -> {
            DeletionCore core =
                    new DeletionCore(List.copyOf(history.plan().runs().keySet()));
            return perform(batch, history, core, core.begin(), next);
        });
    }

    private CompletionStage<Effect.Finish> perform(
            BatchId batch, BatchHistory history, DeletionCore core, Effect effect, Consumer<Effect> next) {
        next.accept(effect);
        if (effect instanceof Effect.Finish finish) {
            return CompletableFuture.completedFuture(finish);
        }
        return done(batch, history, effect).thenCompose(event -> perform(batch, history, core, core.on(event), next));
    }

    private CompletionStage<Event> done(BatchId batch, BatchHistory history, Effect effect) {
        if (effect instanceof Effect.MarkBatch) {
            return new BatchChain(store, history.plan(), history.source(), attempts.get())
                    .deleted()
                    .thenApply(standing -> new Event.BatchMarked());
        }
        if (effect instanceof Effect.ReadOthers) {
            return namedByOthers(batch).thenApply(Event.OthersRead::new);
        }
        if (effect instanceof Effect.MarkRun mark) {
            return new RunChain(store, mark.run(), attempts.get())
                    .deleted()
                    .thenApply(marked -> new Event.RunMarked(mark.run()));
        }
        if (effect instanceof Effect.RemoveReport) {
            return removeAll(store.list(StoredReports.folder(batch)).map(StoredObject::key))
                    .thenApply(removed -> new Event.ReportRemoved());
        }
        if (effect instanceof Effect.RemoveStates remove) {
            return removeStates(remove.run()).thenApply(removed -> new Event.StatesRemoved(remove.run()));
        }
        throw new AssertionError(effect);
    }

    /** A state of a later entry belongs to somebody who began the run anew. */
    private CompletionStage<Done> removeStates(RunId run) {
        return new RunChain(store, run, attempts.get())
                .tombstone()
                .thenCompose(tombstone -> removeAll(store.list(states(run))
                        .map(StoredObject::key)
                        .filter(key -> isBefore(SegmentWriter.entryOf(key), tombstone))));
    }

    private static boolean isBefore(OptionalLong entry, OptionalLong tombstone) {
        return entry.isPresent() && tombstone.isPresent() && entry.getAsLong() <= tombstone.getAsLong();
    }

    private CompletionStage<Done> removeAll(Source<String, ?> keys) {
        return keys.mapAsync(AT_ONCE, store::delete).runWith(Sink.ignore(), system);
    }

    private CompletionStage<Set<RunId>> namedByOthers(BatchId batch) {
        return batches.ids().thenCompose(ids -> Source.from(ids)
                .filter(id -> !id.equals(batch))
                .mapAsync(AT_ONCE, batches::batch)
                .filter(other -> !other.deleted())
                .mapConcat(other -> other.plan().runs().keySet())
                .runWith(Sink.seq(), system)
                .thenApply(named -> named.stream().collect(Collectors.toUnmodifiableSet())));
    }

    private static String states(RunId run) {
        return RunChain.prefix(run) + "/state/";
    }
}
