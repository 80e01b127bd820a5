package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.report.Report;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.pipeline.QuickstartImages;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.DataSets;
import io.residuum.storage.EmbeddedS3;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A whole node over a folder: real server, real images, real networks, small ones. Opened over the same folder it goes on. */
final class TestNode implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;

    private final EmbeddedS3 server;
    private final ActorSystem<Void> system;
    private final ObjectStore store;
    private final Config config;

    private TestNode(Path folder, String settings) {
        config = ConfigFactory.parseString(settings).withFallback(Reference.load());
        server = EmbeddedS3.start(folder, 0);
        system = ActorSystem.create(Behaviors.empty(), "local", config);
        store = ObjectStore.open(system, server.settings("residuum"));
        await(store.createBucketIfAbsent());
        if (await(new DataSets(store).resolve("tiny")).isEmpty()) {
            await(new DataSetImport(store, ImageDecoder.open(PipelineSettings.of(config)), ImportSettings.usual())
                    .run(
                            "tiny",
                            List.of(new ImageArchive.Generated(new QuickstartImages(8, 44, 20, 20, 7))),
                            progress -> {}));
        }
    }

    private TestNode(Config config, EmbeddedS3 server, ActorSystem<Void> system, ObjectStore store) {
        this.config = config;
        this.server = server;
        this.system = system;
        this.store = store;
    }

    /** @param settings HOCON over the reference files */
    static TestNode over(Path folder, String settings) {
        return new TestNode(folder, settings);
    }

    ObjectStore store() {
        return store;
    }

    /** The same node with its chains in a folder of the store. */
    TestNode in(String place) {
        return new TestNode(config, server, system, store.within(place));
    }

    ActorSystem<Void> system() {
        return system;
    }

    Config config() {
        return config;
    }

    BatchPlan plan(String experiment) {
        return plan(experiment, Map.of());
    }

    BatchPlan plan(String experiment, Map<Initial.Source, FoundWeights> weights) {
        DataSets dataSets = new DataSets(store);
        DataSetId id = await(dataSets.resolve("tiny")).orElseThrow();
        return ExperimentFile.parse("test.conf", experiment.getBytes(StandardCharsets.UTF_8))
                .plan(Map.of("tiny", new ResolvedDataSet(id, DataSetFacts.of(await(dataSets.manifest(id))))), weights);
    }

    WeightsLookup weights() {
        return new WeightsLookup(system, store, PipelineSettings.of(config));
    }

    /** Trains the batch to its end. */
    BatchCore.Outcome run(BatchPlan plan, Moments moments, Feed feed) {
        try (LocalNode node = start(moments, feed)) {
            return await(node.submit(plan, "text", event -> {}));
        }
    }

    BatchCore.Outcome run(BatchPlan plan) {
        return run(plan, Moments.unobserved(), Feed.ofRun());
    }

    /** Trains the batch; the listener may have it put down. */
    BatchCore.Outcome run(
            BatchPlan plan, Moments moments, java.util.function.BiConsumer<LocalNode, BatchEvent> listener) {
        try (LocalNode node = start(moments, Feed.ofRun())) {
            Consumer<BatchEvent> told = event -> listener.accept(node, event);
            return await(node.submit(plan, "text", told));
        }
    }

    private LocalNode start(Moments moments, Feed feed) {
        return LocalNode.start(
                system,
                store,
                config,
                ActorsSettings.from(config, "test", 2),
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString().replace("-", "").substring(0, 16),
                moments,
                feed);
    }

    BatchHistory history(BatchPlan plan) {
        return await(new StoredBatches(system, store).batch(plan.id()));
    }

    Map<RunId, RunHistory> histories(BatchPlan plan) {
        return await(new StoredBatches(system, store).runs(history(plan)));
    }

    /** What must be equal whatever happened on the way. */
    ObjectNode result(BatchPlan plan) {
        return Report.of(plan, history(plan).chosen(), histories(plan)).result();
    }

    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(store.close());
        system.terminate();
        await(system.getWhenTerminated());
        server.close();
    }
}
