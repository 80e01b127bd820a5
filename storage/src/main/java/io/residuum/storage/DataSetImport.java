package io.residuum.storage;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Builds a data set from archives. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class DataSetImport {
    public DataSetImport(ObjectStore store, ImageCheck check, ImportSettings settings) {}

    /**
     * Reads the archives, checks every image, writes what is missing.
     *
     * @param progress told after each shard, by one thread at a time
     */
    public CompletionStage<ImportOutcome> run(
            String name, List<ImageArchive> archives, Consumer<ImportProgress> progress) {
        throw new UnsupportedOperationException();
    }
}
