package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import io.residuum.actors.experiment.ClassifierStart;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial.Source;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.model.Architecture;
import io.residuum.model.InputScaling;
import io.residuum.model.NamedWeights;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.KeptWeights;
import io.residuum.storage.MissingObject;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Sha256;
import io.residuum.storage.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the weights that an experiment file names, and keeps what a run is to start from under its digest. */
public final class WeightsLookup {
    /** Twice the largest network that is trained here; more is no network's weights. */
    public static final long MOST_BYTES = 512L << 20;

    private final ActorSystem<?> system;
    private final ObjectStore store;
    private final PipelineSettings settings;

    /** Weights in their canonical form, and how their input was scaled, as far as is known. */
    private record Usable(NamedWeights weights, List<InputScaling> input) {}

    /** What was found, with the bytes that a run would start from. */
    public static final class Found {
        private final FoundWeights outcome;
        private final Optional<Usable> usable;

        private Found(FoundWeights outcome, Optional<Usable> usable) {
            this.outcome = outcome;
            this.usable = usable;
        }

        public FoundWeights outcome() {
            return outcome;
        }

        /** The state in which a run from these weights begins. */
        public TrainingState beginning(Architecture architecture, long seed, ClassifierStart classifier) {
            return Beginning.from(usable.orElseThrow().weights(), architecture, seed, classifier);
        }

        /** What the input of these weights went through; empty if nobody knows. */
        public Optional<InputScaling> input() {
            return usable.flatMap(found -> found.input().stream().findFirst());
        }
    }

    public WeightsLookup(ActorSystem<?> system, ObjectStore store, PipelineSettings settings) {
        this.system = system;
        this.store = store;
        this.settings = settings;
    }

    /** Reads; writes nothing. */
    public CompletionStage<Found> find(Source source) {
        if (source instanceof Source.StoredFile file) {
            return file(file.key());
        } else if (source instanceof Source.OtherRun run) {
            return run(run);
        }
        throw new AssertionError(source);
    }

    /** Keeps what was found for runs to start from; nothing to do for what cannot be used. */
    public CompletionStage<?> keep(Found found) {
        return found.usable
                .<CompletionStage<?>>map(
                        usable -> new KeptWeights(store).keep(usable.weights().canonical()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletionStage<Found> file(String key) {
        return store.listed(key).thenCompose(object -> object.map(this::file)
                .orElseGet(
                        () -> unusable("which is not in the store", "residuum weights put FILE brings a file there")));
    }

    private CompletionStage<Found> file(StoredObject object) {
        if (object.sizeBytes() > MOST_BYTES) {
            return unusable("which has " + object.sizeBytes() + " bytes; weights have at most " + MOST_BYTES, "");
        }
        return store.get(object.key()).thenApply(bytes -> {
            try {
                NamedWeights weights = NamedWeights.read(bytes.orElse(new byte[0]));
                return found(weights, weights.input());
            } catch (IllegalArgumentException e) {
                return unusableNow("which cannot be read: " + e.getMessage(), "write it again");
            }
        });
    }

    private CompletionStage<Found> run(Source.OtherRun wanted) {
        var batches = new StoredBatches(system, store);
        return batches.runsBeginning(wanted.run()).thenCompose(ids -> {
            if (ids.size() != 1) {
                return unusable(
                        ids.isEmpty() ? "which is no run in the store" : "with which " + ids.size() + " runs begin",
                        ids.isEmpty() ? "residuum status BATCH lists a batch's runs" : "give more digits");
            }
            return batches.run(ids.get(0)).thenCompose(history -> run(ids.get(0), history, wanted));
        });
    }

    private CompletionStage<Found> run(RunId id, RunHistory history, Source.OtherRun wanted) {
        boolean itsEnd = wanted.iteration() == Source.OtherRun.ITS_END;
        if (itsEnd && history.status() != RunStatus.DONE) {
            return unusable(
                    "a run that is " + history.status().label() + " at iteration " + history.iteration(),
                    "finish it, or name a state of it with at = ITERATION");
        }
        long iteration = itsEnd ? history.iteration() : wanted.iteration();
        Optional<RunEntry.Segment> segment = history.segments().stream()
                .map(RunHistory.CommittedSegment::segment)
                .filter(each -> each.to() == iteration)
                .reduce((earlier, later) -> later);
        if (segment.isEmpty()) {
            List<Long> borders =
                    history.segments().stream().map(each -> each.segment().to()).toList();
            return unusable(
                    "run " + id.shortHex() + " has no state after " + iteration + " iterations",
                    "it has one after " + borders);
        }
        RunSpec run = history.spec().orElseThrow();
        return state(run, history.dataSet().orElseThrow(), segment.get()).exceptionallyCompose(thrown -> {
            Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
            return cause instanceof MissingObject missing
                    ? unusable("whose state is gone: " + missing.key(), "name one that is kept with at = ITERATION")
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private CompletionStage<Found> state(RunSpec run, DataSetId dataSet, RunEntry.Segment segment) {
        var stored = new StoredWeights(system, store, settings);
        return stored.at(segment)
                .thenApply(state -> NamedWeights.of(run.architecture(), state))
                .thenCombine(scaling(stored, dataSet, run), WeightsLookup::found);
    }

    /** Empty if the data set is no longer there. */
    private CompletionStage<Optional<InputScaling>> scaling(StoredWeights stored, DataSetId dataSet, RunSpec run) {
        return new DataSets(store)
                .resolve(dataSet.name() + "@" + dataSet.version().hex())
                .thenCompose(there -> there.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : stored.input(there.get())
                                .thenApply(input -> Optional.of(StoredWeights.scaling(
                                        input, run.recipe().normalisation()))));
    }

    private static Found found(NamedWeights weights, Optional<InputScaling> input) {
        var tensors = new FoundWeights.Tensors(Sha256.of(weights.canonical()), weights.shapes());
        return new Found(tensors, Optional.of(new Usable(weights, input.stream().toList())));
    }

    private static CompletionStage<Found> unusable(String reason, String advice) {
        return CompletableFuture.completedFuture(unusableNow(reason, advice));
    }

    private static Found unusableNow(String reason, String advice) {
        return new Found(new FoundWeights.Unusable(reason, advice), Optional.empty());
    }
}
