package io.residuum.storage;

import akka.stream.javadsl.Sink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a chain needs of a store; the place where tests put faults. */
interface ChainStore {
    CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes);

    CompletionStage<Optional<byte[]>> get(String key);

    CompletionStage<List<String>> keys(String prefix);

    static ChainStore over(ObjectStore store) {
        return new ChainStore() {
            @Override
            public CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes) {
                return store.createIfAbsent(key, bytes);
            }

            @Override
            public CompletionStage<Optional<byte[]>> get(String key) {
                return store.get(key);
            }

            @Override
            public CompletionStage<List<String>> keys(String prefix) {
                return store.list(prefix).map(StoredObject::key).runWith(Sink.seq(), store.system());
            }
        };
    }
}
