package io.residuum.bench;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import io.residuum.pipeline.DecodedImages;
import io.residuum.pipeline.ImageDecoder;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.PipelineSettings;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.DataSets;
import io.residuum.storage.EmbeddedS3;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The embedded server over a folder, with an actor system and the one data set of the benchmarks. */
final class LocalStore implements AutoCloseable {
    static final String DATA_SET = "bench";

    private final Config config;
    private final EmbeddedS3 server;
    private final ActorSystem<Void> system;
    private final ObjectStore store;

    private LocalStore(Path folder, String settings) {
        config = ConfigFactory.parseString(settings).withFallback(Reference.load());
        server = EmbeddedS3.start(folder, 0);
        system = ActorSystem.create(Behaviors.empty(), "residuum-local", config);
        store = ObjectStore.open(system, server.settings("residuum"));
        await(store.createBucketIfAbsent());
    }

    /** @param settings HOCON over the reference files */
    static LocalStore open(Path folder, String settings) {
        return new LocalStore(folder, settings);
    }

    /** Imports the folders {@code train} and {@code test} of {@code images}, and has their statistics stored. */
    void fill(Path images) {
        var pipeline = PipelineSettings.of(config);
        await(new DataSetImport(store, ImageDecoder.open(pipeline), ImportSettings.usual())
                .run(
                        DATA_SET,
                        List.of(
                                new ImageArchive.Folder(Split.TRAIN, images.resolve("train")),
                                new ImageArchive.Folder(Split.TEST, images.resolve("test"))),
                        progress -> {}));
        input();
    }

    InputPipeline input() {
        var pipeline = PipelineSettings.of(config);
        return await(InputPipeline.open(system, new DataSets(store), dataSet(), new DecodedImages(pipeline), pipeline));
    }

    DataSetId dataSet() {
        return await(new DataSets(store).resolve(DATA_SET)).orElseThrow();
    }

    Config config() {
        return config;
    }

    ActorSystem<Void> system() {
        return system;
    }

    ObjectStore store() {
        return store;
    }

    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
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
