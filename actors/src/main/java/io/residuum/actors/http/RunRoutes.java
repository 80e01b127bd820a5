package io.residuum.actors.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Reasons;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.service.Service;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Runs: how they stand, why, and what they measured. */
final class RunRoutes {

    private static final int USUAL_POINTS = 500;
    private static final int MOST_POINTS = 10_000;

    private final Service service;
    private final Library library;

    RunRoutes(Service service, Library library) {
        this.service = service;
        this.library = library;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/runs/{run}", "run", "How a run stands, whoever asked for it.", this::run)
                        .gives(200, "Run", "How it stands."),
                Endpoint.get(
                                "/v1/runs/{run}/why",
                                "why",
                                "The reasons behind a run's state: what was committed by whom, what it recovered from and what that cost.",
                                this::why)
                        .gives(200, "Why", "In the order in which things happened."),
                Endpoint.get(
                                "/v1/runs/{run}/metrics",
                                "metrics",
                                "Learning curves: evaluations, and the training loss in stretches with mean, lowest and highest value.",
                                this::metrics)
                        .taking("from", "{\"type\":\"integer\",\"minimum\":0,\"default\":0}", "The first iteration.")
                        .taking(
                                "to",
                                "{\"type\":\"integer\",\"minimum\":0}",
                                "Up to this iteration; left out, to the last.")
                        .taking(
                                "points",
                                "{\"type\":\"integer\",\"minimum\":1,\"maximum\":" + MOST_POINTS + ",\"default\":"
                                        + USUAL_POINTS + "}",
                                "Stretches of the training loss.")
                        .gives(200, "RunMetrics", "As committed."));
    }

    private CompletionStage<HttpResponse> run(Call call) {
        RunId id = call.run();
        return library.spec(id).thenCompose(spec -> service.look()
                .thenCompose(now -> library.run(id, now))
                .thenApply(view -> Answers.json(described(Documents.run(spec, view), spec))));
    }

    private static ObjectNode described(ObjectNode json, RunSpec spec) {
        return json.put("network", spec.architecture().name())
                .put("unit", spec.network().unit().label());
    }

    private CompletionStage<HttpResponse> why(Call call) {
        RunId id = call.run();
        return library.history(id).thenCompose(history -> service.look()
                .thenCompose(now -> library.run(id, now))
                .thenApply(view -> Answers.json(why(view, history))));
    }

    private static ObjectNode why(RunView view, RunHistory history) {
        ObjectNode json = Documents.object()
                .put("run", view.run().hex())
                .put("status", view.status())
                .put("now", view.reason());
        ArrayNode reasons = json.putArray("reasons");
        Reasons.of(history).forEach(reasons::add);
        json.put("redoneIterations", history.redoneIterations());
        Documents.segments(json.putArray("segments"), history);
        return json;
    }

    private CompletionStage<HttpResponse> metrics(Call call) {
        RunId id = call.run();
        long from = call.number("from", 0, 0, Integer.MAX_VALUE);
        long to = call.number("to", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        int points = (int) call.number("points", USUAL_POINTS, 1, MOST_POINTS);
        return library.history(id)
                .thenApply(history -> Answers.json(
                        Documents.metrics(history, from, to, points).put("run", id.hex())));
    }
}
