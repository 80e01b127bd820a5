package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import io.residuum.actors.history.RunEntry;
import io.residuum.model.InputScaling;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.DecodedImages;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.Normalisation;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.PixelNormaliser;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ObjectStore;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** Weights as a run's chain names them, and the input they were trained for; for commands that look inside. Reads only. */
public final class StoredWeights {

    private final ActorSystem<?> system;
    private final ObjectStore store;
    private final PipelineSettings settings;

    public StoredWeights(ActorSystem<?> system, ObjectStore store, PipelineSettings settings) {
        this.system = system;
        this.store = store;
        this.settings = settings;
    }

    /** The state at a segment's end, its size and digest checked. */
    public CompletionStage<TrainingState> at(RunEntry.Segment segment) {
        return store.get(segment.state()).thenApply(TrainingState::fromBytes);
    }

    /** The images of a data set; reads what normalises them, or computes it. */
    public CompletionStage<InputPipeline> input(DataSetId dataSet) {
        return InputPipeline.open(system, new DataSets(store), dataSet, new DecodedImages(settings), settings);
    }

    /** What the network's input went through, as an export says it. */
    public static InputScaling scaling(InputPipeline input, Normalisation normalisation) {
        PixelNormaliser normaliser = input.normaliser(normalisation);
        return switch (normalisation) {
            case PER_PIXEL_MEAN -> new InputScaling(
                    normaliser.shape().height(), normaliser.shape().width(), normaliser.mean(), normaliser.scale());
            case CHANNEL -> new InputScaling(
                    1, 1, Arrays.copyOf(normaliser.mean(), normaliser.scale().length), normaliser.scale());
        };
    }
}
