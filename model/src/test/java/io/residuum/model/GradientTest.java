package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The written-out backward pass against {@code torch.grad} of the same forward pass, and against differences of losses. */
@Tag("engine")
class GradientTest {
    private static final int IMAGES = 6;

    @BeforeAll
    static void startEngine() {
        Engine.start();
    }

    /** Every design × block × stride × units a stage: each kind of unit, loops of none, one and two. */
    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign design : UnitDesign.values()) {
            for (Block block : Block.values()) {
                for (int units = 1; units <= 3; units++) {
                    int depth = 3 * block.convolutions() * units + 2;
                    for (StrideIn stride : StrideIn.values()) {
                        if (block == Block.BOTTLENECK || stride == StrideIn.FIRST) {
                            all.add(Architecture.cifar(
                                    depth, block, design, new ShortcutDesign.Identity(), 1, 10, stride));
                        }
                    }
                }
            }
            all.add(ArchitectureTest.architecture(8, Block.BASIC, design, 2, 3));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void writtenOutGradientHasAutogradsBits(Architecture architecture) {
        Run written = run(architecture, ProgramWriter.write(architecture, Optimiser.paper()), DataType.FLOAT32, false);
        Run autograd = run(architecture, ProgramWriter.writeAutograd(architecture), DataType.FLOAT32, true);
        assertThat(written.loss).isFinite().isEqualTo(autograd.loss);
        assertThat(written.errors).isEqualTo(autograd.errors);
        assertThat(different(written.gradient, autograd.gradient))
                .as("gradients that differ")
                .isZero();
        assertThat(different(written.statistics, autograd.statistics))
                .as("statistics that differ")
                .isZero();
        assertThat(Arrays.stream(written.gradient).filter(g -> g == 0).count())
                .as("a gradient that nothing wrote stays zero")
                .isLessThan(written.gradient.length / 100);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientIsTheSlopeOfTheLoss(Architecture architecture) {
        Program program = ProgramWriter.write(architecture, Optimiser.paper());
        Run here = run(architecture, program, DataType.FLOAT64, false);
        double norm = Math.sqrt(Arrays.stream(here.gradient).map(g -> g * g).sum());
        double[] direction = new double[here.gradient.length];
        var random = new Random(5);
        double slope = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = 1e-6 * random.nextDouble() * here.gradient[i] / norm; // uphill, so that nothing cancels
            slope += direction[i] * here.gradient[i];
        }
        double ahead = run(architecture, program, DataType.FLOAT64, false, direction, 1).loss;
        double behind = run(architecture, program, DataType.FLOAT64, false, direction, -1).loss;
        assertThat((ahead - behind) / 2).isCloseTo(slope, Percentage.withPercentage(0.01));
    }

    private static final class Run {
        final double loss;
        final long errors;
        final double[] gradient;
        final double[] statistics;

        Run(double loss, long errors, double[] gradient, double[] statistics) {
            this.loss = loss;
            this.errors = errors;
            this.gradient = gradient;
            this.statistics = statistics;
        }
    }

    private static Run run(Architecture architecture, Program program, DataType type, boolean autograd) {
        return run(architecture, program, type, autograd, new double[0], 0);
    }

    private static Run run(
            Architecture architecture,
            Program program,
            DataType type,
            boolean autograd,
            double[] direction,
            int steps) {
        ParameterLayout layout = architecture.layout();
        float[] weights = InitialWeights.of(layout.parameters(), name -> new Random(name.hashCode()));
        var random = new Random(9);
        double[] moved = new double[weights.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (weights[i] + 0.02 * random.nextGaussian()); // gammas off 1, betas off 0
            moved[i] += steps == 0 ? 0 : steps * direction[i];
        }
        double[] pixels = random.doubles(IMAGES * 16 * 16 * 3, -1, 1).toArray();
        long[] labels = random.longs(IMAGES, 0, architecture.classes()).toArray();
        try (Native loaded = Native.load(program, 2);
                NDManager step = loaded.manager().newSubManager()) {
            NDArray x = step.create(pixels, new Shape(IMAGES, 16, 16, 3)).toType(type, false);
            NDArray parameters = step.create(moved).toType(type, false);
            float[] first = InitialWeights.of(layout.statistics(), name -> new Random(0));
            NDArray statistics = step.create(first).toType(type, false);
            NDArray sum = step.zeros(parameters.getShape(), type);
            NDArray images = step.create(new long[] {2 * IMAGES});
            NDList results = autograd
                    ? loaded.call(step, "gradient", x, step.create(labels), parameters, statistics, images)
                    : loaded.call(step, "gradient", x, step.create(labels), parameters, statistics, sum, images);
            return new Run(
                    doubles(results.get(0))[0],
                    results.get(1).getLong(),
                    doubles(autograd ? results.get(2) : sum),
                    doubles(statistics));
        }
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    private static long different(double[] one, double[] other) {
        assertThat(one).hasSameSizeAs(other);
        long count = 0;
        for (int i = 0; i < one.length; i++) {
            count += Double.doubleToLongBits(one[i]) == Double.doubleToLongBits(other[i]) ? 0 : 1;
        }
        return count;
    }
}
