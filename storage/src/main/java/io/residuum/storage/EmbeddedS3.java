package io.residuum.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real S3 server in this process over a folder: the store one has without setting one up. Reached like any other, on
 * loopback only, as a rule with credentials made anew at every start.
 *
 * <p>Objects are files that appear whole. A process that is killed leaves at most temporary files, whose keys ({@code
 * KEY-UUID}) no reader of ours takes for an object; the next start over the folder serves what was there.
 */
public final class EmbeddedS3 implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedS3.class);
    private static final String REGION = "us-east-1"; // what clients sign for when a store has no regions
    private static final int KEY_BYTES = 20;

    private final S3Proxy server;
    private final URI endpoint;
    private final Path folder;
    private final Credentials.Fixed credentials;

    private EmbeddedS3(S3Proxy server, Path folder, Credentials.Fixed credentials) {
        this.server = server;
        this.folder = folder.toAbsolutePath();
        this.endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        this.credentials = credentials;
    }

    /**
     * Starts a server; it takes requests when this returns.
     *
     * @param folder made if absent; a bucket is a folder in it
     * @param port 0 for any free one
     * @throws IllegalStateException if the port is taken or the folder cannot be used
     */
    public static EmbeddedS3 start(Path folder, int port) {
        SecureRandom random = new SecureRandom(); // secrets, the one use of a random source here
        return start(folder, port, new Credentials.Fixed(hex(random), hex(random)));
    }

    /** Starts a server that takes given credentials, so that its clients outlive its restarts. */
    public static EmbeddedS3 start(Path folder, int port, Credentials.Fixed credentials) {
        @Nullable S3Proxy server = null;
        try {
            Files.createDirectories(folder);
            var properties = new Properties();
            properties.setProperty(
                    "jclouds.filesystem.basedir", folder.toAbsolutePath().toString());
            server = S3Proxy.builder()
                    .blobStore(BlobStores.create("filesystem", properties))
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(
                            AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                    .build();
            server.start();
            return new EmbeddedS3(server, folder, credentials);
        } catch (Exception e) { // the server's start declares no less
            stop(server);
            throw new IllegalStateException(
                    "the embedded S3 server cannot start over folder [" + folder.toAbsolutePath() + "] on port " + port
                            + ": " + StoreFailures.brief(e)
                            + ". Choose a folder that can be written and a port that is free; port 0 takes any.",
                    e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    public String accessKey() {
        return credentials.accessKey();
    }

    public String secretKey() {
        return credentials.secretKey();
    }

    /** How to reach a bucket of this server; make it with {@link ObjectStore#createBucketIfAbsent}. */
    public StoreSettings settings(String bucket) {
        return StoreSettings.of(endpoint, REGION, bucket, credentials).over(folder);
    }

    /** Stops the server; requests under way may go unanswered. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) { // the server's stop declares no less
            throw new IllegalStateException("the embedded S3 server at [" + endpoint + "] does not stop", e);
        }
    }

    private static void stop(@Nullable S3Proxy server) {
        try {
            if (server != null) {
                server.stop();
            }
        } catch (Exception e) { // the failure to start is what is reported
            log.debug("the embedded S3 server that did not start does not stop either", e);
        }
    }

    private static String hex(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
