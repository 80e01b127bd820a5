package io.residuum.actors.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.StoredBatches;
import io.residuum.actors.run.StoredReports;
import io.residuum.actors.service.Board;
import io.residuum.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the API reads from chains. What cannot change any more is read once and kept, up to a bound. */
final class Library {

    private static final int CHAINS_AT_ONCE = 8;
    private static final int KEPT = 20_000;

    private final ActorSystem<?> system;
    private final StoredBatches batches;
    private final StoredReports reports;
    private final Kept<RunId, RunView> ended = new Kept<>(KEPT);
    private final Kept<RunId, RunSpec> specs = new Kept<>(KEPT);

    Library(ActorSystem<?> system, ObjectStore store) {
        this.system = system;
        this.batches = new StoredBatches(system, store);
        this.reports = new StoredReports(store);
    }

    /** @return fails with a problem if there is no such batch */
    CompletionStage<BatchHistory> batch(BatchId id) {
        return batches.find(id)
                .thenApply(found -> found.orElseThrow(
                        () -> Trouble.notFound("there is no batch " + id + "; GET /v1/batches names those there are")));
    }

    /** Batches in the order of their names, behind {@code after}; each is read when it is asked for. */
    Source<BatchHistory, NotUsed> batches(String after) {
        return Source.completionStageSource(batches.ids().thenApply(ids -> Source.from(ids)
                        .filter(id -> id.value().compareTo(after) > 0)
                        .mapAsync(CHAINS_AT_ONCE, batches::find)
                        .mapConcat(found -> found.stream().toList())))
                .mapMaterializedValue(stage -> NotUsed.getInstance());
    }

    CompletionStage<StoredReports.Files> report(BatchId id) {
        return reports.newest(id)
                .thenApply(found -> found.orElseThrow(() -> Trouble.notFound(
                        "batch " + id + " has no report yet; GET /v1/batches/" + id + " says how far it is")));
    }

    /** The whole history of a run. */
    CompletionStage<RunHistory> history(RunId id) {
        return batches.run(id).thenApply(history -> {
            if (history.spec().isEmpty() && history.status() != RunStatus.DELETED) {
                throw noRun(id);
            }
            return history;
        });
    }

    private static Trouble noRun(RunId id) {
        return Trouble.notFound("there is no run " + id + "; GET /v1/batches/BATCH/variants names a batch's runs");
    }

    CompletionStage<RunSpec> spec(RunId id) {
        @Nullable RunSpec known = specs.get(id);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : batches.spec(id).thenApply(found -> {
                    RunSpec spec = found.orElseThrow(() -> noRun(id));
                    specs.put(id, spec);
                    return spec;
                });
    }

    /** How a run stands, whoever asked for it. */
    CompletionStage<RunView> run(RunId id, Board.View now) {
        Optional<Board.LiveRun> live = Optional.ofNullable(now.runs().get(id));
        @Nullable RunView known = ended.get(id);
        if (live.isPresent()) {
            return CompletableFuture.completedFuture(RunView.of(id, live.get()));
        } else if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return batches.head(id).thenApply(head -> {
            RunView view = RunView.of(id, head);
            if (view.hasResult()) {
                ended.put(id, view);
            }
            return view;
        });
    }

    /** How these runs of a batch stand, in their order, under the batch's verdicts. */
    CompletionStage<List<RunView>> runs(BatchHistory batch, List<RunId> runs, Board.View now) {
        return Source.from(runs)
                .mapAsync(CHAINS_AT_ONCE, id -> run(id, now).thenApply(view -> judged(batch, view)))
                .runWith(Sink.seq(), system);
    }

    private static RunView judged(BatchHistory batch, RunView view) {
        Optional<String> failure = Optional.ofNullable(batch.failures().get(view.run()));
        if (failure.isPresent()) {
            return view.judged(RunStatus.FAILED, failure.get());
        }
        return batch.cancelled().contains(view.run()) ? view.judged(RunStatus.STOPPED, "cancelled") : view;
    }
}
