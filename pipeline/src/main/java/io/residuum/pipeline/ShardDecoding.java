package io.residuum.pipeline;

import akka.NotUsed;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Manifest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * From the store to decoded shards: a shard is read whole, its entries are decoded in parallel and put down in order, and of
 * several broken ones the first is named.
 */
record ShardDecoding(
        DataSets dataSets,
        DataSetId dataSet,
        ImageShape shape,
        ImageDecoder decoder,
        PipelineSettings settings,
        Materializer materializer,
        Executor threads) {
    /** A task decodes so many stored bytes: about 18 images of CIFAR, one of ImageNet. */
    private static final long TASK_BYTES = 16 << 10;

    /** What became of an entry; a failure waits for its turn here, so that what is reported doesn't depend on luck. */
    private sealed interface Outcome {
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Decoded(byte[] rgb) implements Outcome {}

        record Broken(InputFailure failure) implements Outcome {}
    }

    /** Manifest's shards in, decoded ones out, in order; from {@code cache} where it holds them. */
    Flow<Manifest.Shard, DecodedShard, NotUsed> through(DecodedImages cache) {
        return Flow.of(Manifest.Shard.class)
                .mapAsync(
                        settings.shardsInFlight(),
                        shard -> cache.shard(dataSet.version(), shard.number(), () -> decode(shard)));
    }

    private CompletionStage<DecodedShard> decode(Manifest.Shard shard) {
        return Source.single(shard)
                .mapAsync(1, dataSets::shard)
                .flatMapConcat(tar -> Source.fromIterator(() -> new TarEntries(tar)))
                .via(decoded(shard))
                .toMat(Sink.fold(new Gathering(shard), Gathering::add), Keep.right())
                .withAttributes(ActorAttributes.dispatcher(InputPipeline.DISPATCHER))
                .run(materializer)
                .handle((all, failure) -> {
                    if (failure != null) {
                        throw InputFailure.of(dataSet, shard, failure);
                    }
                    return all.whole();
                });
    }

    /** Entries in, outcomes of decoding them out, in order; as many tasks at a time as the setting says. */
    private Flow<TarEntries.Entry, Outcome, NotUsed> decoded(Manifest.Shard shard) {
        return Flow.of(TarEntries.Entry.class)
                .groupedWeighted(TASK_BYTES, entry -> (long) entry.bytes().length)
                .mapAsync(
                        settings.decodeParallelism(),
                        entries -> CompletableFuture.supplyAsync(
                                () -> entries.stream()
                                        .map(entry -> decode(shard, entry))
                                        .toList(),
                                threads))
                .mapConcat(outcomes -> outcomes);
    }

    private Outcome decode(Manifest.Shard shard, TarEntries.Entry entry) {
        try {
            return new Outcome.Decoded(decoder.decode(entry.bytes(), shape));
        } catch (BrokenImage | RuntimeException e) {
            return new Outcome.Broken(InputFailure.ofEntry(dataSet, shard, entry.name(), e));
        }
    }

    /** The images of a shard so far. */
    private final class Gathering {
        private final Manifest.Shard shard;
        private final byte[] rgb;
        private final int[] classes;
        private int images;

        Gathering(Manifest.Shard shard) {
            this.shard = shard;
            this.rgb = new byte[Math.toIntExact(DecodedShard.bytes(shape, shard.entries()))];
            this.classes = new int[shard.entries()];
        }

        Gathering add(Outcome outcome) {
            if (outcome instanceof Outcome.Broken broken) {
                throw broken.failure();
            }
            if (images == classes.length) {
                throw new IllegalStateException("holds more entries than the " + images + " of the manifest");
            }
            byte[] image = ((Outcome.Decoded) outcome).rgb();
            System.arraycopy(image, 0, rgb, images * image.length, image.length);
            classes[images] = shard.classOf(images);
            images++;
            return this;
        }

        DecodedShard whole() {
            if (images < classes.length) {
                throw InputFailure.ofShard(
                        dataSet,
                        shard,
                        new IllegalStateException("holds " + images + " entries, the manifest says " + classes.length));
            }
            return new DecodedShard(shard.firstIndex(), shape, classes, rgb);
        }
    }
}
