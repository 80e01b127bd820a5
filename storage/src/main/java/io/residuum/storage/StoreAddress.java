package io.residuum.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a bucket is, as messages say it.
 *
 * @param folder where the store keeps its objects, if that is on this machine
 */
record StoreAddress(URI endpoint, String bucket, Optional<Path> folder) {
    private static final long LITTLE_BYTES = 1 << 20;

    StoreAddress(URI endpoint, String bucket) {
        this(endpoint, bucket, Optional.empty());
    }

    static StoreAddress of(StoreSettings settings) {
        return new StoreAddress(settings.endpoint(), settings.bucket(), settings.folder());
    }

    /** What is wrong with the store's disk; empty if nothing is, or it is elsewhere. */
    Optional<String> diskIsFull() {
        try {
            if (folder.isPresent()) {
                long left = Files.getFileStore(folder.get()).getUsableSpace();
                return left < LITTLE_BYTES
                        ? Optional.of("The disk of " + folder.get() + " is full: " + left / 1024 + " KiB are left. Make"
                                + " room on it; nothing is lost meanwhile.")
                        : Optional.empty();
            }
        } catch (IOException e) { // the failure that is reported is another one
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** A folder of the bucket, where somebody works with keys below it. */
    StoreAddress within(String below) {
        return new StoreAddress(endpoint, bucket + "/" + below, folder);
    }

    String object(String key) {
        return "object [" + key + "] in " + this;
    }

    @Override
    public String toString() {
        return "bucket [" + bucket + "] at [" + endpoint + "]";
    }
}
