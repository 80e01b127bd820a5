package io.residuum.pipeline;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.pipeline.MiniBatchCut.PlannedBatch;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
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
 * <p>A part of the training set may be {@link #holding held out}: then the rest is trained on, and the part judges instead of the
 * test images.
 *
 * <p>Images of any size take the same way, but as they are stored: they are decoded, cropped and coloured when their places
 * are filled.
 *
 * <p>Nothing runs ahead of the reader by more than the free buffers and one window. A stream fails with an
 * {@link InputFailure}, which may overtake mini-batches that were ready; started again at an iteration it gives the bytes it
 * would have given.
 */
public final class InputPipeline {
    static final String DISPATCHER = "residuum.pipeline.dispatcher";

    private final Materializer materializer;
    private final Manifest manifest;
    private final PixelStatistics statistics;
    private final AnySizeImages anySize;
    private final DecodedImages cache;
    private final PipelineSettings settings;
    private final Selection trained;
    private final Selection judging;

    private InputPipeline(
            Materializer materializer,
            Manifest manifest,
            PixelStatistics statistics,
            AnySizeImages anySize,
            DecodedImages cache,
            PipelineSettings settings,
            Selection trained,
            Selection judging) {
        this.materializer = materializer;
        this.manifest = manifest;
        this.statistics = statistics;
        this.anySize = anySize;
        this.cache = cache;
        this.settings = settings;
        this.trained = trained;
        this.judging = judging;
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
            if (manifest.images(Split.TRAIN) == 0) {
                throw new IllegalArgumentException("data set [" + dataSet + "] has no training images");
            }
            var anySize = new AnySizeImages(
                    dataSets, dataSet, manifest, ImageDecoder.open(settings), settings, materializer, threads);
            CompletionStage<? extends PixelStatistics> statistics =
                    manifest.imageShape().isPresent()
                            ? placeStatistics(anySize, manifest.imageShape().get(), cache)
                            : anySize.statistics();
            return statistics.thenApply(found -> new InputPipeline(
                    materializer,
                    manifest,
                    found,
                    anySize,
                    cache,
                    settings,
                    Selection.all(manifest.shards(Split.TRAIN)),
                    Selection.all(manifest.shards(Split.TEST))));
        });
    }

    /**
     * The same images with a part of the training set held out. What normalises them is still of the whole training set.
     *
     * @throws IllegalArgumentException if nothing would be held out, or a class would have no image left to train on
     */
    public InputPipeline holding(HeldOut part) {
        Selection.Halves halves = Selection.halves(manifest, part);
        return new InputPipeline(
                materializer, manifest, statistics, anySize, cache, settings, halves.trained(), halves.heldOut());
    }

    private static CompletionStage<ImageStatistics> placeStatistics(
            AnySizeImages images, ImageShape shape, DecodedImages cache) {
        Manifest manifest = images.manifest();
        return StoredStatistics.ofPlaces(images.dataSets(), images.dataSet(), shape, manifest.images(Split.TRAIN))
                .loadOr(() -> Source.from(manifest.shards(Split.TRAIN))
                        .via(images.decodedAs(shape, cache))
                        .toMat(Sink.fold(ImageStatistics.none(shape), ImageStatistics::add), Keep.right())
                        .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                        .run(images.materializer()));
    }

    /** Classes of the data set; labels are less. */
    public int classes() {
        return manifest.classes().size();
    }

    /**
     * The shape of every image.
     *
     * @throws IllegalArgumentException if images differ in size
     */
    public ImageShape shape() {
        return places().shape();
    }

    /** How many are trained on. */
    public long trainImages() {
        return trained.images();
    }

    /** How many judge: test images, or those held out. */
    public long judgingImages() {
        return judging.images();
    }

    PixelStatistics statistics() {
        return statistics;
    }

    private ImageStatistics places() {
        if (statistics instanceof ImageStatistics places) {
            return places;
        }
        throw new IllegalArgumentException("images of data set [" + anySize.dataSet() + "] differ in size; train with"
                + " augmentation scale or scale-and-aspect and evaluate a view, or import them resized to one size");
    }

    private Flow<Manifest.Shard, DecodedShard, NotUsed> decodedShards() {
        return anySize.decodedAs(shape(), cache);
    }

    /**
     * What the training set's pixels are normalised by: of the shape of its images, or of one place where they differ in size.
     *
     * @throws IllegalArgumentException if it asks for a mean of each pixel of images that differ in size
     */
    public PixelNormaliser normaliser(Normalisation normalisation) {
        return statistics.normaliser(normalisation);
    }

    /** What training by this recipe is normalised by: of one place where images are cropped, which may have to be counted first. */
    public CompletionStage<PixelNormaliser> normaliser(InputRecipe recipe) {
        if (!recipe.augmentation().crops()) {
            return CompletableFuture.completedFuture(normaliser(recipe.normalisation()));
        }
        return (statistics instanceof ColourStatistics known
                        ? CompletableFuture.completedFuture(known)
                        : anySize.statistics())
                .thenApply(colours -> colours.normaliser(recipe.normalisation()));
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
     * The first training image of each class, as stored and as training on images of one size sees it.
     *
     * @param most images
     * @param epochs how often each is augmented, with seed 0 and as in the first epochs
     */
    public CompletionStage<List<SampleImage>> samples(int most, int epochs) {
        var sampling = new Sampling(manifest, places().normaliser(Normalisation.CHANNEL), most, epochs);
        return Source.from(sampling.shards())
                .via(decodedShards())
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
        var shards = trained.shards();
        var arithmetic = new EpochArithmetic(trainImages(), recipe.miniBatch(), recipe.lastBatch());
        var order = new EpochOrder(trained.imagesOfShards(), recipe.windowShards(), seed);
        var start = arithmetic.start(fromIteration);
        Source<EpochOrder.Window, NotUsed> windows = Source.fromIterator(() -> order.from(start.epoch(), start.from()));
        if (recipe.augmentation().crops()) {
            checkWindow(order, shards, shard -> shard.object().sizeBytes(), "as stored");
            var planned =
                    windows.via(windows(order, anySize.shards())).via(MiniBatchCut.flow(arithmetic, fromIteration));
            return afterColours(colours -> {
                var writers = new Spares<>(() -> new CropWriter(
                        anySize.decoder(),
                        CropPlans.training(recipe, colours.axes(), seed),
                        colours.normaliser(recipe.normalisation()),
                        Crop.TRAINING_SIDE));
                return filled(planned, recipe, writers, Crop.TRAINING_SIDE);
            });
        }
        checkWindow(order, shards, shard -> DecodedShard.bytes(shape(), shard.entries()), "decoded");
        var writer = new MiniBatchWriter(recipe, statistics.normaliser(recipe.normalisation()), seed);
        return windows.via(windows(order, decodedShards()))
                .via(MiniBatchCut.flow(arithmetic, fromIteration))
                .zipWith(freeBuffers(recipe, shape()), writer::fill)
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .async();
    }

    private Source<MiniBatch, NotUsed> filled(
            Source<PlannedBatch<EncodedShard>, NotUsed> planned,
            InputRecipe recipe,
            Spares<CropWriter> writers,
            int side) {
        return planned.zipWith(freeBuffers(recipe, new ImageShape(side, side)), Pair::create)
                .via(anySize.filled(recipe, writers))
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .async();
    }

    /** What needs the colours' statistics, which images of one size may not have yet. */
    private Source<MiniBatch, NotUsed> afterColours(Function<ColourStatistics, Source<MiniBatch, NotUsed>> source) {
        if (statistics instanceof ColourStatistics known) {
            return source.apply(known);
        }
        return Source.lazyCompletionStage(anySize::statistics)
                .mapMaterializedValue(ignored -> NotUsed.getInstance())
                .mapError(CompletionException.class, e -> Objects.requireNonNullElse(e.getCause(), e))
                .flatMapConcat(source::apply);
    }

    /**
     * What judges a run that trains by {@code recipe}: the test images, or those held out, as they are, or in the usual view where
     * training crops them.
     *
     * @param batchImages images a batch; the last one may have fewer
     */
    public Source<EvaluationBatch, NotUsed> judging(InputRecipe recipe, int batchImages) {
        if (recipe.augmentation().crops()) {
            return judging(recipe, CentreView.USUAL, batchImages);
        }
        return unaugmented(recipe, normaliser(recipe.normalisation()), judging, batchImages);
    }

    /** The same images in another view. */
    public Source<EvaluationBatch, NotUsed> judging(InputRecipe recipe, CentreView view, int batchImages) {
        return recipe.augmentation().crops()
                ? viewed(view, judging, batchImages)
                : viewed(view, normaliser(recipe.normalisation()).ofAnyPlace(), judging, batchImages);
    }

    /**
     * A split in index order, unaugmented, from first to last image; of images of one size.
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
        return unaugmented(recipe, normaliser, Selection.all(manifest.shards(split)), batchImages);
    }

    private Source<EvaluationBatch, NotUsed> unaugmented(
            InputRecipe recipe, PixelNormaliser normaliser, Selection images, int batchImages) {
        if (!normaliser.shape().equals(shape())) {
            throw new IllegalArgumentException("images of " + shape() + " pixels cannot be normalised as images of "
                    + normaliser.shape() + " were");
        }
        var batches = batches(recipe.normalisation(), batchImages);
        var writer = new MiniBatchWriter(batches, normaliser, 0);
        return inOrder(images, batchImages, decodedShards(), planned -> planned.zipWith(
                        freeBuffers(batches, shape()), writer::fill)
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                .async());
    }

    /**
     * A split in index order, of each image the view; of images of any size.
     *
     * @param batchImages images a batch; the last one may have fewer
     */
    public Source<EvaluationBatch, NotUsed> evaluation(CentreView view, Split split, int batchImages) {
        return viewed(view, Selection.all(manifest.shards(split)), batchImages);
    }

    private Source<EvaluationBatch, NotUsed> viewed(CentreView view, Selection images, int batchImages) {
        return inOrder(
                images,
                batchImages,
                anySize.shards(),
                planned -> afterColours(
                        colours -> viewed(planned, view, colours.normaliser(Normalisation.CHANNEL), batchImages)));
    }

    /**
     * The same for a network that was trained on another data set: its images are normalised as that one's were.
     *
     * @throws IllegalArgumentException if {@code normaliser} is of images of one shape, so that it doesn't fit a view
     */
    public Source<EvaluationBatch, NotUsed> evaluation(
            CentreView view, PixelNormaliser normaliser, Split split, int batchImages) {
        return viewed(view, normaliser, Selection.all(manifest.shards(split)), batchImages);
    }

    private Source<EvaluationBatch, NotUsed> viewed(
            CentreView view, PixelNormaliser normaliser, Selection images, int batchImages) {
        if (normaliser.shape().pixels() != 1) {
            throw new IllegalArgumentException(
                    "a view cannot be normalised as images of " + normaliser.shape() + " were, but by colour alone");
        }
        return inOrder(
                images, batchImages, anySize.shards(), planned -> viewed(planned, view, normaliser, batchImages));
    }

    private Source<MiniBatch, NotUsed> viewed(
            Source<PlannedBatch<EncodedShard>, NotUsed> planned,
            CentreView view,
            PixelNormaliser normaliser,
            int batchImages) {
        var writers = new Spares<>(
                () -> new CropWriter(anySize.decoder(), CropPlans.centre(view), normaliser, view.cropPixels()));
        return filled(planned, batches(Normalisation.CHANNEL, batchImages), writers, view.cropPixels());
    }

    private static InputRecipe batches(Normalisation normalisation, int batchImages) {
        return new InputRecipe(Augmentation.NONE, normalisation, batchImages, 1, LastBatch.SHORT, 1);
    }

    private <S extends LoadedShard> Source<EvaluationBatch, NotUsed> inOrder(
            Selection selection,
            int batchImages,
            Flow<Manifest.Shard, S, NotUsed> loaded,
            Function<Source<PlannedBatch<S>, NotUsed>, Source<MiniBatch, NotUsed>> filled) {
        long images = selection.images();
        if (images == 0) {
            return Source.empty();
        }
        var arithmetic = new EpochArithmetic(images, batchImages, LastBatch.SHORT);
        Source<PlannedBatch<S>, NotUsed> planned = Source.from(selection.shards())
                .via(loaded)
                .zipWith(Source.from(selection.parts()), ShardWindow::inIndexOrder)
                .via(MiniBatchCut.flow(arithmetic, 0));
        return filled.apply(planned).map(batch -> new EvaluationBatch(batch.iteration() * batchImages, batch));
    }

    /** Windows in, the same with their shards out: the next one is fetched while the mini-batches of one are taken. */
    private <S extends LoadedShard> Flow<EpochOrder.Window, ShardWindow<S>, NotUsed> windows(
            EpochOrder order, Flow<Manifest.Shard, S, NotUsed> loaded) {
        return Flow.of(EpochOrder.Window.class).mapAsync(1, window -> {
            List<Selection.Part> parts =
                    window.shards().stream().map(trained.parts()::get).toList();
            return Source.from(parts)
                    .map(Selection.Part::shard)
                    .via(loaded)
                    .toMat(Sink.seq(), Keep.right())
                    .withAttributes(ActorAttributes.dispatcher(DISPATCHER))
                    .run(materializer)
                    .thenApply(found -> new ShardWindow<>(
                            window.epoch(),
                            window.firstPlace(),
                            found,
                            parts.stream().map(Selection.Part::entries).toList(),
                            order.imagesOf(window)));
        });
    }

    private Source<BatchBuffers, NotUsed> freeBuffers(InputRecipe recipe, ImageShape shape) {
        var sliceImages = IntStream.range(0, recipe.slices())
                .map(slice -> recipe.sliceImages(recipe.miniBatch(), slice))
                .boxed()
                .toList();
        return BatchBuffers.pool(settings.batchesInFlight(), sliceImages, shape);
    }

    private void checkWindow(
            EpochOrder order, List<Manifest.Shard> shards, ToLongFunction<Manifest.Shard> size, String form) {
        long bytes = shards.stream()
                .map(size::applyAsLong)
                .sorted(Comparator.reverseOrder())
                .limit(order.windowShards())
                .mapToLong(Long::longValue)
                .sum();
        if (bytes > settings.windowBytes()) {
            throw new IllegalArgumentException("a window of " + order.windowShards() + " shards takes " + bytes
                    + " bytes " + form + ", residuum.pipeline.window-size allows " + settings.windowBytes()
                    + "; lower recipe.window or raise the setting");
        }
    }
}
