package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Batches and runs as their chains tell them; reads only. */
public final class StoredBatches {

    private static final Pattern BATCH_BEGIN = Pattern.compile("batches/([^/]+)/log/00000000");
    private static final Pattern RUN_BEGIN = Pattern.compile("runs/([0-9a-f]{64})/log/00000000");
    private static final int CHAINS_AT_ONCE = 8;

    private final ActorSystem<?> system;
    private final ObjectStore store;

    public StoredBatches(ActorSystem<?> system, ObjectStore store) {
        this.system = system;
        this.store = store;
    }

    /** Names of all batches, in byte order. */
    public CompletionStage<List<BatchId>> ids() {
        return matching("batches/", BATCH_BEGIN, BatchId::new);
    }

    /** Every run whose id begins so. */
    public CompletionStage<List<RunId>> runsBeginning(String hex) {
        return matching("runs/" + hex, RUN_BEGIN, RunId::ofHex);
    }

    private <T> CompletionStage<List<T>> matching(String prefix, Pattern pattern, Function<String, T> make) {
        return store.list(prefix)
                .map(StoredObject::key)
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(match -> make.apply(match.group(1)))
                .runWith(Sink.seq(), system);
    }

    /** The batch as its chain tells it. */
    public CompletionStage<BatchHistory> batch(BatchId id) {
        String chain = BatchChain.prefix(id);
        return new Chain(store, chain)
                .entries()
                .thenApply(entries -> UnreadableObject.reading(chain, entries, BatchHistory::of));
    }

    /** The batch as its chain tells it; empty for one without a chain. */
    public CompletionStage<Optional<BatchHistory>> find(BatchId id) {
        String chain = BatchChain.prefix(id);
        return new Chain(store, chain)
                .entries()
                .thenApply(entries -> entries.isEmpty()
                        ? Optional.empty()
                        : Optional.of(UnreadableObject.reading(chain, entries, BatchHistory::of)));
    }

    /** Whether a report stands that asking again would leave as it is; no for a batch without a chain. */
    public CompletionStage<Boolean> standsReported(BatchId id) {
        String chain = BatchChain.prefix(id);
        return new Chain(store, chain)
                .entries()
                .thenApply(entries -> !entries.isEmpty()
                        && UnreadableObject.reading(chain, entries, BatchChain.Standing::of)
                                .decided()
                                .answersWhoeverAsks());
    }

    /** The run as its chain tells it; a run that was never begun has an empty history. */
    public CompletionStage<RunHistory> run(RunId id) {
        String chain = RunChain.prefix(id);
        return new Chain(store, chain)
                .entries()
                .thenApply(entries -> UnreadableObject.reading(chain, entries, RunHistory::of));
    }

    /** What the newest entry of a run's chain says, which costs no reading of the others; empty for a run without a chain. */
    public CompletionStage<Optional<RunHead>> head(RunId id) {
        String chain = RunChain.prefix(id);
        return new Chain(store, chain)
                .head()
                .thenApply(head ->
                        head.map(entry -> UnreadableObject.reading("chain [" + chain + "]", () -> RunHead.of(entry))));
    }

    /** What the run is, as its chain begins; empty for a run without a chain. */
    public CompletionStage<Optional<RunSpec>> spec(RunId id) {
        String chain = RunChain.prefix(id);
        return new Chain(store, chain).read(0).thenApply(first -> first.map(
                        entry -> UnreadableObject.reading("chain [" + chain + "]", () -> RunEntry.read(entry.body())))
                .flatMap(begin ->
                        begin instanceof RunEntry.Created created ? Optional.of(created.spec()) : Optional.empty()));
    }

    /** Every run of a batch, under the batch's verdicts. */
    public CompletionStage<Map<RunId, RunHistory>> runs(BatchHistory batch) {
        List<RunId> ids = List.copyOf(batch.runs().keySet());
        return Source.from(ids)
                .mapAsync(CHAINS_AT_ONCE, id -> run(id).thenApply(history -> Map.entry(id, batch.judge(id, history))))
                .runWith(Sink.seq(), system)
                .thenApply(histories -> {
                    Map<RunId, RunHistory> byRun = new LinkedHashMap<>();
                    histories.forEach(history -> byRun.put(history.getKey(), history.getValue()));
                    return byRun;
                });
    }
}
