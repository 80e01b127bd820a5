package io.residuum.storage;

import java.util.List;

/** How an import ended well; whatever else happens is an exception and leaves no data set behind. */
public sealed interface ImportOutcome {
    DataSetId id();

    Manifest manifest();

    /** Images left out under {@link ImportSettings.OnBroken#SKIP}. */
    Skipped skipped();

    /** Grey images, taken under {@link ImportSettings.Greys#AS_RGB}. */
    long greys();

    /** The data set is new in the store. */
    record Imported(DataSetId id, Manifest manifest, Skipped skipped, long greys, int shardsWritten, int shardsPresent)
            implements ImportOutcome {}

    /** These very images were in the store under this name; nothing but the name's pointer was written. */
    record AlreadyImported(DataSetId id, Manifest manifest, Skipped skipped, long greys) implements ImportOutcome {}

    /**
     * Broken images.
     *
     * @param first the first few, each with entry and reason
     */
    record Skipped(long count, List<String> first) {
        public Skipped {
            first = List.copyOf(first);
        }
    }
}
