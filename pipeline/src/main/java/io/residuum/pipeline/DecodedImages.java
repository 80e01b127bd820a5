package io.residuum.pipeline;

import io.residuum.storage.Sha256;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decoded shards that every slot of a process shares, within a bound of bytes. A shard asked for while it is being decoded
 * is decoded once; a failure is told to all who asked and forgotten.
 *
 * <p>An epoch visits each shard once, so a shard that pushed out another of its own data set would take a place that is
 * needed just as soon: what came first stays, and of a data set larger than the bound a fixed part is served from memory.
 * Shards of other data sets, used longest ago, make room.
 */
public final class DecodedImages {
    private record Key(Sha256 version, int shard) {}

    private final long mostBytes;
    private final Map<Key, CompletableFuture<DecodedShard>> inFlight = new HashMap<>();
    private final LinkedHashMap<Key, DecodedShard> kept = new LinkedHashMap<>(16, 0.75f, true); // oldest use first
    private long heldBytes;

    public DecodedImages(PipelineSettings settings) {
        this(settings.cacheBytes());
    }

    DecodedImages(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Bytes of the shards kept now; never more than the setting. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    /** The shard from memory, from whoever is decoding it, or from {@code decode}. */
    CompletionStage<DecodedShard> shard(Sha256 version, int shard, Supplier<CompletionStage<DecodedShard>> decode) {
        var key = new Key(version, shard);
        CompletableFuture<DecodedShard> answer;
        synchronized (this) {
            var held = kept.get(key);
            if (held != null) {
                return CompletableFuture.completedFuture(held);
            }
            var running = inFlight.get(key);
            if (running != null) {
                return running.copy();
            }
            answer = new CompletableFuture<>();
            inFlight.put(key, answer);
        }
        try {
            decode.get().whenComplete((decoded, failure) -> settle(key, answer, decoded, failure));
        } catch (RuntimeException e) {
            settle(key, answer, null, e);
        }
        return answer.copy();
    }

    private void settle(
            Key key,
            CompletableFuture<DecodedShard> answer,
            @Nullable DecodedShard decoded,
            @Nullable Throwable failure) {
        synchronized (this) {
            inFlight.remove(key);
            if (decoded != null) {
                keep(key, decoded);
            }
        }
        if (decoded != null) {
            answer.complete(decoded);
        } else {
            answer.completeExceptionally(
                    failure != null ? failure : new IllegalStateException("decoding answered nothing"));
        }
    }

    private void keep(Key key, DecodedShard decoded) {
        long missing = decoded.sizeBytes() - (mostBytes - heldBytes);
        if (missing > 0) {
            long others = kept.entrySet().stream()
                    .filter(entry -> !entry.getKey().version().equals(key.version()))
                    .mapToLong(entry -> entry.getValue().sizeBytes())
                    .sum();
            if (others < missing) {
                return;
            }
            var oldestFirst = kept.entrySet().iterator();
            while (missing > 0) {
                var entry = oldestFirst.next();
                if (!entry.getKey().version().equals(key.version())) {
                    oldestFirst.remove();
                    heldBytes -= entry.getValue().sizeBytes();
                    missing -= entry.getValue().sizeBytes();
                }
            }
        }
        kept.put(key, decoded);
        heldBytes += decoded.sizeBytes();
    }
}
