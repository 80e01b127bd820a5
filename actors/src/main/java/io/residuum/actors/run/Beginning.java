package io.residuum.actors.run;

import io.residuum.actors.experiment.ClassifierStart;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Start;
import io.residuum.model.Architecture;
import io.residuum.model.NamedWeights;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.Randomness;
import io.residuum.storage.KeptWeights;
import io.residuum.storage.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The state in which a run begins: drawn from its seed, or the kept weights that its spec names by their digest. */
public final class Beginning {

    private Beginning() {}

    /** Fails with a {@link io.residuum.storage.StoreException} if the weights are gone or damaged. */
    public static CompletionStage<TrainingState> of(ObjectStore store, RunSpec run) {
        if (!(run.start() instanceof Start.Weights start)) {
            return CompletableFuture.completedFuture(drawn(run.architecture(), run.seed()));
        }
        return new KeptWeights(store)
                .get(start.weights())
                .thenApply(bytes -> UnreadableObject.reading(
                        "object [" + KeptWeights.key(start.weights()) + "]",
                        () -> from(NamedWeights.read(bytes), run.architecture(), run.seed(), start.classifier())));
    }

    /** Every tensor from its own generator. */
    public static TrainingState drawn(Architecture architecture, long seed) {
        return TrainingState.initial(architecture, tensor -> Randomness.initialWeights(seed, tensor));
    }

    static TrainingState from(NamedWeights weights, Architecture architecture, long seed, ClassifierStart classifier) {
        return weights.over(architecture, drawn(architecture, seed), classifier::draws);
    }
}
