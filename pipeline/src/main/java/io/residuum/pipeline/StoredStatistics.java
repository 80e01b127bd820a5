package io.residuum.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageShape;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statistics object beside a data set, one a decoder and version: read, or computed and written once. One that is damaged
 * or of other images is computed again; one of a newer format is refused. Storage seals it with a digest.
 *
 * @param key the decoder, and what kind of statistics where there is more than one
 * @param fits whether what was read is of these images
 */
record StoredStatistics<T>(
        DataSets dataSets,
        DataSetId dataSet,
        String key,
        Function<byte[], Optional<T>> reader,
        Function<T, byte[]> writer,
        Predicate<T> fits) {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger log = LoggerFactory.getLogger(StoredStatistics.class);

    /**
     * Those of every place of images of one shape.
     *
     * @param images how many training images the data set has
     */
    static StoredStatistics<ImageStatistics> ofPlaces(
            DataSets dataSets, DataSetId dataSet, ImageShape shape, long images) {
        return new StoredStatistics<>(
                dataSets,
                dataSet,
                ImageDecoder.decoderId(),
                StoredStatistics::fromBytes,
                StoredStatistics::toBytes,
                found -> found.shape().equals(shape) && found.images() == images);
    }

    /** Those of the colours of images of any size. */
    static StoredStatistics<ColourStatistics> ofColours(DataSets dataSets, DataSetId dataSet, long images) {
        return new StoredStatistics<>(
                dataSets,
                dataSet,
                ImageDecoder.decoderId() + "-colours",
                ColourStatistics::fromBytes,
                ColourStatistics::toBytes,
                found -> found.images() == images);
    }

    CompletionStage<T> loadOr(Supplier<CompletionStage<T>> compute) {
        return dataSets.statistics(dataSet, key).thenCompose(bytes -> bytes.flatMap(this::read)
                .<CompletionStage<T>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> compute.get().thenCompose(this::write)));
    }

    private CompletionStage<T> write(T statistics) {
        return dataSets.putStatistics(dataSet, key, writer.apply(statistics)).thenApply(done -> statistics);
    }

    private Optional<T> read(byte[] bytes) {
        Optional<T> found = reader.apply(bytes).filter(fits);
        if (found.isEmpty()) {
            log.warn("the stored statistics of data set [{}] are damaged and are computed again", dataSet);
        }
        return found;
    }

    /**
     * <pre>{"format":1,"images":n,"height":h,"width":w,"pixelSums":[Σx of each value of an image],
     * "channelSquares":[Σx² of each channel]}</pre>
     */
    static byte[] toBytes(ImageStatistics statistics) {
        var object = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("images", statistics.images())
                .put("height", statistics.shape().height())
                .put("width", statistics.shape().width());
        var sums = object.putArray("pixelSums");
        Arrays.stream(statistics.pixelSums()).forEach(sums::add);
        var squares = object.putArray("channelSquares");
        Arrays.stream(statistics.channelSquares()).forEach(squares::add);
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of numbers can be written", e);
        }
    }

    /**
     * Reads {@link #toBytes}; empty if the bytes are damaged.
     *
     * @throws IllegalStateException if a newer release wrote them
     */
    static Optional<ImageStatistics> fromBytes(byte[] bytes) {
        try {
            JsonNode object = JSON.readTree(bytes);
            checkFormat(object.path("format").asInt(), FORMAT);
            var shape = new ImageShape(
                    object.path("height").asInt(), object.path("width").asInt());
            return Optional.of(new ImageStatistics(
                    shape,
                    object.path("images").asLong(),
                    longs(object.path("pixelSums")),
                    longs(object.path("channelSquares"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static void checkFormat(int format, int newest) {
        if (format > newest) {
            throw new IllegalStateException("statistics of format " + format + " were written by a newer release;"
                    + " this one reads up to format " + newest);
        }
    }

    static long[] longs(JsonNode array) {
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asLong();
        }
        return numbers;
    }
}
