package io.residuum.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A sequence of entries nobody can fork or change. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class Chain {
    /**
     * One entry.
     *
     * @param parent hex of the parent's digest, empty for entry 0
     * @param attempt who wrote it
     * @param digest SHA-256 of the object's bytes
     */
    public record Entry(long index, String parent, String attempt, ObjectNode body, Sha256 digest) {}

    public Chain(ObjectStore store, String prefix) {}

    public CompletionStage<CommitOutcome> create(String attempt, ObjectNode body) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<CommitOutcome> append(Entry parent, String attempt, ObjectNode body) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Optional<Entry>> read(long index) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Optional<Entry>> head() {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<List<Entry>> entries() {
        throw new UnsupportedOperationException();
    }
}
