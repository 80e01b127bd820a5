package io.residuum.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A network that is being trained, in native memory. A mini-batch is one {@link #gradient} call for each of its slices, in
 * order, then one {@link #update}.
 *
 * <p>Opened, used and closed on one thread, which computes with a fixed number of threads: both are part of what makes a run
 * repeatable bit for bit. Under failure: whatever throws in the middle of a step may leave the network anywhere between two
 * steps; the caller closes it and loads its last state into another.
 */
public final class Network implements AutoCloseable {
    private static final int COLOURS = 3;

    private final Thread owner = Thread.currentThread();
    private final SortedMap<String, String> environment;
    private final Architecture architecture;
    private final ParameterLayout layout;
    private final Native program;
    private final NDArray parameters;
    private final NDArray momentum;
    private final NDArray statistics;
    /** Sum of the slices' gradients since the last update. */
    private final NDArray gradient;

    private final NDArray decayed;
    private final int computeThreads;
    /** Units that draw a mask in a step. */
    private final int maskKeys;

    private Phase phase = Phase.EMPTY;

    private enum Phase {
        EMPTY,
        READY,
        SUMMING,
        CLOSED
    }

    private Network(
            SortedMap<String, String> environment,
            Architecture architecture,
            Optimiser optimiser,
            int computeThreads,
            Native program) {
        this.computeThreads = computeThreads;
        this.environment = environment;
        this.architecture = architecture;
        this.layout = architecture.layout();
        this.program = program;
        this.maskKeys = ProgramWriter.keys(architecture.sections());
        NDManager manager = program.manager();
        var parameterShape = new Shape(layout.parameterCount());
        parameters = manager.zeros(parameterShape);
        momentum = manager.zeros(parameterShape);
        statistics = manager.zeros(new Shape(layout.statisticCount()));
        gradient = manager.zeros(parameterShape);
        decayed = manager.create(decayed(layout, optimiser.decay()));
        manager.cap(); // from now on everything belongs to a step, and a leak is an exception
    }

    /**
     * Loads the network's program; its tensors hold nothing yet.
     *
     * @param computeThreads threads of one step, the calling one included
     */
    public static Network open(
            Engine engine,
            Architecture architecture,
            Objective objective,
            Optimiser optimiser,
            Arithmetic arithmetic,
            int computeThreads) {
        if (computeThreads < 1) {
            throw new IllegalArgumentException("compute threads must be positive, were " + computeThreads);
        }
        Program program = ProgramWriter.write(architecture, objective, optimiser, arithmetic);
        SortedMap<String, String> environment = engine.numericEnvironment();
        environment.put("precision", arithmetic.precision().label());
        environment.put("program", program.digest());
        environment.put("threads", Integer.toString(computeThreads));
        Native loaded = Native.load(program, computeThreads);
        try {
            return new Network(environment, architecture, optimiser, computeThreads, loaded);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** Draws the first weights, each tensor from {@code random} of its name; momentum and running statistics start afresh. */
    public void initialise(Function<String, RandomGenerator> random) {
        checkThread();
        load(TrainingState.initial(architecture, random));
    }

    /**
     * Adds the gradient of a slice's loss to the mini-batch's.
     *
     * @param pixels direct, native order, float32 N×H×W×3, normalised; not to be changed before this returns
     * @param labels one class an image
     * @param miniBatchImages images of the whole mini-batch, by which the slice's summed cross-entropy is divided
     * @param key what random masks are a function of, if the network has any
     */
    public SliceResult gradient(
            ByteBuffer pixels,
            LongBuffer labels,
            int images,
            int height,
            int width,
            int miniBatchImages,
            SliceOrder order,
            SliceKey key) {
        checkReady();
        checkSlice(images, height, width, miniBatchImages);
        if (order == SliceOrder.FURTHER && phase != Phase.SUMMING) {
            throw new IllegalStateException(
                    "a mini-batch begins with its first slice; this one was called a further one");
        }
        try (NDManager step = program.manager().newSubManager()) {
            List<NDArray> inputs = new ArrayList<>(List.of(
                    images(step, pixels, images, height, width),
                    labels(step, labels, images),
                    parameters,
                    statistics,
                    gradient,
                    step.create(new long[] {miniBatchImages})));
            addMaskKeys(inputs, step, key);
            NDList results = program.call(
                    step,
                    switch (order) {
                        case FIRST -> "gradient";
                        case FURTHER -> "further";
                    },
                    inputs.toArray(NDArray[]::new));
            phase = Phase.SUMMING;
            return new SliceResult(
                    results.get(0).getFloat(), Math.toIntExact(results.get(1).getLong()));
        }
    }

    /** Moves the parameters by the mini-batch's gradient; the next mini-batch begins with its first slice. */
    public void update(double rate) {
        checkReady();
        if (phase != Phase.SUMMING) {
            throw new IllegalStateException("there is no gradient to update by");
        }
        if (!Double.isFinite(rate)) {
            throw new IllegalArgumentException("the learning rate must be finite, was " + rate);
        }
        try (NDManager step = program.manager().newSubManager()) {
            program.call(step, "update", parameters, gradient, momentum, decayed, step.create(new double[] {rate}));
            phase = Phase.READY;
        }
    }

    /** Drops the gradient summed so far, as after a loss that is not finite; the parameters stay as they are. */
    public void abandonGradient() {
        checkReady();
        phase = Phase.READY;
    }

    /** What the network says about these images under running statistics; nothing of it changes. */
    public EvaluationResult evaluate(ByteBuffer pixels, LongBuffer labels, int images, int height, int width) {
        checkReady();
        checkImages(architecture, images, height, width);
        try (NDManager step = program.manager().newSubManager()) {
            NDList results = program.call(
                    step,
                    "evaluate",
                    images(step, pixels, images, height, width),
                    labels(step, labels, images),
                    parameters,
                    statistics);
            double loss = 0;
            for (float each : results.get(0).toFloatArray()) {
                loss += each;
            }
            return new EvaluationResult(
                    images,
                    Math.toIntExact(results.get(1).getLong()),
                    Math.toIntExact(results.get(2).getLong()),
                    loss);
        }
    }

    /**
     * What the paper's analysis predicts, measured on one slice as a mini-batch of its own, by a program that is loaded for this call.
     * Neither the network nor a gradient under way changes.
     *
     * @param key what random masks are a function of, if the network has any
     */
    public ProbeResult probe(ByteBuffer pixels, LongBuffer labels, int images, int height, int width, SliceKey key) {
        checkReady();
        checkSlice(images, height, width, images);
        try (Native probe = Native.load(ProgramWriter.writeProbe(architecture), computeThreads);
                NDManager step = probe.manager().newSubManager()) {
            List<NDArray> inputs = new ArrayList<>(List.of(
                    images(step, pixels, images, height, width), labels(step, labels, images), parameters, statistics));
            addMaskKeys(inputs, step, key);
            NDList results = probe.call(step, "probe", inputs.toArray(NDArray[]::new));
            return Probe.result(
                    architecture.sections(),
                    results.get(0).getFloat(),
                    results.get(1).toFloatArray(),
                    results.get(2).toFloatArray());
        }
    }

    /** A copy of all that training goes on from; between mini-batches, for a gradient under way is not in it. */
    public TrainingState state() {
        checkReady();
        if (phase == Phase.SUMMING) {
            throw new IllegalStateException("a mini-batch is under way; update first");
        }
        TrainingState state = TrainingState.blank(layout);
        copy(parameters, state.parameters());
        copy(statistics, state.statistics());
        copy(momentum, state.momentum());
        return state;
    }

    /** Goes on from {@code state}; a gradient under way is dropped. */
    public void load(TrainingState state) {
        checkThread();
        if (!state.layoutDigest().equals(layout.digest())) {
            throw new IllegalArgumentException("the state is of another network than %s: its layout is %s, not %s"
                    .formatted(architecture, state.layoutDigest(), layout.digest()));
        }
        assign(parameters, state.parameters());
        assign(statistics, state.statistics());
        assign(momentum, state.momentum());
        phase = Phase.READY;
    }

    /** SHA-256 of the program's source, lower-case hex. */
    public String programDigest() {
        return Objects.requireNonNull(environment.get("program"));
    }

    /**
     * What this network's bits depend on: the engine's part, {@code precision}, {@code program} (its digest) and {@code threads}.
     */
    public SortedMap<String, String> numericEnvironment() {
        return Collections.unmodifiableSortedMap(environment);
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        if (phase != Phase.CLOSED) {
            checkThread();
            phase = Phase.CLOSED;
            program.close();
        }
    }

    private static void copy(NDArray tensor, ByteBuffer to) {
        to.asFloatBuffer()
                .put(tensor.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
    }

    private void assign(NDArray tensor, ByteBuffer values) {
        try (NDManager step = program.manager().newSubManager()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(values.remaining()).order(ByteOrder.nativeOrder());
            direct.asFloatBuffer().put(values.asFloatBuffer());
            program.call(step, "assign", tensor, step.create(direct, tensor.getShape(), DataType.FLOAT32));
        }
    }

    /** The buffer's own memory as a tensor, so that nothing is copied. */
    static NDArray images(NDManager step, ByteBuffer pixels, int images, int height, int width) {
        long bytes = (long) images * height * width * COLOURS * Float.BYTES;
        if (!pixels.isDirect() || pixels.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("pixels must be in a direct buffer of native order");
        }
        if (pixels.remaining() != bytes) {
            throw new IllegalArgumentException("%d images of %dx%d take %d bytes of pixels, there are %d"
                    .formatted(images, height, width, bytes, pixels.remaining()));
        }
        ByteBuffer exact = pixels.slice().order(ByteOrder.nativeOrder()); // the engine looks at no buffer's position
        return step.create(exact, new Shape(images, height, width, COLOURS), DataType.FLOAT32);
    }

    private void addMaskKeys(List<NDArray> inputs, NDManager step, SliceKey key) {
        if (maskKeys > 0) {
            inputs.add(step.create(MaskKeys.of(key, maskKeys), new Shape(maskKeys, 2)));
        }
    }

    private NDArray labels(NDManager step, LongBuffer labels, int images) {
        return labels(step, labels, images, architecture.classes());
    }

    static NDArray labels(NDManager step, LongBuffer labels, int images, int classes) {
        if (labels.remaining() != images) {
            throw new IllegalArgumentException("%d images have %d labels".formatted(images, labels.remaining()));
        }
        long[] values = new long[images];
        labels.duplicate().get(values);
        for (int i = 0; i < images; i++) {
            if (values[i] < 0 || values[i] >= classes) {
                throw new IllegalArgumentException(
                        "label %d of image %d is none of %d classes".formatted(values[i], i, classes));
            }
        }
        return step.create(values);
    }

    /** 1 where weight decay acts; of no elements where it acts everywhere. */
    private static float[] decayed(ParameterLayout layout, Decay decay) {
        return switch (decay) {
            case ALL -> new float[0];
            case WEIGHTS -> {
                float[] mask = new float[layout.parameterCount()];
                List<TensorSpec> tensors = layout.parameters();
                tensors.stream()
                        .filter(tensor -> tensor.role().isWeight())
                        .forEach(tensor -> Arrays.fill(mask, tensor.offset(), tensor.offset() + tensor.size(), 1));
                yield mask;
            }
        };
    }

    private void checkSlice(int images, int height, int width, int miniBatchImages) {
        checkImages(architecture, images, height, width);
        if (miniBatchImages < images) {
            throw new IllegalArgumentException(
                    "a slice of %d images is not part of a mini-batch of %d".formatted(images, miniBatchImages));
        }
        if (images * architecture.lastPixels(height, width) < 2) {
            throw new IllegalArgumentException(
                    "batch statistics of one image of %dx%d have no variance; use more images or larger ones"
                            .formatted(height, width));
        }
    }

    static void checkImages(Architecture architecture, int images, int height, int width) {
        if (images < 1) {
            throw new IllegalArgumentException("images must be positive, were " + images);
        }
        architecture.checkImage(height, width);
    }

    private void checkReady() {
        checkThread();
        if (phase == Phase.EMPTY) {
            throw new IllegalStateException("the network has no weights yet; initialise it or load a state");
        }
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("the network was opened on thread [%s] and works on no other, not on [%s]"
                    .formatted(owner.getName(), Thread.currentThread().getName()));
        }
        if (phase == Phase.CLOSED) {
            throw new IllegalStateException("the network is closed");
        }
    }
}
