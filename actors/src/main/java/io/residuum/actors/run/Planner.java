package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** From an experiment file to the plan of its batch: what it names is looked for in the store, and kept for its runs. */
public final class Planner {

    private final DataSetFinder dataSets;
    private final WeightsLookup weights;

    public Planner(ActorSystem<?> system, ObjectStore store, PipelineSettings settings) {
        this.dataSets = new DataSetFinder(system, store, settings);
        this.weights = new WeightsLookup(system, store, settings);
    }

    /**
     * The plan of the file's batch. What its variants start from is kept before this completes, so that its runs can begin
     * whatever becomes of the files and runs they are from.
     *
     * @return fails with {@link io.residuum.actors.experiment.ExperimentException} for a file that cannot be trained as it stands
     */
    public CompletionStage<BatchPlan> plan(ExperimentFile file) {
        return dataSets.lacksGenerated(file)
                .thenCompose(lacks -> lacks ? dataSets.makeGenerated() : CompletableFuture.completedFuture(null))
                .thenCompose(made -> dataSets.resolve(file))
                .thenCompose(found -> starts(file).thenCompose(starts -> plan(file, found, starts)));
    }

    private CompletionStage<BatchPlan> plan(
            ExperimentFile file, Map<String, ResolvedDataSet> found, Map<Initial.Source, WeightsLookup.Found> starts) {
        Map<Initial.Source, FoundWeights> outcomes = new LinkedHashMap<>();
        starts.forEach((source, start) -> outcomes.put(source, start.outcome()));
        BatchPlan plan = file.plan(found, outcomes);
        CompletionStage<?> kept = CompletableFuture.completedFuture(plan);
        for (WeightsLookup.Found start : starts.values()) {
            kept = kept.thenCompose(before -> weights.keep(start));
        }
        return kept.thenApply(all -> plan);
    }

    private CompletionStage<Map<Initial.Source, WeightsLookup.Found>> starts(ExperimentFile file) {
        Map<Initial.Source, WeightsLookup.Found> starts = new LinkedHashMap<>();
        CompletionStage<?> all = CompletableFuture.completedFuture(starts);
        for (Initial.Source source : file.sources()) {
            all = all.thenCompose(before -> weights.find(source)).thenAccept(found -> starts.put(source, found));
        }
        return all.thenApply(found -> starts);
    }
}
