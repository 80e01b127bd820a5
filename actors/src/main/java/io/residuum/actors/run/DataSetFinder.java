package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.DataSets;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.ObjectStore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the data sets a file names in the store; makes the generated one where it is asked for and missing. */
public final class DataSetFinder {

    /** The data set that is made, not imported. */
    public static final String QUICKSTART = "quickstart";

    private static final int AT_ONCE = 4;

    private final ActorSystem<?> system;
    private final ObjectStore store;
    private final PipelineSettings settings;
    private final DataSets dataSets;
    private final Map<DataSetId, DataSetFacts> facts = new ConcurrentHashMap<>(); // a version never changes

    private final Map<String, CompletionStage<?>> making = new ConcurrentHashMap<>();

    public DataSetFinder(ActorSystem<?> system, ObjectStore store, PipelineSettings settings) {
        this.system = system;
        this.store = store;
        this.settings = settings;
        this.dataSets = new DataSets(store);
    }

    /** Whether the file asks for the generated images, and the store has none. */
    public CompletionStage<Boolean> lacksGenerated(ExperimentFile file) {
        return file.experiment().dataSets().contains(QUICKSTART)
                ? dataSets.resolve(QUICKSTART).thenApply(Optional::isEmpty)
                : CompletableFuture.completedFuture(false);
    }

    /** Makes the generated images; done by several at once it is done once. */
    public CompletionStage<?> makeGenerated() {
        return making.computeIfAbsent(
                QUICKSTART, name -> new DataSetImport(store, ImageDecoder.open(settings), ImportSettings.usual())
                        .run(name, List.of(new ImageArchive.Generated(QuickstartImages.usual())), progress -> {})
                        .whenComplete((made, failure) -> making.remove(name)));
    }

    /** The data sets that are there, by every name the file uses; with one missing also the others by their own names, for messages. */
    public CompletionStage<Map<String, ResolvedDataSet>> resolve(ExperimentFile file) {
        Set<String> asked = new LinkedHashSet<>(file.experiment().dataSets());
        return resolve(asked).thenCompose(found -> {
            if (found.size() == asked.size()) {
                return CompletableFuture.completedFuture(found);
            }
            return dataSets.list().thenCompose(ids -> {
                Set<String> names = new LinkedHashSet<>();
                ids.forEach(id -> names.add(id.name()));
                names.addAll(asked);
                return resolve(names);
            });
        });
    }

    private CompletionStage<Map<String, ResolvedDataSet>> resolve(Set<String> names) {
        return Source.from(names)
                .mapAsync(AT_ONCE, name -> resolve(name)
                        .thenApply(found -> found.map(dataSet -> Map.entry(name, dataSet))))
                .mapConcat(found -> found.stream().toList())
                .runWith(Sink.seq(), system)
                .thenApply(DataSetFinder::byName);
    }

    private static Map<String, ResolvedDataSet> byName(List<Map.Entry<String, ResolvedDataSet>> found) {
        Map<String, ResolvedDataSet> byName = new LinkedHashMap<>();
        found.forEach(each -> byName.put(each.getKey(), each.getValue()));
        return byName;
    }

    private CompletionStage<Optional<ResolvedDataSet>> resolve(String name) {
        return dataSets.resolve(name).thenCompose(found -> found.map(
                        id -> facts(id).thenApply(read -> Optional.of(new ResolvedDataSet(id, read))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletionStage<DataSetFacts> facts(DataSetId id) {
        DataSetFacts known = facts.get(id);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : dataSets.manifest(id).thenApply(manifest -> {
                    DataSetFacts read = DataSetFacts.of(manifest);
                    facts.put(id, read);
                    return read;
                });
    }
}
