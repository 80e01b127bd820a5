package io.residuum.storage;

/** An object was written by a later release in a format this one does not read. */
public final class NewerFormat extends StoreException {
    private static final long serialVersionUID = 1;

    NewerFormat(StoreAddress address, String key, long format, int newestRead) {
        super(address.object(key) + " has format " + format + ", this release reads up to " + newestRead
                + ". Use the release that wrote it, or a later one.");
    }
}
