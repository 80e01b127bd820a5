package io.residuum.storage;

import akka.Done;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The data sets in a bucket. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class DataSets {
    public DataSets(ObjectStore store) {}

    /** Every version of every data set, sorted by name and version. */
    public CompletionStage<List<DataSetId>> list() {
        throw new UnsupportedOperationException();
    }

    /** The newest import of a name, or the one version {@code name@VERSION} names, by at least 12 digits. */
    public CompletionStage<Optional<DataSetId>> resolve(String nameOrNameAtVersion) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Manifest> manifest(DataSetId id) {
        throw new UnsupportedOperationException();
    }

    /** The tar of a shard, size and digest checked. */
    public CompletionStage<byte[]> shard(Manifest.Shard shard) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Optional<byte[]>> statistics(DataSetId id, String decoder) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Done> putStatistics(DataSetId id, String decoder, byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
