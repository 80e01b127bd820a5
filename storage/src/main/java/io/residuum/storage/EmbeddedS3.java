package io.residuum.storage;

import java.net.URI;
import java.nio.file.Path;

/** An S3 server in this process over a folder. */
@SuppressWarnings("DoNotCallSuggester") // signatures first
public final class EmbeddedS3 implements AutoCloseable {
    private EmbeddedS3() {}

    /** Starts it; port 0 takes any free one. */
    public static EmbeddedS3 start(Path folder, int port) {
        throw new UnsupportedOperationException();
    }

    public URI endpoint() {
        throw new UnsupportedOperationException();
    }

    public String accessKey() {
        throw new UnsupportedOperationException();
    }

    public String secretKey() {
        throw new UnsupportedOperationException();
    }

    public StoreSettings settings(String bucket) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
