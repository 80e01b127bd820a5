package io.residuum.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** A network with weights and a slice of images, to be computed by any program in any precision. */
final class Sample {
    static final int IMAGES = 5;

    /** The slice is half of its mini-batch. */
    static final int MINI_BATCH = 2 * IMAGES;

    /**
     * Through so many fresh units gradients are mostly rounding, in double precision to some 1e-8, on which no two programs agree;
     * with branches a quarter as strong, as training leaves them, they are not.
     */
    private static final int DEPTH_OF_NOISE = 500;

    private static final Pattern LAST_OF_BRANCH = Pattern.compile("stage\\d\\.unit\\d+\\.bn3\\.(weight|bias)");

    final Architecture architecture;
    final int side;
    final double[] parameters;
    final double[] statistics;
    final double[] pixels;
    final long[] labels;
    final int[] keys;

    private Sample(
            Architecture architecture,
            int side,
            double[] parameters,
            double[] statistics,
            double[] pixels,
            long[] labels,
            int[] keys) {
        this.architecture = architecture;
        this.side = side;
        this.parameters = parameters;
        this.statistics = statistics;
        this.pixels = pixels;
        this.labels = labels;
        this.keys = keys;
    }

    /** What a slice gave; gradient and statistics in the order of storage. */
    @SuppressWarnings("ArrayRecordComponent") // compared by their elements
    record Gradient(double loss, long errors, double[] gradient, double[] statistics) {}

    /** The smallest images of which the last stage sees some pixels; no tensor at a value that would hide a mistake. */
    static Sample of(Architecture architecture) {
        return of(architecture, 2 * architecture.family().reduction());
    }

    static Sample of(Architecture architecture, int side) {
        ParameterLayout layout = architecture.layout();
        var random = new SplittableRandom(9);
        boolean damped = architecture.depth() > DEPTH_OF_NOISE;
        double[] parameters = values(layout.parameters(), layout.parameterCount(), random, damped);
        double[] statistics = values(layout.statistics(), layout.statisticCount(), random, false);
        double[] pixels = random.doubles((long) IMAGES * side * side * 3, -1, 1)
                .map(value -> (float) value)
                .toArray();
        long[] labels = random.longs(IMAGES, 0, architecture.classes()).toArray();
        int[] keys = MaskKeys.of(Slices.KEY, ProgramWriter.keys(architecture.sections()));
        return new Sample(architecture, side, parameters, statistics, pixels, labels, keys);
    }

    /** Single-precision numbers as large as first weights are, gammas off 1, betas off 0. */
    private static double[] values(List<TensorSpec> tensors, int count, SplittableRandom random, boolean damped) {
        double[] values = new double[count];
        for (TensorSpec tensor : tensors) {
            List<Integer> shape = tensor.shape();
            double spread =
                    switch (tensor.role()) {
                        case KERNEL -> Math.sqrt(6.0 / (shape.get(0) * shape.get(2) * shape.get(3)));
                        case MATRIX -> Math.sqrt(1.0 / shape.get(1));
                        case BIAS, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE -> 0.1;
                    };
            int end = tensor.offset() + tensor.size();
            for (int i = tensor.offset(); i < end; i++) {
                values[i] = (float) (tensor.initial() + spread * random.nextDouble(-1, 1));
                if (damped && LAST_OF_BRANCH.matcher(tensor.name()).matches()) {
                    values[i] *= 0.25F;
                }
            }
        }
        return values;
    }

    /** The same with other parameters, by {@code times} a step. */
    Sample moved(double[] step, int times) {
        double[] other = new double[parameters.length];
        Arrays.setAll(other, i -> parameters[i] + times * step[i]);
        return new Sample(architecture, side, other, statistics, pixels, labels, keys);
    }

    Gradient gradient(Program program, DataType type) {
        return gradient(program, type, false);
    }

    /** By {@link ProgramWriter#writeAutograd}'s. */
    Gradient autograd(Program program, DataType type) {
        return gradient(program, type, true);
    }

    private Gradient gradient(Program program, DataType type, boolean autograd) {
        try (Native loaded = Native.load(program, 1);
                NDManager step = loaded.manager().newSubManager()) {
            NDArray flat = step.create(parameters).toType(type, false);
            NDArray running = step.create(statistics).toType(type, false);
            NDArray sum = step.full(flat.getShape(), Float.NaN, type); // what nothing writes stays that
            List<NDArray> inputs = new ArrayList<>(List.of(images(step, type), step.create(labels), flat, running));
            if (!autograd) {
                inputs.add(sum);
            }
            inputs.add(step.create(new long[] {MINI_BATCH}));
            addKeys(inputs, step);
            NDList results = loaded.call(step, "gradient", inputs.toArray(NDArray[]::new));
            return new Gradient(
                    doubles(results.get(0))[0],
                    results.get(1).getLong(),
                    doubles(autograd ? results.get(2) : sum),
                    doubles(running));
        }
    }

    /** In double precision, of which the answer keeps single. */
    ProbeResult probe() {
        try (Native loaded = Native.load(ProgramWriter.writeProbe(architecture), 1);
                NDManager step = loaded.manager().newSubManager()) {
            List<NDArray> inputs = new ArrayList<>(List.of(
                    images(step, DataType.FLOAT64),
                    step.create(labels),
                    step.create(parameters),
                    step.create(statistics)));
            addKeys(inputs, step);
            NDList results = loaded.call(step, "probe", inputs.toArray(NDArray[]::new));
            return Probe.result(
                    architecture.sections(),
                    doubles(results.get(0))[0],
                    results.get(1).toType(DataType.FLOAT32, false).toFloatArray(),
                    results.get(2).toType(DataType.FLOAT32, false).toFloatArray());
        }
    }

    private void addKeys(List<NDArray> inputs, NDManager step) {
        if (keys.length > 0) {
            inputs.add(step.create(keys, new Shape(keys.length / 2, 2)));
        }
    }

    /** The logits by running statistics. */
    double[] evaluate(DataType type) {
        try (Native loaded = Native.load(ProgramWriter.writeClassifier(architecture), 1);
                NDManager step = loaded.manager().newSubManager()) {
            return doubles(loaded.call(
                            step,
                            "classify",
                            images(step, type),
                            step.create(labels),
                            step.create(parameters).toType(type, false),
                            step.create(statistics).toType(type, false))
                    .get(2));
        }
    }

    private NDArray images(NDManager step, DataType type) {
        return step.create(pixels, new Shape(IMAGES, side, side, 3)).toType(type, false);
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray();
    }
}
