package io.residuum.storage;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One bucket of an S3 store. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class ObjectStore {
    private ObjectStore() {}

    public static ObjectStore open(ActorSystem<?> system, StoreSettings settings) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Optional<byte[]>> get(String key) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<byte[]> get(ObjectRef ref) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<byte[]> range(String key, long offset, int length) {
        throw new UnsupportedOperationException();
    }

    public Source<ByteString, NotUsed> stream(String key) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<ObjectRef> put(String key, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<ObjectRef> put(String key, Source<ByteString, ?> bytes) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    public Source<StoredObject, NotUsed> list(String prefix) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Done> delete(String key) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Done> createBucketIfAbsent() {
        throw new UnsupportedOperationException();
    }
}
