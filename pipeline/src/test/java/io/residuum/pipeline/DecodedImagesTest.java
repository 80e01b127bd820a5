package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.storage.ImageShape;
import io.residuum.storage.Sha256;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecodedImagesTest {
    private static final Sha256 CIFAR = Sha256.of(new byte[] {1});
    private static final Sha256 OTHER = Sha256.of(new byte[] {2});

    /** One image of one pixel: 3 bytes. */
    private static final DecodedShard SHARD = new DecodedShard(0, new ImageShape(1, 1), new int[1], new byte[3]);

    private final AtomicInteger decodings = new AtomicInteger();

    @Test
    void aShardThatFitsIsDecodedOnce() {
        var cache = new DecodedImages(6);
        assertThat(ask(cache, CIFAR, 0)).isCompletedWithValue(SHARD);
        assertThat(ask(cache, CIFAR, 0)).isCompletedWithValue(SHARD);
        assertThat(decodings).hasValue(1);
        assertThat(cache.heldBytes()).isEqualTo(3);
    }

    @Test
    void askersAtTheSameTimeShareOneDecoding() {
        var cache = new DecodedImages(6);
        var decoding = new CompletableFuture<DecodedShard>();
        var first = cache.shard(CIFAR, 0, () -> decoding);
        var second = cache.shard(CIFAR, 0, () -> {
            throw new AssertionError("decoded twice");
        });
        decoding.complete(SHARD);
        assertThat(first.toCompletableFuture()).isCompletedWithValue(SHARD);
        assertThat(second.toCompletableFuture()).isCompletedWithValue(SHARD);
    }

    @Test
    void aFailureIsToldAndForgotten() {
        var cache = new DecodedImages(6);
        var failed = cache.shard(CIFAR, 0, () -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        var thrown = cache.shard(CIFAR, 0, () -> {
            throw new IllegalStateException("broken before it began");
        });
        assertThat(thrown.toCompletableFuture()).isCompletedExceptionally();
        assertThat(ask(cache, CIFAR, 0)).isCompletedWithValue(SHARD);
    }

    @Test
    void aDataSetLargerThanTheBoundKeepsWhatCameFirst() {
        var cache = new DecodedImages(7);
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int shard = 0; shard < 4; shard++) {
                ask(cache, CIFAR, shard);
            }
        }
        assertThat(decodings).as("4, then shards 2 and 3 again").hasValue(6);
        assertThat(cache.heldBytes()).isEqualTo(6);
    }

    @Test
    void anotherDataSetTakesThePlaceOfWhatWasUsedLongestAgo() {
        var cache = new DecodedImages(7);
        ask(cache, CIFAR, 0);
        ask(cache, CIFAR, 1);
        ask(cache, CIFAR, 0);
        ask(cache, OTHER, 0);
        assertThat(cache.heldBytes()).isEqualTo(6);
        decodings.set(0);
        ask(cache, CIFAR, 0);
        ask(cache, OTHER, 0);
        assertThat(decodings).hasValue(0);
    }

    @Test
    void whatCannotFitPushesNothingOut() {
        var cache = new DecodedImages(4);
        ask(cache, CIFAR, 0);
        var large = new DecodedShard(0, new ImageShape(2, 1), new int[1], new byte[6]);
        cache.shard(OTHER, 0, () -> CompletableFuture.completedFuture(large));
        assertThat(cache.heldBytes()).isEqualTo(3);
        ask(cache, CIFAR, 0);
        assertThat(decodings).hasValue(1);
    }

    private CompletableFuture<DecodedShard> ask(DecodedImages cache, Sha256 version, int shard) {
        CompletionStage<DecodedShard> answer = cache.shard(version, shard, () -> {
            decodings.incrementAndGet();
            return CompletableFuture.completedFuture(SHARD);
        });
        return answer.toCompletableFuture();
    }
}
