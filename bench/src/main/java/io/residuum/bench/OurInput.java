package io.residuum.bench;

import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.pipeline.Augmentation;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.InputRecipe;
import io.residuum.pipeline.LastBatch;
import io.residuum.pipeline.MiniBatch;
import io.residuum.pipeline.Normalisation;
import java.io.IOException;
import java.nio.file.Path;

/** The contestant that is ours: mini-batches of training, from a real store through the cache, taken and given back. */
final class OurInput {
    /** Mini-batches that may lie ready before the clock runs. */
    private static final int WAITING = 8;

    private static final int WINDOW_SHARDS = 64;

    private final LocalStore store;
    private final SinkQueueWithCancel<MiniBatch> batches;

    private OurInput(LocalStore store, SinkQueueWithCancel<MiniBatch> batches) {
        this.store = store;
        this.batches = batches;
    }

    /** Arguments: folder of the store, images a mini-batch. */
    public static void main(String[] arguments) throws IOException {
        int batch = Integer.parseInt(arguments[1]);
        try (var store = LocalStore.open(Path.of(arguments[0]), "")) {
            InputPipeline input = store.input();
            var recipe = new InputRecipe(
                    Augmentation.PAD_CROP_FLIP, Normalisation.CHANNEL, batch, 1, LastBatch.CARRY, WINDOW_SHARDS);
            var queue = input.training(recipe, 1, 0)
                    .runWith(Sink.<MiniBatch>queue().withAttributes(Attributes.inputBuffer(1, 1)), store.system());
            var contestant = new OurInput(store, queue);
            contestant.take(Math.toIntExact(input.trainImages() / batch) + 1); // the first epoch decodes
            var introduction = Conversation.introduction(
                    input.decoderId(),
                    "JVM, direct buffers",
                    Runtime.getRuntime().availableProcessors());
            new Conversation().run(introduction, contestant::steps);
            queue.cancel();
        }
    }

    private ObjectNode steps(int count) {
        take(WAITING);
        long start = System.nanoTime();
        take(count);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("seconds").add((System.nanoTime() - start) / 1e9);
        return answer;
    }

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            store.await(batches.pull()).orElseThrow().release();
        }
    }
}
