package io.residuum.actors.http;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSource;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.service.Board;
import io.residuum.actors.service.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Server-sent events: changes of state, and progress at most once a second and run. */
final class EventRoutes {

    /** A proxy takes a connection for dead that is silent longer. */
    private static final Duration SILENT_AT_MOST = Duration.ofSeconds(15);

    /** So many events wait for a slow reader; one that is further behind is cut off, and comes back for what it missed. */
    private static final int WAITING = 1024;

    private final Service service;
    private final Library library;

    EventRoutes(Service service, Library library) {
        this.service = service;
        this.library = library;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get(
                        "/v1/events",
                        "events",
                        "Server-sent events: batch, variant, chosen, run, progress and file, each with JSON data. With Last-Event-ID those"
                                + " that came since come first; event lost says that some of them are no longer there.",
                        this::events)
                .taking("batch", "{\"type\":\"string\"}", "Only what is about this batch and its runs.")
                .taking("run", "{\"type\":\"string\"}", "Only what is about this run.")
                .gives(200, "text/event-stream", "", "Until the connection is closed."));
    }

    private CompletionStage<HttpResponse> events(Call call) {
        Optional<RunId> run = call.query("run").map(text -> Call.runId(text)
                .orElseThrow(() -> Trouble.badRequest(
                        "query parameter run is a run's name, 64 digits 0-9a-f, was [" + text + "]")));
        Optional<String> batch = call.query("batch");
        String after = call.request()
                .getHeader("Last-Event-ID")
                .map(header -> header.value())
                .orElse("");
        if (batch.isEmpty()) {
            return CompletableFuture.completedFuture(stream(
                    after, told -> run.isEmpty() || isOf(told, "run", run.get().hex())));
        }
        if (!BatchId.isId(batch.get())) {
            throw Trouble.badRequest("query parameter batch is a batch's name, was [" + batch.get() + "]");
        }
        return library.batch(new BatchId(batch.get())).thenApply(history -> stream(after, about(history, run)));
    }

    private static Predicate<Board.Told> about(BatchHistory batch, Optional<RunId> run) {
        Set<String> runs = batch.plan().runs().keySet().stream().map(RunId::hex).collect(Collectors.toSet());
        String id = batch.plan().id().value();
        return told -> {
            String ofRun = told.data().path("run").asText();
            boolean mine = told.type().equals("lost")
                    || isOf(told, "batch", id)
                    || (!told.data().has("batch") && runs.contains(ofRun));
            return mine && (run.isEmpty() || ofRun.equals(run.get().hex()));
        };
    }

    private static boolean isOf(Board.Told told, String field, String value) {
        return told.type().equals("lost") || told.data().path(field).asText().equals(value);
    }

    private HttpResponse stream(String after, Predicate<Board.Told> wanted) {
        Source<Board.Told, ActorRef<Board.Told>> told =
                ActorSource.actorRef(event -> false, event -> Optional.empty(), WAITING, OverflowStrategy.fail());
        Source<ByteString, NotUsed> bytes = told.mapMaterializedValue(subscriber -> {
                    service.board().tell(new Board.Subscribe(after, subscriber));
                    return NotUsed.getInstance();
                })
                .filter(wanted::test)
                .map(EventRoutes::text)
                .prepend(Source.single(ByteString.fromString(": events of a residuum daemon\n\n")))
                .keepAlive(SILENT_AT_MOST, () -> ByteString.fromString(": still here\n\n"));
        return HttpResponse.create()
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                .withEntity(HttpEntities.createChunked(MediaTypes.TEXT_EVENT_STREAM.toContentType(), bytes));
    }

    private static ByteString text(Board.Told told) {
        ObjectNode data = told.data();
        return ByteString.fromString("id: " + told.id() + "\nevent: " + told.type() + "\ndata: " + data + "\n\n");
    }
}
