package io.residuum.actors.http;

import akka.actor.typed.ActorSystem;
import io.residuum.actors.service.Service;
import io.residuum.storage.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Everything a service answers over HTTP. */
public final class Api {

    private Api() {}

    /** @return complete when it listens; fails with {@link IllegalStateException} if it cannot */
    public static CompletionStage<HttpServer> start(ActorSystem<?> system, HttpSettings settings, Front front) {
        return HttpServer.start(system, settings, front);
    }

    /** @param log of this process, a JSON object a line */
    static List<Endpoint> endpoints(ActorSystem<?> system, Service service, ObjectStore store, Path log) {
        Library library = new Library(system, store);
        BatchRoutes batches = new BatchRoutes(system, service, library);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new ServiceRoutes(service).endpoints());
        endpoints.addAll(batches.endpoints());
        endpoints.addAll(new ControlRoutes(service, batches).endpoints());
        endpoints.addAll(new RunRoutes(service, library).endpoints());
        endpoints.addAll(new EventRoutes(service, library).endpoints());
        endpoints.addAll(new MetricsRoutes(service, store).endpoints());
        endpoints.addAll(new LogRoutes(log).endpoints());
        endpoints.add(OpenApi.over(endpoints));
        return endpoints;
    }
}
