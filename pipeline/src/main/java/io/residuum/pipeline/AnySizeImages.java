package io.residuum.pipeline;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.pipeline.MiniBatchCut.PlannedBatch;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Manifest;
import io.residuum.storage.Split;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * The stages for images of any size, which are kept as they are stored until their place in a mini-batch is filled: then they
 * are decoded, cropped and coloured in parallel, each straight into its place, as many at a time as the setting says.
 */
record AnySizeImages(
        DataSets dataSets,
        DataSetId dataSet,
        Manifest manifest,
        ImageDecoder decoder,
        PipelineSettings settings,
        Materializer materializer,
        Executor threads) {

    private record Image(EncodedShard shard, int number) {
        byte[] bytes() {
            return shard.entry(number).bytes();
        }
    }

    private record Place(Image image, long epoch, FloatBuffer pixels, int at) {}

    /** Manifest's shards in, decoded ones out, in order, where all images have one shape; from the cache where it holds them. */
    Flow<Manifest.Shard, DecodedShard, NotUsed> decodedAs(ImageShape shape, DecodedImages cache) {
        return new ShardDecoding(dataSets, dataSet, shape, decoder, settings, materializer, threads).through(cache);
    }

    /**
     * Manifest's shards in, the same with their images out, in order. Not cached: reading and checking an image takes a small
     * part of the time of decoding it.
     */
    Flow<Manifest.Shard, EncodedShard, NotUsed> shards() {
        return Flow.of(Manifest.Shard.class).mapAsync(settings.shardsInFlight(), shard -> dataSets.shard(shard)
                .thenApply(tar -> EncodedShard.of(shard, tar))
                .handle((read, failure) -> {
                    if (failure != null) {
                        throw InputFailure.of(dataSet, shard, failure);
                    }
                    return read;
                }));
    }

    /** The sums over the training set, from the store; or from every image, decoded once. */
    CompletionStage<ColourStatistics> statistics() {
        var croppings = new Spares<>(Cropping::new);
        return StoredStatistics.ofColours(dataSets, dataSet, manifest.images(Split.TRAIN))
                .loadOr(() -> Source.from(manifest.shards(Split.TRAIN))
                        .via(shards())
                        .mapConcat(shard -> IntStream.range(0, shard.images())
                                .mapToObj(i -> new Image(shard, i))
                                .toList())
                        .mapAsync(
                                settings.decodeParallelism(),
                                image -> CompletableFuture.supplyAsync(() -> statistics(image, croppings), threads))
                        .toMat(Sink.fold(ColourStatistics.none(), ColourStatistics::add), Keep.right())
                        .withAttributes(ActorAttributes.dispatcher(InputPipeline.DISPATCHER))
                        .run(materializer));
    }

    private ColourStatistics statistics(Image image, Spares<Cropping> croppings) {
        Cropping cropping = croppings.take();
        try (DecodedImage decoded = decoder.open(image.bytes())) {
            return ColourStatistics.of(decoded, cropping);
        } catch (BrokenImage | RuntimeException e) {
            throw failure(image, e);
        } finally {
            croppings.giveBack(cropping);
        }
    }

    /** Planned mini-batches and free buffers in, the same filled out, in order; of several broken images the first is named. */
    Flow<Pair<PlannedBatch<EncodedShard>, BatchBuffers>, MiniBatch, NotUsed> filled(
            InputRecipe recipe, Spares<CropWriter> writers) {
        return Flow.<Pair<PlannedBatch<EncodedShard>, BatchBuffers>>create()
                .mapAsync(1, planned -> fill(planned.first(), planned.second(), recipe, writers));
    }

    private CompletionStage<MiniBatch> fill(
            PlannedBatch<EncodedShard> plan, BatchBuffers buffers, InputRecipe recipe, Spares<CropWriter> writers) {
        List<Slice> slices = buffers.slices(recipe, plan.images());
        return Source.from(places(plan, slices))
                .mapAsync(
                        settings.decodeParallelism(),
                        place -> CompletableFuture.supplyAsync(() -> written(place, writers), threads))
                .toMat(Sink.fold(Optional.<InputFailure>empty(), (first, next) -> first.or(() -> next)), Keep.right())
                .withAttributes(ActorAttributes.dispatcher(InputPipeline.DISPATCHER))
                .run(materializer)
                .thenApply(failure -> {
                    if (failure.isPresent()) {
                        throw failure.get();
                    }
                    return new MiniBatch(plan.iteration(), slices, buffers::giveBack);
                });
    }

    /** Where each image comes from and goes; its label is put down at once. */
    private static List<Place> places(PlannedBatch<EncodedShard> plan, List<Slice> slices) {
        var places = new ArrayList<Place>(plan.images());
        var next = slices.iterator();
        var room = new Room(next.next());
        for (var span : plan.spans()) {
            for (long place = span.from(); place < span.to(); place++) {
                if (room.isFull()) {
                    room = new Room(next.next());
                }
                Room here = room;
                long epoch = span.window().epoch();
                span.window().visit(place, (shard, i) -> places.add(here.place(new Image(shard, i), epoch)));
            }
        }
        return places;
    }

    /** A slice that is being filled. */
    private static final class Room {
        private final FloatBuffer pixels;
        private final LongBuffer labels;
        private int next;

        Room(Slice slice) {
            this.pixels = slice.pixels().asFloatBuffer();
            this.labels = slice.labels();
        }

        boolean isFull() {
            return next == labels.limit();
        }

        Place place(Image image, long epoch) {
            labels.put(next, image.shard().classOf(image.number()));
            return new Place(image, epoch, pixels, next++);
        }
    }

    /** The failure of a broken image, which waits for its turn: what is reported doesn't depend on luck. */
    private Optional<InputFailure> written(Place place, Spares<CropWriter> writers) {
        CropWriter writer = writers.take();
        Image image = place.image();
        try {
            writer.write(
                    image.bytes(), image.shard().indexOf(image.number()), place.epoch(), place.pixels(), place.at());
            return Optional.empty();
        } catch (BrokenImage | RuntimeException e) {
            return Optional.of(failure(image, e));
        } finally {
            writers.giveBack(writer);
        }
    }

    private InputFailure failure(Image image, Exception cause) {
        return InputFailure.ofEntry(
                dataSet,
                image.shard().shard(),
                image.shard().entry(image.number()).name(),
                cause);
    }
}
