package io.residuum.storage;

import java.net.URI;

/** Where a bucket is, as messages say it. */
record StoreAddress(URI endpoint, String bucket) {
    static StoreAddress of(StoreSettings settings) {
        return new StoreAddress(settings.endpoint(), settings.bucket());
    }

    /** A folder of the bucket, where somebody works with keys below it. */
    StoreAddress within(String folder) {
        return new StoreAddress(endpoint, bucket + "/" + folder);
    }

    String object(String key) {
        return "object [" + key + "] in " + this;
    }

    @Override
    public String toString() {
        return "bucket [" + bucket + "] at [" + endpoint + "]";
    }
}
