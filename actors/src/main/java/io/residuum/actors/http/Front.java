package io.residuum.actors.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ConnectionPoolSettings;
import akka.pattern.Patterns;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.service.Service;
import io.residuum.storage.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Answers by the service of this node while the coordinator is here, and otherwise passes on what is asked to the node where it is. So
 * whoever asks any node gets the same answer.
 */
public final class Front {

    private static final String PASSED_ON = "Residuum-Passed-On";
    /** Of the connection before, not of the request. */
    private static final Set<String> NOT_PASSED_ON = Set.of("host", "timeout-access", "connection", "upgrade");

    private static final int MOST_CONNECTIONS = 256;
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";

    /** While nobody coordinates, as at the start and between two coordinators, whoever asks waits a while. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final int LOOKS = 50;

    private final ActorSystem<?> system;
    private final HttpSettings settings;
    private final ObjectStore store;
    private final Path log;
    private final ConnectionPoolSettings connections;
    private volatile Optional<Router> here = Optional.empty();
    private volatile Supplier<Optional<URI>> elsewhere = Optional::empty;

    /** @param log of this process, a JSON object a line */
    public Front(ActorSystem<?> system, HttpSettings settings, ObjectStore store, Path log) {
        this.log = log;
        this.system = system;
        this.settings = settings;
        this.store = store;
        this.connections = ConnectionPoolSettings.create(system.classicSystem())
                .withMaxConnections(MOST_CONNECTIONS)
                .withMaxOpenRequests(2 * MOST_CONNECTIONS);
    }

    /** @param api that of the coordinator's node, asked for with each request; empty while there is none, or it is here */
    public void passOnTo(Supplier<Optional<URI>> api) {
        elsewhere = api;
    }

    /** The coordinator is here. */
    public void serve(Service service) {
        here = Optional.of(new Router(system, settings, Api.endpoints(system, service, store, log)));
    }

    /** The coordinator is here no longer. */
    public void passOn() {
        here = Optional.empty();
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        return answer(request, LOOKS);
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, int looksLeft) {
        Optional<Router> router = here;
        if (router.isPresent()) {
            return router.get().answer(request);
        }
        String path = request.getUri().getPathString();
        if (path.equals(LIVE)) {
            return answered(request, Documents.object().put("status", "live"));
        }
        boolean passedOn = request.getHeader(PASSED_ON).isPresent();
        Optional<URI> there = passedOn ? Optional.empty() : elsewhere.get();
        if (there.isPresent() && path.equals(READY)) {
            return answered(
                    request,
                    Documents.object()
                            .put("status", "ready")
                            .put("coordinator", there.get().toString()));
        } else if (there.isPresent()) {
            return passedOn(request, there.get());
        } else if (path.equals(READY) || passedOn || looksLeft == 0) {
            return refused(request, "no node coordinates at the moment; another one takes over within seconds");
        }
        Callable<CompletionStage<HttpResponse>> again = () -> answer(request, looksLeft - 1);
        return Patterns.after(BETWEEN_LOOKS, system, again);
    }

    private CompletionStage<HttpResponse> answered(HttpRequest request, ObjectNode json) {
        request.discardEntityBytes(system);
        return CompletableFuture.completedFuture(Answers.json(json));
    }

    private CompletionStage<HttpResponse> refused(HttpRequest request, String reason) {
        request.discardEntityBytes(system);
        return CompletableFuture.completedFuture(
                Answers.problem(Trouble.unavailable(reason), request.getUri().getPathString()));
    }

    private CompletionStage<HttpResponse> passedOn(HttpRequest request, URI there) {
        HttpRequest onward = request.withUri(request.getUri()
                        .scheme(there.getScheme())
                        .host(there.getHost())
                        .port(there.getPort()))
                .addHeader(RawHeader.create(PASSED_ON, "1"));
        for (HttpHeader header : request.getHeaders()) {
            if (NOT_PASSED_ON.contains(header.lowercaseName())) {
                onward = onward.removeHeader(header.name());
            }
        }
        return Http.get(system)
                .singleRequest(
                        onward,
                        Http.get(system).defaultClientHttpsContext(),
                        connections,
                        system.classicSystem().log())
                .exceptionallyCompose(thrown -> refused(
                        request,
                        "the API of the node that coordinates, at " + there + ", does not answer: " + reason(thrown)));
    }

    private static String reason(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return String.valueOf(cause.getMessage());
    }
}
