package io.residuum.actors.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.ExperimentException;
import io.residuum.actors.run.UnreadableObject;
import io.residuum.storage.StoreException;
import io.residuum.storage.StoreRefused;
import io.residuum.storage.StoreUnreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request; whatever goes wrong on the way is a problem. */
final class Router {

    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final ActorSystem<?> system;
    private final HttpSettings settings;
    private final List<Endpoint> endpoints;

    Router(ActorSystem<?> system, HttpSettings settings, List<Endpoint> endpoints) {
        this.system = system;
        this.settings = settings;
        this.endpoints = List.copyOf(endpoints);
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        String instance = request.getUri().getPathString();
        return routed(request).exceptionally(thrown -> {
            request.discardEntityBytes(system); // what is not read would keep the connection
            return Answers.problem(trouble(thrown, request), instance);
        });
    }

    private CompletionStage<HttpResponse> routed(HttpRequest request) {
        try {
            List<String> parts = new ArrayList<>();
            request.getUri().pathSegments().forEach(parts::add);
            List<Endpoint> here = endpoints.stream()
                    .filter(endpoint -> variables(endpoint, parts).isPresent())
                    .toList();
            if (here.isEmpty()) {
                throw Trouble.notFound("there is nothing at " + request.getUri().getPathString()
                        + "; GET /v1/openapi.json says what there is");
            }
            String method = request.method().value();
            String answered = method.equals("HEAD") ? "GET" : method;
            Endpoint endpoint = here.stream()
                    .filter(each -> each.method().name().equals(answered))
                    .findFirst()
                    .orElseThrow(() ->
                            Trouble.methodNotAllowed("this takes " + methods(here) + ", was " + method, methods(here)));
            refuseUnknown(endpoint, request);
            return endpoint.handler()
                    .apply(new Call(
                            system,
                            settings,
                            request,
                            variables(endpoint, parts).orElseThrow()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String methods(List<Endpoint> here) {
        return here.stream().map(each -> each.method().name()).distinct().collect(Collectors.joining(", "));
    }

    private static Optional<Map<String, String>> variables(Endpoint endpoint, List<String> parts) {
        List<String> wanted = endpoint.parts();
        if (wanted.size() != parts.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Optional<String> variable = Endpoint.variable(wanted.get(i));
            if (variable.isPresent()) {
                variables.put(variable.get(), parts.get(i));
            } else if (!wanted.get(i).equals(parts.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static void refuseUnknown(Endpoint endpoint, HttpRequest request) {
        List<String> known =
                endpoint.parameters().stream().map(Endpoint.Parameter::name).toList();
        for (String name : request.getUri().query().toMap().keySet()) {
            if (!known.contains(name)) {
                throw Trouble.badRequest("there is no query parameter [" + name + "] here; "
                        + (known.isEmpty() ? "it takes none" : "allowed: " + String.join(", ", known)));
            }
        }
    }

    private static Trouble trouble(Throwable thrown, HttpRequest request) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Trouble trouble) {
            return trouble;
        } else if (cause instanceof ExperimentException wrong) {
            ObjectNode problems = Documents.problems(wrong.problems());
            return Trouble.wrongFile(String.valueOf(wrong.getMessage()), problems);
        } else if (cause instanceof StoreUnreachable || cause instanceof StoreRefused) {
            return Trouble.unavailable("waiting for storage: " + cause.getMessage());
        } else if (cause instanceof StoreException || cause instanceof UnreadableObject) {
            return Trouble.damaged(String.valueOf(cause.getMessage()));
        } else if (cause instanceof TimeoutException) {
            return Trouble.unavailable(
                    "there was no answer in time; what was asked for may still be done, and asking again says so");
        }
        log.error("request [{} {}] failed", request.method().value(), request.getUri(), cause);
        return Trouble.fault(cause.getClass().getSimpleName() + "; the trace is in the log");
    }
}
