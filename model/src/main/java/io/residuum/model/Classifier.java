package io.residuum.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A trained network that is asked image by image, in native memory. Its answers are {@link Network#evaluate}'s, bit by bit, for
 * equal batches and threads. Opened, used and closed on one thread.
 */
public final class Classifier implements AutoCloseable {
    private final Architecture architecture;
    private final Native program;
    private final NDArray parameters;
    private final NDArray statistics;

    private Classifier(Architecture architecture, TrainingState state, Native program) {
        this.architecture = architecture;
        this.program = program;
        NDManager manager = program.manager();
        parameters = manager.create(floats(state.parameters()));
        statistics = manager.create(floats(state.statistics()));
        manager.cap();
    }

    /**
     * Loads the network with a state's weights.
     *
     * @param engine the started one
     * @param computeThreads threads of one call, the calling one included
     */
    public static Classifier open(Engine engine, Architecture architecture, TrainingState state, int computeThreads) {
        if (computeThreads < 1) {
            throw new IllegalArgumentException(
                    "compute threads of " + engine.version() + " must be positive, were " + computeThreads);
        }
        if (!state.layoutDigest().equals(architecture.layout().digest())) {
            throw new IllegalArgumentException("the state is of another network than " + architecture);
        }
        Native loaded = Native.load(ProgramWriter.writeClassifier(architecture), computeThreads);
        try {
            return new Classifier(architecture, state, loaded);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** What the network says about each of these images, which come as {@link Network#evaluate} takes them. */
    public Classified classify(ByteBuffer pixels, LongBuffer labels, int images, int height, int width) {
        Network.checkImages(architecture, images, height, width);
        try (NDManager call = program.manager().newSubManager()) {
            NDList results = program.call(
                    call,
                    "classify",
                    Network.images(call, pixels, images, height, width),
                    Network.labels(call, labels, images, architecture.classes()),
                    parameters,
                    statistics);
            return new Classified(
                    results.get(0).toFloatArray(),
                    Arrays.stream(results.get(1).toLongArray())
                            .mapToInt(Math::toIntExact)
                            .toArray(),
                    results.get(2).toFloatArray());
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        program.close();
    }

    private static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
