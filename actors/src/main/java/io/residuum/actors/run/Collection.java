package io.residuum.actors.run;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.actors.decision.CollectorCore;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Performs what {@link CollectorCore} says (G1 to G4); any number may be at work, beside any number of trainers. */
public final class Collection {

    private static final int RUNS_AT_ONCE = 4;
    private static final int OBJECTS_AT_ONCE = 8;

    private final ActorSystem<?> system;
    private final ObjectStore store;
    private final StoredBatches batches;

    public Collection(ActorSystem<?> system, ObjectStore store) {
        this.system = system;
        this.store = store;
        this.batches = new StoredBatches(system, store);
    }

    /** What of one run's states may go, which once may go for ever. */
    public record Collectable(RunId run, List<StoredObject> states) {
        public Collectable {
            states = List.copyOf(states);
        }

        public long bytes() {
            return states.stream().mapToLong(StoredObject::sizeBytes).sum();
        }
    }

    /** Every run in the order of its name with the states that may go; a run with none is there too. */
    public Source<Collectable, NotUsed> collectable() {
        return Source.completionStageSource(batches.runsBeginning("")
                        .thenApply(runs -> Source.from(runs).mapAsync(RUNS_AT_ONCE, this::of)))
                .mapMaterializedValue(stage -> NotUsed.getInstance());
    }

    private CompletionStage<Collectable> of(RunId run) {
        return store.list(CollectorCore.stateFolder(run)) // G1: before the chain is read
                .runWith(Sink.seq(), system)
                .thenCompose(states -> new Chain(store, RunChain.prefix(run))
                        .entries()
                        .thenCompose(entries -> drops(run, entries).thenApply(drops -> {
                            Set<String> going = new HashSet<>(UnreadableObject.reading(
                                    RunChain.prefix(run),
                                    entries,
                                    read -> CollectorCore.collectable(
                                            run,
                                            read,
                                            drops,
                                            states.stream()
                                                    .map(StoredObject::key)
                                                    .toList())));
                            return new Collectable(
                                    run,
                                    states.stream()
                                            .filter(state -> going.contains(state.key()))
                                            .toList());
                        })));
    }

    /** G2: what the run's cohort has decided, read after the run's chain. */
    private CompletionStage<List<Long>> drops(RunId run, List<Chain.Entry> entries) {
        Optional<RunSpec> spec = UnreadableObject.reading(RunChain.prefix(run), entries, RunHistory::of)
                .spec();
        return spec.flatMap(RunSpec::cohortId)
                .map(cohort -> new CohortChain(store, cohort).read().thenApply(CohortHistory::drops))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    /** Deletes them. */
    public CompletionStage<Done> remove(Collectable collectable) {
        return Source.from(collectable.states())
                .mapAsync(OBJECTS_AT_ONCE, state -> store.delete(state.key()))
                .runWith(Sink.ignore(), system);
    }
}
