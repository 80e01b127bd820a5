package io.residuum.actors.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.InboxCore.Judgement;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.service.Board;
import io.residuum.actors.service.Judge;
import io.residuum.actors.service.Service;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Batches: submitted, listed, looked at. */
final class BatchRoutes {

    private static final int MOST_LISTED = 500;
    private static final int USUALLY_LISTED = 50;
    private static final List<String> STATES = List.of("open", "paused", "parked", "reported", "deleted");

    private final ActorSystem<?> system;
    private final Service service;
    private final Library library;

    BatchRoutes(ActorSystem<?> system, Service service, Library library) {
        this.system = system;
        this.service = service;
        this.library = library;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                                "/v1/batches",
                                "listBatches",
                                "Batches in the order of their names, a page at a time.",
                                this::list)
                        .taking("after", "{\"type\":\"string\"}", "The next of the page before.")
                        .taking(
                                "limit",
                                "{\"type\":\"integer\",\"minimum\":1,\"maximum\":" + MOST_LISTED + ",\"default\":"
                                        + USUALLY_LISTED + "}",
                                "Batches on a page.")
                        .taking(
                                "state",
                                "{\"type\":\"string\",\"enum\":[\"" + String.join("\",\"", STATES) + "\"]}",
                                "Only those in this state.")
                        .gives(200, "BatchList", "A page."),
                Endpoint.post(
                                "/v1/batches",
                                "submit",
                                "Accepts an experiment file. Sent twice it is one batch; a batch that is there is not touched.",
                                this::submit)
                        .taking(
                                "file",
                                "{\"type\":\"string\"}",
                                "The file's name, for messages about what is wrong in it.")
                        .sent("text/plain", "", "The experiment file.")
                        .gives(201, "Batch", "The batch was accepted: its acceptance stands in its chain.")
                        .gives(200, "Batch", "It had been accepted before."),
                Endpoint.get("/v1/batches/{batch}", "batch", "One batch.", this::batch)
                        .gives(200, "Batch", "How it stands."),
                Endpoint.get(
                                "/v1/batches/{batch}/variants",
                                "variants",
                                "The batch's variants, with the median of the seeds that ended so far, and every run.",
                                this::variants)
                        .gives(200, "VariantList", "In the order of the file."),
                Endpoint.get(
                                "/v1/batches/{batch}/experiment",
                                "experiment",
                                "The experiment file as it was sent.",
                                this::experiment)
                        .gives(200, "text/plain", "", "The file."),
                Endpoint.get(
                                "/v1/batches/{batch}/report",
                                "report",
                                "The batch's report.",
                                call -> report(call, "report.json"))
                        .gives(200, "Report", "report.json of the newest report."),
                Endpoint.get(
                                "/v1/batches/{batch}/report/{file}",
                                "reportFile",
                                "A file of the batch's report: report.txt, report.html, runs.csv, curves.csv, table.csv, table.md, table.tex.",
                                call -> report(call, call.path().getOrDefault("file", "")))
                        .gives(200, "text/plain", "", "The file, in its own media type."));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        int limit = (int) call.number("limit", USUALLY_LISTED, 1, MOST_LISTED);
        Optional<String> state = call.query("state");
        if (state.isPresent() && !STATES.contains(state.get())) {
            throw Trouble.badRequest(
                    "query parameter state is one of " + String.join(", ", STATES) + ", was [" + state.get() + "]");
        }
        String after = call.query("after").orElse("");
        return service.look().thenCompose(now -> library.batches(after)
                .filter(batch -> state.isEmpty() || state.get().equals(Documents.state(batch, live(batch, now))))
                .take(limit + 1L)
                .runWith(Sink.seq(), system)
                .thenApply(found -> page(found, limit, now)));
    }

    private static HttpResponse page(List<BatchHistory> found, int limit, Board.View now) {
        ObjectNode json = Documents.object();
        ArrayNode list = json.putArray("batches");
        List<BatchHistory> shown = found.subList(0, Math.min(limit, found.size()));
        shown.forEach(batch -> list.add(Documents.batch(batch, live(batch, now))));
        if (found.size() > limit) {
            json.put("next", shown.get(limit - 1).plan().id().value());
        }
        return Answers.json(json);
    }

    private static Optional<Board.LiveBatch> live(BatchHistory batch, Board.View now) {
        return Optional.ofNullable(now.batches().get(batch.plan().id()));
    }

    private CompletionStage<HttpResponse> submit(Call call) {
        String file = call.query("file").orElse("experiment");
        if (!file.matches("[^\\p{Cntrl}]{1,200}")) {
            throw Trouble.badRequest("query parameter file is a file's name of at most 200 letters");
        }
        return call.bytes()
                .thenCompose(bytes -> service.judge().judge(file, bytes))
                .thenCompose(judged -> {
                    if (judged.judgement() instanceof Judgement.Wrong wrong) {
                        throw Trouble.wrongFile(wrong.problems(), Documents.problems(judged.problems()));
                    }
                    return accepted(judged);
                });
    }

    private CompletionStage<HttpResponse> accepted(Judge.Judged judged) {
        BatchPlan plan = judged.plan().orElseThrow();
        return service.accept(plan, judged.source())
                .thenCompose(claimed -> body(plan.id()).thenApply(json -> {
                    int status =
                            switch (claimed) {
                                case NOW -> 201;
                                case BEFORE -> 200;
                            };
                    return Answers.json(status, json)
                            .addHeader(RawHeader.create("Location", "/v1/batches/" + plan.id()));
                }));
    }

    private CompletionStage<HttpResponse> batch(Call call) {
        return body(call.batch()).thenApply(Answers::json);
    }

    /** A batch as the API shows it. */
    CompletionStage<ObjectNode> body(BatchId id) {
        return library.batch(id).thenCombine(service.look(), (batch, now) -> Documents.batch(batch, live(batch, now)));
    }

    private CompletionStage<HttpResponse> variants(Call call) {
        return library.batch(call.batch())
                .thenCompose(batch -> service.look().thenCompose(now -> variants(batch, now)));
    }

    private CompletionStage<HttpResponse> variants(BatchHistory batch, Board.View now) {
        ObjectNode json = Documents.object().put("batch", batch.plan().id().value());
        ArrayNode list = json.putArray("variants");
        CompletionStage<?> all = CompletableFuture.completedFuture(json);
        for (PlannedVariant variant : batch.variants()) {
            List<RunSpec> specs = batch.plan().runs(variant);
            all = all.thenCompose(before ->
                            library.runs(batch, specs.stream().map(RunSpec::id).toList(), now))
                    .thenAccept(runs -> list.add(Documents.variant(variant, specs, runs)));
        }
        return all.thenApply(done -> Answers.json(json));
    }

    private CompletionStage<HttpResponse> experiment(Call call) {
        return library.batch(call.batch())
                .thenApply(batch -> Answers.bytes(
                        ContentTypes.TEXT_PLAIN_UTF8, batch.source().getBytes(StandardCharsets.UTF_8)));
    }

    private CompletionStage<HttpResponse> report(Call call, String file) {
        BatchId id = call.batch();
        return library.batch(id).thenCompose(batch -> library.report(id)).thenApply(report -> {
            byte[] bytes = report.byName().get(file);
            if (bytes == null) {
                throw Trouble.notFound("the report of batch " + id + " has no file [" + file + "]; it has "
                        + String.join(", ", new ArrayList<>(report.byName().keySet())));
            }
            return Answers.bytes(type(file), bytes);
        });
    }

    private static ContentType type(String file) {
        String ending = file.substring(file.lastIndexOf('.') + 1);
        return switch (ending) {
            case "json" -> ContentTypes.APPLICATION_JSON;
            case "html" -> ContentTypes.TEXT_HTML_UTF8;
            case "csv" -> ContentTypes.TEXT_CSV_UTF8;
            case "md" -> ContentTypes.create(MediaTypes.TEXT_MARKDOWN, HttpCharsets.UTF_8);
            default -> ContentTypes.TEXT_PLAIN_UTF8;
        };
    }
}
