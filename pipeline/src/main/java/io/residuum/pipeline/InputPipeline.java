package io.residuum.pipeline;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The images of one data set as a network wants them.
 *
 * <pre>
 * training:    windows of the epoch order ─► their shards, decoded or cached ─► places of mini-batches ─┐
 *                                                                  free buffers ◄── release() ──► zip ─► augment, fill
 * evaluation:  shards in index order ─► decoded or cached ─► places of batches ─► the same, not augmented
 * </pre>
 *
 * <p>Nothing runs ahead of the reader by more than the free buffers and one window. A stream fails with an
 * {@link InputFailure}, which may overtake mini-batches that were ready; started again at an iteration it gives the bytes it
 * would have given.
 */
public final class InputPipeline {
    static final String DISPATCHER = "residuum.pipeline.dispatcher";

    private final Materializer materializer;
    private final Manifest manifest;
    private final ImageShape shape;
    private final ImageStatistics statistics;
    private final Flow<Manifest.Shard, DecodedShard, NotUsed> decodedShards;
    private final PipelineSettings settings;

    private InputPipeline(
            Materializer materializer,
            Manifest manifest,
            ImageShape shape,
            ImageStatistics statistics,
            Flow<Manifest.Shard, DecodedShard, NotUsed> decodedShards,
            PipelineSettings settings) {
        this.materializer = materializer;
        this.manifest = manifest;
        this.shape = shape;
        this.statistics = statistics;
        this.decodedShards = decodedShards;
        this.settings = settings;
    }

    /**
     * Reads the manifest and the training set's statistics, which are computed and stored if nobody did before: that decodes
     * every training image once.
     *
     * @param cache shared by all pipelines of a process
     */
    public static CompletionStage<InputPipeline> open(
            ActorSystem<?> system,
            DataSets dataSets,
            DataSetId dataSet,
            DecodedImages cache,
            PipelineSettings settings) {
        var materializer = SystemMaterializer.get(system).materializer();
        var threads = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        return dataSets.manifest(dataSet).thenCompose(manifest -> {
            var shape = oneShape(dataSet, manifest);
            var decoding = new ShardDecoding(
                    dataSets, dataSet, shape, ImageDecoder.open(settings), settings, materializer, threads);
            var decodedShards = decoding.through(cache);
            return new StoredStatistics(dataSets, dataSet, shape, manifest.images(Split.TRAIN))
                    .loadOr(() -> Source.from(manifest.shards(Split.TRAIN))
                            .via(decodedShards)
                            .toMat(Sink.fold(ImageStatistics.none(shape), ImageStatistics::add), Keep.right())
                            .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                            .run(materializer))
                    .thenApply(statistics ->
                            new InputPipeline(materializer, manifest, shape, statistics, decodedShards, settings));
        });
    }

    private static ImageShape oneShape(DataSetId dataSet, Manifest manifest) {
        if (manifest.images(Split.TRAIN) == 0) {
            throw new IllegalArgumentException("data set [" + dataSet + "] has no training images");
        }
        return manifest.imageShape()
                .orElseThrow(() -> new IllegalArgumentException("images of data set [" + dataSet
                        + "] differ in size; these networks take images of one size, so import it resized"));
    }

    /** Classes of the data set; labels are less. */
    public int classes() {
        return manifest.classes().size();
    }

    public ImageShape shape() {
        return shape;
    }

    public long trainImages() {
        return manifest.images(Split.TRAIN);
    }

    public long testImages() {
        return manifest.images(Split.TEST);
    }

    ImageStatistics statistics() {
        return statistics;
    }

    /** What the training set's pixels are normalised by. */
    public PixelNormaliser normaliser(Normalisation normalisation) {
        return statistics.normaliser(normalisation);
    }

    /** Mean of each channel over the training images, in 0…255. */
    public List<Double> channelMeans() {
        return IntStream.range(0, DecodedShard.CHANNELS)
                .mapToObj(statistics::mean)
                .toList();
    }

    /** Population deviation of each channel over the training images. */
    public List<Double> channelDeviations() {
        return IntStream.range(0, DecodedShard.CHANNELS)
                .mapToObj(statistics::deviation)
                .toList();
    }

    /**
     * The first training image of each class, as stored and as training sees it.
     *
     * @param most images
     * @param epochs how often each is augmented, with seed 0 and as in the first epochs
     */
    public CompletionStage<List<SampleImage>> samples(int most, int epochs) {
        var sampling = new Sampling(manifest, statistics.normaliser(Normalisation.CHANNEL), most, epochs);
        return Source.from(sampling.shards())
                .via(decodedShards)
                .map(sampling::of)
                .mapConcat(samples -> samples)
                .runWith(Sink.seq(), materializer)
                .thenApply(List::copyOf);
    }

    /** Decoder and version: part of the numeric environment of what is trained on this input. */
    public String decoderId() {
        return ImageDecoder.decoderId();
    }

    /**
     * Mini-batches from {@code fromIteration} on, without end; finding the first costs the same wherever it is.
     *
     * @throws IllegalArgumentException if the recipe doesn't fit the data set, or a window the setting
     */
    public Source<MiniBatch, NotUsed> training(InputRecipe recipe, long seed, long fromIteration) {
        var shards = manifest.shards(Split.TRAIN);
        var arithmetic = new EpochArithmetic(trainImages(), recipe.miniBatch(), recipe.lastBatch());
        var order = new EpochOrder(shards.stream().map(Manifest.Shard::entries).toList(), recipe.windowShards(), seed);
        checkWindow(order);
        var start = arithmetic.start(fromIteration);
        var writer = new MiniBatchWriter(recipe, statistics.normaliser(recipe.normalisation()), seed);
        return Source.fromIterator(() -> order.from(start.epoch(), start.from()))
                .via(decodedWindows(order, shards))
                .via(MiniBatchCut.flow(arithmetic, fromIteration))
                .zipWith(freeBuffers(recipe), writer::fill)
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .async();
    }

    /**
     * A split in index order, unaugmented, from first to last image.
     *
     * @param recipe whose normalisation is taken
     * @param batchImages images a batch; the last one may have fewer
     */
    public Source<EvaluationBatch, NotUsed> evaluation(InputRecipe recipe, Split split, int batchImages) {
        return evaluation(recipe, normaliser(recipe.normalisation()), split, batchImages);
    }

    /**
     * The same for a network that was trained on another data set: its images are normalised as that one's were.
     *
     * @throws IllegalArgumentException if {@code normaliser} is of images of another shape
     */
    public Source<EvaluationBatch, NotUsed> evaluation(
            InputRecipe recipe, PixelNormaliser normaliser, Split split, int batchImages) {
        if (!normaliser.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "images of " + shape + " pixels cannot be normalised as images of " + normaliser.shape() + " were");
        }
        var batches = new InputRecipe(
                Augmentation.NONE, recipe.normalisation(), batchImages, 1, LastBatch.SHORT, recipe.windowShards());
        long images = manifest.images(split);
        if (images == 0) {
            return Source.empty();
        }
        var arithmetic = new EpochArithmetic(images, batchImages, LastBatch.SHORT);
        var writer = new MiniBatchWriter(batches, normaliser, 0);
        return Source.from(manifest.shards(split))
                .via(decodedShards)
                .map(DecodedWindow::inIndexOrder)
                .via(MiniBatchCut.flow(arithmetic, 0))
                .zipWith(freeBuffers(batches), writer::fill)
                .map(batch -> new EvaluationBatch(batch.iteration() * batchImages, batch))
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .async();
    }

    /** Windows in, the same with their shards decoded out: the next one is fetched while the mini-batches of one are taken. */
    private Flow<EpochOrder.Window, DecodedWindow, NotUsed> decodedWindows(
            EpochOrder order, List<Manifest.Shard> shards) {
        return Flow.of(EpochOrder.Window.class).mapAsync(1, window -> Source.from(window.shards())
                .map(shards::get)
                .via(decodedShards)
                .toMat(Sink.seq(), Keep.right())
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .run(materializer)
                .thenApply(decoded ->
                        new DecodedWindow(window.epoch(), window.firstPlace(), decoded, order.imagesOf(window))));
    }

    private Source<BatchBuffers, NotUsed> freeBuffers(InputRecipe recipe) {
        var sliceImages = IntStream.range(0, recipe.slices())
                .map(slice -> recipe.sliceImages(recipe.miniBatch(), slice))
                .boxed()
                .toList();
        return BatchBuffers.pool(settings.batchesInFlight(), sliceImages, shape);
    }

    private void checkWindow(EpochOrder order) {
        long largest = order.shardImages().stream()
                .sorted(Comparator.reverseOrder())
                .limit(order.windowShards())
                .mapToLong(Integer::longValue)
                .sum();
        long bytes = DecodedShard.bytes(shape, largest);
        if (bytes > settings.windowBytes()) {
            throw new IllegalArgumentException("a window of " + order.windowShards() + " shards takes " + bytes
                    + " bytes decoded, residuum.pipeline.window-size allows " + settings.windowBytes()
                    + "; lower recipe.window or raise the setting");
        }
    }
}
