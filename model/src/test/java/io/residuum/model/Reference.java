package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What PyTorch's own modules compute of samples, in double precision: networks defined again in {@code reference.py}, from the
 * paper's figures, with nothing of ours in them but tensors' names.
 */
final class Reference {
    private Reference() {}

    /** Of one sample; gradient and statistics in the order of export, tensor by tensor. */
    @SuppressWarnings("ArrayRecordComponent") // compared by their elements
    record Result(double loss, double[] gradient, double[] statistics, double[] logits, double[] probes) {}

    /** All in one process, since PyTorch takes seconds to start; {@link #read} gets each one's result. */
    static void ask(List<Architecture> architectures, Path folder) throws IOException, InterruptedException {
        List<String> cases = new ArrayList<>();
        for (int number = 0; number < architectures.size(); number++) {
            Sample sample = Sample.of(architectures.get(number));
            ParameterLayout layout = sample.architecture.layout();
            cases.add(description(sample, number));
            double[] parameters = exported(layout.parameters(), sample.parameters);
            double[] statistics = exported(layout.statistics(), sample.statistics);
            ByteBuffer weights = buffer((parameters.length + statistics.length) * Float.BYTES);
            for (double[] part : List.of(parameters, statistics)) {
                for (double value : part) {
                    weights.putFloat((float) value);
                }
            }
            write(folder, number, "weights", weights);
            ByteBuffer pixels = buffer(sample.pixels.length * Double.BYTES);
            pixels.asDoubleBuffer().put(sample.pixels);
            write(folder, number, "pixels", pixels);
            ByteBuffer labels = buffer(sample.labels.length * Long.BYTES);
            labels.asLongBuffer().put(sample.labels);
            write(folder, number, "labels", labels);
            ByteBuffer keys = buffer(sample.keys.length * Integer.BYTES);
            keys.asIntBuffer().put(sample.keys);
            write(folder, number, "keys", keys);
        }
        Files.writeString(folder.resolve("cases.json"), "[" + String.join(",\n", cases) + "]");
        Python.run(folder, "reference.py", folder);
    }

    /** What PyTorch said about the architecture of that number. */
    static Result read(Path folder, int number, Architecture architecture) throws IOException {
        ParameterLayout layout = architecture.layout();
        DoubleBuffer out = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(number + ".out")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        double loss = out.get();
        double[] gradient = take(out, layout.parameterCount());
        double[] statistics = take(out, layout.statisticCount());
        double[] logits = take(out, Sample.IMAGES * architecture.classes());
        return new Result(loss, gradient, statistics, logits, take(out, out.remaining()));
    }

    /** A flat tensor's values in the order of export. */
    static double[] exported(List<TensorSpec> tensors, double[] stored) {
        double[] values = new double[stored.length];
        for (TensorSpec tensor : tensors) {
            int size = tensor.size();
            for (int i = 0; i < size; i++) {
                values[tensor.offset() + i] = stored[tensor.stored(i)];
            }
        }
        return values;
    }

    private static String description(Sample sample, int number) {
        Architecture it = sample.architecture;
        return ("{\"number\": %d, \"family\": \"%s\", \"depth\": %d, \"block\": \"%s\", \"unit\": \"%s\", \"shortcut\": %s, "
                        + "\"width\": %d, \"classes\": %d, \"strideIn\": \"%s\", \"side\": %d, \"miniBatch\": %d, "
                        + "\"parameters\": %s, \"statistics\": %s}")
                .formatted(
                        number,
                        it.family().label(),
                        it.depth(),
                        it.block().label(),
                        it.unit().label(),
                        shortcut(it.shortcut()),
                        it.width(),
                        it.classes(),
                        it.strideIn().label(),
                        sample.side,
                        Sample.MINI_BATCH,
                        tensors(it.layout().parameters()),
                        tensors(it.layout().statistics()));
    }

    private static String shortcut(ShortcutDesign design) {
        String numbers = "";
        if (design instanceof ShortcutDesign.ConstantScaling scaling) {
            numbers = ", \"shortcut\": %s, \"branch\": %s".formatted(scaling.shortcut(), scaling.branch());
        } else if (design instanceof ShortcutDesign.Dropout dropout) {
            numbers = ", \"keep\": %s, \"rescale\": %s".formatted(dropout.keep(), dropout.rescale());
        }
        return "{\"type\": \"%s\"%s}".formatted(design.label(), numbers);
    }

    private static String tensors(List<TensorSpec> tensors) {
        return tensors.stream()
                .map(tensor -> "[\"%s\", %s]".formatted(tensor.name(), tensor.shape()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static double[] take(DoubleBuffer from, int count) {
        double[] values = new double[count];
        from.get(values);
        return values;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(Path folder, int number, String kind, ByteBuffer bytes) throws IOException {
        byte[] all = new byte[bytes.capacity()];
        bytes.rewind().get(all);
        Files.write(folder.resolve(number + "." + kind), all);
    }

    /**
     * Ours beside PyTorch's: loss, running statistics, logits in evaluation; in double precision every tensor's gradient too. In single
     * precision a signal within rounding of 0 passes a ReLU here and is cut there, which in a slice this small moves a gradient by a
     * percent; there {@link GradientTest} compares bits.
     */
    static void compare(Sample sample, Result reference, DataType type, double error) {
        ParameterLayout layout = sample.architecture.layout();
        Sample.Gradient ours = sample.gradient(
                ProgramWriter.write(
                        sample.architecture, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32()),
                type);
        assertThat(Math.abs(ours.loss() - reference.loss()) / reference.loss())
                .as("loss")
                .isLessThan(error);
        if (type == DataType.FLOAT64) {
            compare(layout.parameters(), ours.gradient(), reference.gradient(), error);
        }
        compare(layout.statistics(), ours.statistics(), reference.statistics(), error);
        double[] logits = sample.evaluate(type);
        assertThat(distance(logits, reference.logits(), 0, logits.length) / norm(reference.logits(), 0, logits.length))
                .as("logits in evaluation")
                .isLessThan(error);
    }

    /** What the probe tells of each unit beside PyTorch's. */
    static void compareProbe(Sample sample, Result reference, double error) {
        ProbeResult ours = sample.probe();
        for (int i = 0; i < ours.units().size(); i++) {
            ProbedUnit unit = ours.units().get(i);
            double gradient =
                    unit.gradientNorm() * Sample.IMAGES / Sample.MINI_BATCH; // the probe's slice is all of its own
            double[] all = {gradient, unit.branchNorm(), unit.responseNorm(), unit.truncatedShare()};
            for (int k = 0; k < all.length; k++) {
                double theirs = reference.probes()[all.length * i + k];
                assertThat(Math.abs(all[k] - theirs))
                        .as("measure %d of %s", k, unit.name())
                        .isLessThan(error * theirs + 1e-12);
            }
        }
        assertThat(reference.probes()).hasSize(4 * ours.units().size());
    }

    /** The relative error of each tensor, in the Euclidean norm; of one that is all but 0, beside the others. */
    private static void compare(List<TensorSpec> tensors, double[] stored, double[] theirs, double error) {
        double[] ours = exported(tensors, stored);
        double usual = norm(theirs, 0, theirs.length) / Math.sqrt(theirs.length);
        for (TensorSpec tensor : tensors) {
            double scale =
                    Math.max(norm(theirs, tensor.offset(), tensor.size()), 1e-3 * usual * Math.sqrt(tensor.size()));
            assertThat(distance(ours, theirs, tensor.offset(), tensor.size()) / scale)
                    .as(tensor.name())
                    .isLessThan(error);
        }
    }

    private static double norm(double[] values, int from, int size) {
        return distance(values, new double[values.length], from, size);
    }

    private static double distance(double[] a, double[] b, int from, int size) {
        double sum = 0;
        for (int i = from; i < from + size; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
