package io.residuum.pipeline;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSetImport;
import io.residuum.storage.DataSets;
import io.residuum.storage.EmbeddedS3;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageCheck;
import io.residuum.storage.ImportSettings;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.Split;
import io.residuum.storage.StoreHttp;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A real S3 server over a folder, an actor system, and one bucket. */
final class TestStore implements AutoCloseable {
    final ActorSystem<Void> system =
            ActorSystem.create(Behaviors.empty(), "pipeline-tests", StoreHttp.over(ConfigFactory.load()));
    final PipelineSettings settings = PipelineSettings.of(ConfigFactory.load());
    final ObjectStore objects;
    final DataSets dataSets;
    private final EmbeddedS3 server;

    TestStore(Path folder) {
        server = EmbeddedS3.start(folder, 0);
        objects = ObjectStore.open(system, server.settings("pipeline"));
        await(objects.createBucketIfAbsent());
        dataSets = new DataSets(objects);
    }

    /** Imports archives, checking as {@code check} does. */
    DataSetId imported(String name, ImageCheck check, ImageArchive... archives) {
        var importing = new DataSetImport(objects, check, ImportSettings.usual().greys(ImportSettings.Greys.AS_RGB));
        return await(importing.run(name, List.of(archives), told -> {})).id();
    }

    DataSetId imported(String name, QuickstartImages images) {
        return imported(name, ImageDecoder.open(settings), new ImageArchive.Generated(images));
    }

    InputPipeline open(DataSetId dataSet, PipelineSettings with) {
        return await(InputPipeline.open(system, dataSets, dataSet, new DecodedImages(with), with));
    }

    /** Deletes the tar of one shard. */
    void deleteShard(DataSetId dataSet, Split split, int number) {
        var shard = await(dataSets.manifest(dataSet)).shards(split).get(number);
        await(objects.delete(shard.object().key()));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(120, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated());
        server.close();
    }
}
