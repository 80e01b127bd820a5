package io.residuum.actors.run;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.model.Engine;
import io.residuum.model.Network;
import io.residuum.model.SliceKey;
import io.residuum.model.SliceOrder;
import io.residuum.pipeline.Randomness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

/** Training steps of a run on noise, with no data behind them: what its network and recipe cost here. */
public final class BareSteps {

    private static final int COLOURS = 3;

    private BareSteps() {}

    /** How long each of so many steps took; the first also loads what the later ones use. */
    public static double[] seconds(RunSpec run, int height, int width, int threads, int steps) {
        int slices = run.recipe().slices();
        int images = run.recipe().miniBatch() / slices;
        ByteBuffer pixels = noise(images * height * width * COLOURS);
        LongBuffer labels = ByteBuffer.allocateDirect(images * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer(); // class 0 throughout: what is right costs what is wrong
        double[] seconds = new double[steps];
        try (Network network = NumericEnvironment.network(Engine.start(), run, threads)) {
            network.initialise(tensor -> Randomness.initialWeights(run.seed(), tensor));
            for (int step = 0; step < steps; step++) {
                long start = System.nanoTime();
                for (int slice = 0; slice < slices; slice++) {
                    network.gradient(
                            pixels.duplicate().order(ByteOrder.nativeOrder()),
                            labels.duplicate(),
                            images,
                            height,
                            width,
                            run.recipe().miniBatch(),
                            slice == 0 ? SliceOrder.FIRST : SliceOrder.FURTHER,
                            new SliceKey(run.seed(), step, slice));
                }
                network.update(0);
                seconds[step] = (System.nanoTime() - start) / 1e9;
            }
        }
        return seconds;
    }

    /** Uniform in −1 … 1, the same every time. */
    static ByteBuffer noise(int numbers) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(numbers * Float.BYTES).order(ByteOrder.nativeOrder());
        FloatBuffer floats = bytes.asFloatBuffer();
        var random = new SplittableRandom(1);
        while (floats.hasRemaining()) {
            floats.put((float) random.nextDouble(-1, 1));
        }
        return bytes;
    }
}
