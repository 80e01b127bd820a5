package io.residuum.actors.run;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.report.Confusion;
import io.residuum.model.Classified;
import io.residuum.model.Classifier;
import io.residuum.model.Engine;
import io.residuum.model.InputScaling;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.CentreView;
import io.residuum.pipeline.DecodedImages;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.InputRecipe;
import io.residuum.pipeline.Normalisation;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.PixelNormaliser;
import io.residuum.pipeline.Slice;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        return store.get(segment.state()).thenApply(bytes -> state(segment.state(), bytes));
    }

    static TrainingState state(ObjectRef ref, byte[] bytes) {
        return UnreadableObject.reading("object [" + ref.key() + "]", () -> TrainingState.fromBytes(bytes));
    }

    /** The images of a data set; reads what normalises them, or computes it. */
    public CompletionStage<InputPipeline> input(DataSetId dataSet) {
        return InputPipeline.open(system, new DataSets(store), dataSet, new DecodedImages(settings), settings);
    }

    /** How the images that judge the run were shown to it: the usual way, or in one of its views. */
    public static Source<EvaluationBatch, NotUsed> judging(
            RunSpec run, RunEntry.Segment segment, InputPipeline trainedOn, List<CentreView> view) {
        InputPipeline input = DataParts.of(trainedOn, run);
        InputRecipe recipe = run.recipe().input();
        int images = number(segment, "evaluationBatch");
        return view.stream()
                .map(look -> input.judging(recipe, look, images))
                .findFirst()
                .orElseGet(() -> input.judging(recipe, images));
    }

    /**
     * A whole split, maybe of another data set, normalised as the run's training was.
     *
     * @throws IllegalArgumentException if the images don't fit the network
     */
    public static Source<EvaluationBatch, NotUsed> split(
            RunSpec run,
            RunEntry.Segment segment,
            PixelNormaliser normaliser,
            InputPipeline images,
            Split split,
            List<CentreView> view) {
        InputRecipe recipe = run.recipe().input();
        List<CentreView> look = view.isEmpty() && recipe.augmentation().crops() ? List.of(CentreView.USUAL) : view;
        int batch = number(segment, "evaluationBatch");
        return look.isEmpty()
                ? images.evaluation(recipe, normaliser, split, batch)
                : images.evaluation(look.get(0), normaliser.ofAnyPlace(), split, batch);
    }

    /**
     * Shows a run's network images, on the calling thread, with the threads and batches of the segment's own evaluation: so the answers
     * are those of training, to the bit, where engine and processor are the same.
     *
     * @param classes names of the images' classes
     * @throws IllegalArgumentException if the images don't fit the network
     */
    public Confusion evaluate(
            RunSpec run,
            RunEntry.Segment segment,
            TrainingState state,
            Source<EvaluationBatch, NotUsed> images,
            List<String> classes) {
        if (classes.size() != run.classes()) {
            throw new IllegalArgumentException(
                    "the images are of " + classes.size() + " classes, the network knows " + run.classes());
        }
        SinkQueueWithCancel<EvaluationBatch> batches =
                images.runWith(Sink.<EvaluationBatch>queue().withAttributes(Attributes.inputBuffer(1, 1)), system);
        var confusion = new Confusion(classes);
        try (Classifier classifier =
                Classifier.open(Engine.start(), run.architecture(), state, number(segment, "threads"))) {
            Optional<EvaluationBatch> batch =
                    batches.pull().toCompletableFuture().join();
            while (batch.isPresent()) {
                add(batch.get(), classifier, confusion);
                batch = batches.pull().toCompletableFuture().join();
            }
        } finally {
            batches.cancel();
        }
        return confusion;
    }

    private static void add(EvaluationBatch batch, Classifier classifier, Confusion confusion) {
        try {
            Slice slice = batch.slice();
            Classified said =
                    classifier.classify(slice.pixels(), slice.labels(), slice.images(), slice.height(), slice.width());
            long[] labels = new long[slice.images()];
            slice.labels().duplicate().get(labels);
            confusion.add(labels, said.classes(), said.losses(), said.topFiveErrors(labels));
        } finally {
            batch.release();
        }
    }

    private static int number(RunEntry.Segment segment, String part) {
        return Integer.parseInt(segment.environment().getOrDefault(part, "1"));
    }

    /** How this machine's numeric environment differs from the segment's, for a person; empty if it does not. */
    public static Optional<String> difference(RunEntry.Segment segment) {
        Map<String, String> here = new TreeMap<>(segment.environment());
        here.putAll(Engine.start().numericEnvironment());
        here.put("decoder", ImageDecoder.decoderId());
        return NumericEnvironment.difference(segment.environment(), here);
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
