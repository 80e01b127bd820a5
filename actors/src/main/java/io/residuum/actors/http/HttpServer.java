package io.residuum.actors.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Listens, and has the front answer. */
public final class HttpServer {

    /** Requests under way are answered within this when it closes. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    private final ServerBinding binding;

    private HttpServer(ServerBinding binding) {
        this.binding = binding;
    }

    /** @return complete when it listens; fails if the port is taken */
    static CompletionStage<HttpServer> start(ActorSystem<?> system, HttpSettings settings, Front front) {
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .bind(front::answer)
                .handle((binding, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(
                                "cannot listen on " + settings.host() + ":" + settings.port(), failure);
                    }
                    return new HttpServer(binding);
                });
    }

    /** Where it is reached. */
    public URI address() {
        InetSocketAddress address = binding.localAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    /** Takes no more requests and answers those under way. */
    public CompletionStage<Done> close() {
        return binding.terminate(TO_ANSWER).thenApply(ended -> Done.getInstance());
    }
}
