package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.Credentials;
import io.residuum.storage.EmbeddedS3;
import io.residuum.storage.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/**
 * A folder on this machine with an embedded S3 server over it, held by one process at a time. The holder writes where its
 * server listens, so that reading commands of other processes attach to it meanwhile. A killed holder's lock is gone with
 * it; the file it left is checked against the lock, never trusted.
 */
final class Home implements AutoCloseable {

    static final String BUCKET = "residuum";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final FileChannel channel;
    private final FileLock lock;
    private final EmbeddedS3 server;
    private final Path endpointFile;
    private final ObjectNode holder;

    private Home(FileChannel channel, FileLock lock, EmbeddedS3 server, Path endpointFile, ObjectNode holder) {
        this.holder = holder;
        this.channel = channel;
        this.lock = lock;
        this.server = server;
        this.endpointFile = endpointFile;
    }

    /** What the holder of a home does with it. */
    enum Use {
        RUNNING,
        /** A short command; whoever wants the home waits for it. */
        READING
    }

    /**
     * How the embedded server is started.
     *
     * @param port 0 for any free one
     * @param keys what its clients sign with; empty for a pair made now
     */
    record Server(int port, Optional<Credentials.Fixed> keys) {

        private static Server usual() {
            return new Server(0, Optional.empty());
        }

        private EmbeddedS3 start(Path folder) {
            return keys.map(fixed -> EmbeddedS3.start(folder, port, fixed))
                    .orElseGet(() -> EmbeddedS3.start(folder, port));
        }
    }

    /** The store of whoever holds the home now; empty when nobody does. */
    static Optional<StoreSettings> attach(Path folder) {
        return holder(folder).map(Home::settings);
    }

    /** What whoever holds the home now says of itself; empty when nobody does. */
    private static Optional<JsonNode> holder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (FileChannel channel = openLock(folder)) {
            FileLock free = channel.tryLock();
            if (free != null) {
                free.close();
                return Optional.empty();
            }
            return readHolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Holds the home and starts its server.
     *
     * @throws CommandFailure if another process runs on it
     */
    static Home hold(Path folder, Use use) {
        return hold(folder, use, Server.usual());
    }

    /**
     * The same with a server of which others know where it is.
     *
     * @throws CommandFailure if another process runs on it, or the server cannot be started so
     */
    static Home hold(Path folder, Use use, Server how) {
        try {
            Files.createDirectories(folder);
            FileChannel channel = openLock(folder);
            FileLock lock = lock(channel, folder);
            EmbeddedS3 server;
            try {
                server = how.start(folder.resolve("s3"));
            } catch (IllegalStateException e) {
                channel.close();
                throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
            }
            ObjectNode holder = JSON.createObjectNode()
                    .put("format", 1)
                    .put("pid", ProcessHandle.current().pid())
                    .put("use", use.name())
                    .put("endpoint", server.endpoint().toString())
                    .put("accessKey", server.accessKey())
                    .put("secretKey", server.secretKey());
            Home home = new Home(channel, lock, server, folder.resolve("endpoint.json"), holder);
            home.writeHolder();
            return home;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot use " + folder + " as a home: " + OutputFile.why(e) + "; name another folder with --home",
                    e);
        }
    }

    private void writeHolder() throws IOException {
        writePrivately(endpointFile, JSON.writeValueAsBytes(holder));
    }

    /** Commands of other processes find the API there. */
    void serves(URI api) {
        holder.put("api", api.toString());
        try {
            writeHolder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The API of the daemon that holds the home now; empty when none does. */
    static Optional<URI> api(Path folder) {
        return holder(folder)
                .map(holder -> holder.path("api").asText())
                .filter(api -> !api.isEmpty())
                .map(URI::create);
    }

    StoreSettings store() {
        return server.settings(BUCKET);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(endpointFile);
            server.close();
            lock.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel openLock(Path folder) throws IOException {
        return FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static FileLock lock(FileChannel channel, Path folder) throws IOException {
        long waitedMillis = 0;
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            Optional<JsonNode> holder = readHolder(folder);
            boolean running = holder.map(h -> h.path("use").asText().equals(Use.RUNNING.name()))
                    .orElse(false);
            if (running || waitedMillis > PATIENCE.toMillis()) {
                channel.close();
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "home " + folder.toAbsolutePath() + " is in use by process "
                                + holder.map(h -> h.path("pid").asText()).orElse("(unknown)")
                                + "; wait for it, stop it, or name another folder with --home"
                                + " (list, status, why and report work meanwhile)");
            }
            try {
                Thread.sleep(BETWEEN_TRIES.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted while waiting for home " + folder, e);
            }
            waitedMillis += BETWEEN_TRIES.toMillis();
        }
    }

    private static Optional<JsonNode> readHolder(Path folder) throws IOException {
        Path file = folder.resolve("endpoint.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(JSON.readTree(file.toFile())).filter(holder -> holder.has("endpoint"));
    }

    private static StoreSettings settings(JsonNode holder) {
        return StoreSettings.of(
                URI.create(holder.path("endpoint").asText()),
                "us-east-1",
                BUCKET,
                new Credentials.Fixed(
                        holder.path("accessKey").asText(),
                        holder.path("secretKey").asText()));
    }

    /** Whole or not at all, readable by its owner alone. */
    private static void writePrivately(Path file, byte[] bytes) throws IOException {
        Path temporary = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "endpoint",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, bytes);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
