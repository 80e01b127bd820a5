package io.residuum.actors.command;

import io.residuum.actors.http.Api;
import io.residuum.actors.http.Front;
import io.residuum.actors.http.HttpServer;
import io.residuum.actors.http.HttpSettings;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.storage.StoreSettings;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residuum daemon}: a service that trains whatever appears in the bucket, until it is asked to end. */
@Command(
        name = "daemon",
        description = "Trains what appears in the inbox of the bucket or is submitted, until it is stopped.",
        footer = {
            "",
            "SIGTERM or Ctrl-C: what is under way is committed, and the process ends with exit code 0 within 30 s.",
            "Killed and started again, it goes on from the last committed segments."
        })
final class DaemonCommand extends StoreCommand {

    /** The process is gone by then, whatever does not answer. */
    private static final Duration TO_END = Duration.ofSeconds(29);

    /** Of that, for trainers to commit; the rest is for closing. */
    private static final Duration TO_COMMIT = Duration.ofSeconds(18);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Where the HTTP API listens; 0 for any free port. Default: residuum.http.port, which is 8090.")
    private @Nullable Integer port;

    @Override
    public Integer call() {
        ParentDeath.endsThisProcess();
        System.setProperty("residuum.log.file", "json");
        System.setProperty("residuum.log.console", json() ? "console-json" : "console");
        CountDownLatch asked = new CountDownLatch(1);
        try (Interruption interruption = Interruption.listen(ExitCode.DONE); // closed last: the process may end then
                Session session = Session.toWrite(options())) {
            interruption.whenAsked(asked::countDown, TO_END.minus(Interruption.TO_CLOSE));
            serve(session, asked);
        }
        return ExitCode.DONE.number();
    }

    private void serve(Session session, CountDownLatch asked) {
        Logger log = LoggerFactory.getLogger(DaemonCommand.class);
        HttpSettings http = httpSettings(session);
        ActorsSettings settings = session.actorsSettings();
        Clock clock = Clock.systemUTC();
        CompletableFuture<String> refused = new CompletableFuture<>();
        Front front = new Front(
                session.system(),
                http,
                session.store(),
                options().home().resolve("logs").resolve("daemon.jsonl"));
        HttpServer server = listen(session, http, front);
        try (DaemonNode node = DaemonNode.start(session, settings, front, server.address(), clock)) {
            node.refusal().thenAccept(reason -> {
                refused.complete(reason);
                asked.countDown();
            });
            session.serves(server.address());
            StoreSettings store = session.storeSettings();
            log.info(
                    "daemon: node [{}] at [{}] with [{}] slots of [{}] threads, API at [{}], store [{}], files at [inbox/NAME.conf] of bucket [{}]",
                    settings.nodeName(),
                    node.clusterAddress(),
                    settings.slots(),
                    settings.threadsPerSlot(),
                    server.address(),
                    store.endpoint(),
                    store.bucket());
            awaitTheEnd(asked);
            log.info("daemon: asked to end; what is under way is committed first");
            Duration within = settings.stopWithin().compareTo(TO_COMMIT) < 0 ? settings.stopWithin() : TO_COMMIT;
            commit(node, within, log);
            session.await(server.close());
        }
        if (refused.isDone()) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, refused.join());
        }
    }

    private static void commit(DaemonNode node, Duration within, Logger log) {
        try {
            node.leave().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
            log.info("daemon: all that was done is committed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn(
                    "daemon: not everything was committed within [{} s]; the rest is trained again",
                    within.toSeconds());
        }
    }

    private HttpSettings httpSettings(Session session) {
        try {
            HttpSettings settings = HttpSettings.from(session.configuration().config());
            return port == null ? settings : settings.withPort(port);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static HttpServer listen(Session session, HttpSettings http, Front front) {
        try {
            return session.await(Api.start(session.system(), http, front));
        } catch (IllegalStateException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the API cannot listen on " + http.host() + ":" + http.port() + ": " + reason(e)
                            + "; name another port with --port",
                    e);
        }
    }

    private static String reason(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                return String.valueOf(bind.getMessage());
            }
        }
        return String.valueOf(thrown.getMessage());
    }

    private static void awaitTheEnd(CountDownLatch asked) {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
