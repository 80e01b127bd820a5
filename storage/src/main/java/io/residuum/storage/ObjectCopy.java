package io.residuum.storage;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Copies objects from one store to another, byte by byte as they come. An object appears in the other store only if its bytes are
 * those that its digest says, and is read back from there; what is there already and is the same is left, what is not the same is
 * never written over ({@link ObjectDiffers}). So a copy that was cut off is begun again and writes what is missing.
 */
public final class ObjectCopy {

    /** What came of it. */
    public enum Outcome {
        COPIED,
        ALREADY_THERE
    }

    private final ObjectStore from;
    private final ObjectStore to;

    public ObjectCopy(ObjectStore from, ObjectStore to) {
        this.from = from;
        this.to = to;
    }

    /** Under the same key. Fails with {@link MissingObject} or {@link DamagedObject} if the original is not what {@code ref} says. */
    public CompletionStage<Outcome> copy(ObjectRef ref) {
        return digest(ref.key()).thenCompose(there -> {
            if (there.isPresent()) {
                return there.get().equals(ref.sha256())
                        ? CompletableFuture.completedFuture(Outcome.ALREADY_THERE)
                        : CompletableFuture.failedFuture(new ObjectDiffers(to.address(), ref.key()));
            }
            return to.put(ref.key(), checked(ref))
                    .thenCompose(written -> digest(ref.key()))
                    .thenApply(readBack -> {
                        if (readBack.filter(ref.sha256()::equals).isEmpty()) {
                            throw new DamagedObject(to.address(), ref.key(), "it was read back as something else");
                        }
                        return Outcome.COPIED;
                    });
        });
    }

    /** A source that fails where it would end, if it was not what it must be: so nothing appears that is not whole. */
    private Source<ByteString, ?> checked(ObjectRef ref) {
        return Source.lazySource(() -> {
            Sha256.Chunks digest = Sha256.ofChunks();
            return from.stream(ref.key())
                    .map(bytes -> {
                        digest.add(bytes.asByteBuffer());
                        return bytes;
                    })
                    .concatLazy(Source.lazySource(() -> {
                        Sha256 found = digest.digest();
                        return found.equals(ref.sha256())
                                ? Source.<ByteString>empty()
                                : Source.failed(new DamagedObject(
                                        from.address(),
                                        ref.key(),
                                        "its SHA-256 is " + found + " instead of " + ref.sha256()));
                    }));
        });
    }

    /** What stands in the other store; empty if nothing does. */
    private CompletionStage<Optional<Sha256>> digest(String key) {
        return to.stream(key)
                .runWith(Sink.fold(Sha256.ofChunks(), (digest, bytes) -> digest.add(bytes.asByteBuffer())), to.system())
                .thenApply(digest -> Optional.of(digest.digest()))
                .exceptionally(thrown -> {
                    Throwable failure = StoreFailures.unwrapped(thrown);
                    if (failure instanceof MissingObject) {
                        return Optional.empty();
                    }
                    throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
                });
    }
}
