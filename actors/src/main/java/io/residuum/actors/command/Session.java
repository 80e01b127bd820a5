package io.residuum.actors.command;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.StoredWeights;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.DataSets;
import io.residuum.storage.ExclusionProof;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreRefused;
import io.residuum.storage.StoreSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store opened for one command: the node's local actor system, the bucket, the data sets; closed in reverse. */
final class Session implements AutoCloseable {

    /** All is written by then; what is still open is cut when the system ends. */
    private static final Duration TO_DISCONNECT = Duration.ofSeconds(1);

    private static final Duration TO_TERMINATE = Duration.ofSeconds(10);

    private final Optional<Home> home;
    private final ActorSystem<Void> system;
    private final ObjectStore store;
    private final Configuration configuration;

    private Session(Optional<Home> home, Configuration configuration, StoreSettings settings) {
        this.home = home;
        this.configuration = configuration;
        this.system = ActorSystem.create(Behaviors.empty(), "residuum-local", configuration.config());
        this.store = ObjectStore.open(system, settings);
    }

    /**
     * The store to write runs to: proven to let one creator win, or refused.
     *
     * @throws CommandFailure if the home is in use, the store cannot be reached or does not exclude
     */
    static Session toWrite(CommonOptions options) {
        logTo(options.home());
        Configuration configuration = options.configuration();
        Optional<StoreSettings> remote = configuration.store();
        Optional<Home> home = remote.isPresent()
                ? Optional.empty()
                : Optional.of(Home.hold(options.home(), Home.Use.RUNNING, configuration.embeddedServer()));
        Session session = new Session(
                home,
                configuration,
                remote.or(() -> home.map(Home::store).map(configuration::patient))
                        .orElseThrow());
        try {
            if (home.isPresent()) {
                session.await(session.store.createBucketIfAbsent());
            }
            session.prove(session.store);
            return session;
        } catch (StoreRefused e) {
            session.close();
            throw e.reason() == StoreRefused.Reason.CLOCK ? session.withOffset(e) : e;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private CommandFailure withOffset(StoreRefused refused) {
        String offset = StoreClock.offset(store.settings().endpoint(), Clock.systemUTC())
                .map(found -> " It is " + found + ".")
                .orElse("");
        return new CommandFailure(ExitCode.UNREACHABLE, refused.getMessage() + offset, refused);
    }

    /** @throws CommandFailure if the store does not let exactly one creator win */
    void prove(ObjectStore written) {
        if (await(ExclusionProof.prove(written)) instanceof ExclusionProof.Outcome.DoesNotExclude found) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "runs are not written to this store, whose conditional creation does not exclude: " + found.reason()
                            + ". Two processes could then commit the same segment. Use a store that honours"
                            + " If-None-Match on PutObject (AWS S3 does), or the embedded one");
        }
    }

    /** The store to read: that of whoever holds the home now, or one's own for the moment. */
    static Session toRead(CommonOptions options) {
        Configuration configuration = options.configuration();
        Optional<StoreSettings> remote = configuration.store();
        if (remote.isPresent()) {
            logTo(options.home());
            return new Session(Optional.empty(), configuration, remote.get());
        }
        if (!Files.isDirectory(options.home().resolve("s3"))) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "there is no store in " + options.home().toAbsolutePath()
                            + "; run an experiment first, or name its folder with --home");
        }
        logTo(options.home());
        Optional<StoreSettings> attached = Home.attach(options.home());
        if (attached.isPresent()) {
            return new Session(Optional.empty(), configuration, configuration.patient(attached.get()));
        }
        Home home = Home.hold(options.home(), Home.Use.READING);
        return new Session(Optional.of(home), configuration, configuration.patient(home.store()));
    }

    /** Other commands on this machine find the API of this process at its home. */
    void serves(URI api) {
        home.ifPresent(held -> held.serves(api));
    }

    /** Where the store is, for whoever puts files into its inbox. */
    StoreSettings storeSettings() {
        return store.settings();
    }

    Configuration configuration() {
        return configuration;
    }

    ActorsSettings actorsSettings() {
        return ActorsSettings.from(
                configuration.config(), Machine.hostName(), Runtime.getRuntime().availableProcessors());
    }

    ActorSystem<Void> system() {
        return system;
    }

    ObjectStore store() {
        return store;
    }

    DataSets dataSets() {
        return new DataSets(store);
    }

    StoredBatches batches() {
        return new StoredBatches(system, store);
    }

    StoredWeights weights() {
        return new StoredWeights(system, store, PipelineSettings.of(configuration.config()));
    }

    /** Waits for an answer; what failed comes out as it was thrown. */
    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        ends("the store's connections", store.close(), TO_DISCONNECT);
        system.terminate();
        ends("the actor system", system.getWhenTerminated(), TO_TERMINATE);
        home.ifPresent(Home::close);
    }

    private void ends(String what, CompletionStage<?> end, Duration within) {
        try {
            end.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().warn("{} did not end within {}", what, within, e);
        }
    }

    /** Before the first line is logged. */
    private static void logTo(Path home) {
        System.setProperty("residuum.logs", home.resolve("logs").toString());
    }
}
