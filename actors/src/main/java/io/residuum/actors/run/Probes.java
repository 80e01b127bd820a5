package io.residuum.actors.run;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.model.Engine;
import io.residuum.model.Network;
import io.residuum.model.ProbeResult;
import io.residuum.model.SliceKey;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.MiniBatch;
import io.residuum.pipeline.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.concurrent.CompletionStage;

/** Shows networks some images of their training and measures every unit. On the calling thread; changes nothing. */
public final class Probes {

    private static final int COLOURS = 3;

    private Probes() {}

    /** Images in memory of their own, as a network takes them. */
    public static final class Shown {
        private final ByteBuffer pixels;
        private final LongBuffer labels;
        private final int images;
        private final int height;
        private final int width;

        private Shown(ByteBuffer pixels, LongBuffer labels, int images, int height, int width) {
            this.pixels = pixels;
            this.labels = labels;
            this.images = images;
            this.height = height;
            this.width = width;
        }

        public int images() {
            return images;
        }
    }

    /** The first images of the run's first mini-batch, at most {@code most} and no more than its first slice. */
    public static CompletionStage<Shown> ofTraining(ActorSystem<?> system, RunSpec run, InputPipeline input, int most) {
        return DataParts.of(input, run)
                .training(run.recipe().input(), run.seed(), 0)
                .runWith(Sink.head(), system)
                .thenApply(batch -> copied(batch, most));
    }

    private static Shown copied(MiniBatch batch, int most) {
        try {
            Slice slice = batch.slices().get(0);
            int images = Math.min(most, slice.images());
            int bytes = images * slice.height() * slice.width() * COLOURS * Float.BYTES;
            ByteBuffer pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            pixels.put(slice.pixels().duplicate().limit(bytes)).flip();
            LongBuffer labels = LongBuffer.allocate(images);
            labels.put(slice.labels().duplicate().limit(images)).flip();
            return new Shown(pixels, labels, images, slice.height(), slice.width());
        } finally {
            batch.release();
        }
    }

    /** Noise, where there are no images yet; all of class 0. */
    public static Shown noise(int images, int height, int width) {
        return new Shown(
                BareSteps.noise(images * height * width * COLOURS), LongBuffer.allocate(images), images, height, width);
    }

    /**
     * The network of a run in one of its states.
     *
     * @param threads of the engine, the calling one included
     */
    public static ProbeResult probe(RunSpec run, TrainingState state, Shown shown, int threads) {
        try (Network network = NumericEnvironment.network(Engine.start(), run, threads)) {
            network.load(state);
            return network.probe(
                    shown.pixels.duplicate().order(ByteOrder.nativeOrder()),
                    shown.labels.duplicate(),
                    shown.images,
                    shown.height,
                    shown.width,
                    new SliceKey(run.seed(), 0, 0));
        }
    }
}
