package io.residuum.actors.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.service.Board;
import io.residuum.actors.service.Service;
import io.residuum.actors.wire.NodeReport;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreTraffic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** What Prometheus scrapes: runs, slots, segments, files, tries of the store, the JVM. */
final class MetricsRoutes {

    private static final List<String> OPERATIONS = List.of("read", "write", "create", "list", "delete");

    /** What was found at the newest scrape. */
    private record Seen(Board.View board, List<Coordinator.SlotUse> slots) {
        double slots(boolean training) {
            return slots.stream()
                    .filter(slot -> slot.training().isPresent() == training
                            && slot.out().isEmpty())
                    .count();
        }

        double slotsOut() {
            return slots.stream().filter(slot -> slot.out().isPresent()).count();
        }

        double runs(RunState.Phase phase) {
            return board.runs().values().stream()
                    .filter(run -> run.state().phase() == phase)
                    .count();
        }

        double imagesPerSecond() {
            return board.runs().values().stream()
                    .flatMap(run -> run.progress().stream())
                    .mapToDouble(NodeReport.Progress::imagesPerSecond)
                    .filter(Double::isFinite)
                    .sum();
        }
    }

    private final Service service;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<Seen> seen = new AtomicReference<>(
            new Seen(new Board.View(false, Map.of(), Map.of(), new Board.Counts(0, 0, 0, 0, Map.of())), List.of()));

    MetricsRoutes(Service service, ObjectStore store) {
        this.service = service;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        for (RunState.Phase phase : RunState.Phase.values()) {
            gauge("residuum.runs", "Runs of open batches", "status", Board.status(phase), now -> now.runs(phase));
            counter(
                    "residuum.runs.moved",
                    "How often runs came to be at this",
                    "status",
                    Board.status(phase),
                    now -> now.board().counts().runsMoved().getOrDefault(phase, 0L));
        }
        gauge("residuum.slots", "Slots", "state", "training", now -> now.slots(true));
        gauge("residuum.slots", "Slots", "state", "free", now -> now.slots(false));
        gauge("residuum.slots", "Slots", "state", "out", Seen::slotsOut);
        gauge(
                "residuum.images.per.second",
                "Images trained in a second on all slots",
                "scope",
                "all",
                Seen::imagesPerSecond);
        gauge("residuum.batches", "Batches", "state", "open", now -> now.board()
                .batches()
                .size());
        counter("residuum.batches.ended", "Batches that ended", "scope", "all", now -> now.board()
                .counts()
                .batchesEnded());
        counter("residuum.segments.committed", "Segments that were committed", "scope", "all", now -> now.board()
                .counts()
                .commits());
        counter("residuum.files", "Files of the inbox", "outcome", "accepted", now -> now.board()
                .counts()
                .filesAccepted());
        counter("residuum.files", "Files of the inbox", "outcome", "rejected", now -> now.board()
                .counts()
                .filesRejected());
        OPERATIONS.forEach(operation -> traffic(store, operation));
    }

    private void gauge(String name, String description, String tag, String value, ToDoubleFunction<Seen> of) {
        Gauge.builder(name, seen, now -> of.applyAsDouble(now.get()))
                .description(description)
                .tag(tag, value)
                .register(registry);
    }

    private void counter(String name, String description, String tag, String value, ToDoubleFunction<Seen> of) {
        FunctionCounter.builder(name, seen, now -> of.applyAsDouble(now.get()))
                .description(description)
                .tag(tag, value)
                .register(registry);
    }

    private void traffic(ObjectStore store, String operation) {
        FunctionCounter.builder("residuum.store.tries", store, asked -> count(asked, operation)
                        .tries())
                .description("Requests to the store, by operation; a listing of several pages is one")
                .tag("operation", operation)
                .register(registry);
        FunctionCounter.builder("residuum.store.failures", store, asked -> count(asked, operation)
                        .failures())
                .description("Requests to the store without a good answer; most are tried again")
                .tag("operation", operation)
                .register(registry);
    }

    private static StoreTraffic.Count count(ObjectStore store, String operation) {
        return store.traffic().counts().getOrDefault(operation, new StoreTraffic.Count(0, 0));
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/metrics", "metricsOfService", "What Prometheus scrapes.", this::scrape)
                .gives(200, "text/plain", "", "In Prometheus's text format."));
    }

    private CompletionStage<HttpResponse> scrape(Call call) {
        return service.look().thenCombine(service.slots(), (now, slots) -> {
            seen.set(new Seen(now, slots.slots()));
            return Answers.bytes(ContentTypes.TEXT_PLAIN_UTF8, registry.scrape().getBytes(StandardCharsets.UTF_8));
        });
    }
}
