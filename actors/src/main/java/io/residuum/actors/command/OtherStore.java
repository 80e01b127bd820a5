package io.residuum.actors.command;

import io.residuum.storage.Credentials;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A second store, beside a session's own: a home's folder, a settings file, or the address of a bucket. */
final class OtherStore implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("(https?://[^/]+)/([^/]+)/?");

    private final Optional<Home> home;
    private final ObjectStore store;

    private OtherStore(Optional<Home> home, ObjectStore store) {
        this.home = home;
        this.store = store;
    }

    /** @throws CommandFailure if there is no such store */
    static OtherStore toRead(Session session, String where, String region) {
        Optional<StoreSettings> remote = remote(where, region);
        if (remote.isPresent()) {
            return open(session, Optional.empty(), remote.get());
        }
        Path folder = Path.of(where);
        if (!Files.isDirectory(folder.resolve("s3"))) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "there is no store in " + folder.toAbsolutePath() + "; name a home's folder, a settings file, or"
                            + " https://HOST/BUCKET");
        }
        Optional<StoreSettings> attached = Home.attach(folder);
        if (attached.isPresent()) {
            return open(session, Optional.empty(), attached.get());
        }
        Home home = Home.hold(folder, Home.Use.READING);
        return open(session, Optional.of(home), home.store());
    }

    /** Makes the home if there is none. */
    static OtherStore toWrite(Session session, String where, String region) {
        Optional<StoreSettings> remote = remote(where, region);
        if (remote.isPresent()) {
            return open(session, Optional.empty(), remote.get());
        }
        Home home = Home.hold(Path.of(where), Home.Use.RUNNING);
        OtherStore other = open(session, Optional.of(home), home.store());
        session.await(other.store.createBucketIfAbsent());
        return other;
    }

    private static OtherStore open(Session session, Optional<Home> home, StoreSettings settings) {
        return new OtherStore(home, ObjectStore.open(session.system(), settings));
    }

    private static Optional<StoreSettings> remote(String where, String region) {
        Matcher address = ADDRESS.matcher(where);
        if (address.matches()) {
            try {
                return Optional.of(StoreSettings.of(
                        URI.create(address.group(1)), region, address.group(2), new Credentials.AwsDefaultChain()));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.WRONG_INPUT, where + ": " + e.getMessage(), e);
            }
        }
        if (!where.endsWith(".conf")) {
            return Optional.empty();
        }
        return Optional.of(Configuration.of(Path.of(where))
                .store()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        "settings file " + where + " names no store: residuum.storage.endpoint is not in it")));
    }

    ObjectStore store() {
        return store;
    }

    /** Connections are the session's, which ends them. */
    @Override
    public void close() {
        home.ifPresent(Home::close);
    }
}
