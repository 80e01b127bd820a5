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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The written-out backward pass against {@code torch.grad} of the same forward pass, and against differences of losses. */
@Tag("engine")
class GradientTest {
    private static final int IMAGES = 5;
    private static final int SIDE = 8;

    @BeforeAll
    static void startEngine() {
        Engine.start();
    }

    /** Every design × block at one, two and three units a stage: no loop, a call, a loop. */
    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>(wideOrStridedInTheMiddle().toList());
        all.addAll(ofOtherShortcuts());
        for (UnitDesign design : UnitDesign.values()) {
            for (Block block : Block.values()) {
                for (int units = 1; units <= 3; units++) {
                    all.add(ArchitectureTest.architecture(3 * block.convolutions() * units + 2, block, design, 1, 10));
                }
            }
        }
        return all.stream();
    }

    private static Stream<Architecture> wideOrStridedInTheMiddle() {
        return Arrays.stream(UnitDesign.values())
                .flatMap(design -> Stream.of(
                        ArchitectureTest.architecture(8, Block.BASIC, design, 2, 3),
                        Architecture.cifar(
                                20,
                                Block.BOTTLENECK,
                                design,
                                new ShortcutDesign.Identity(),
                                1,
                                10,
                                StrideIn.THREE_BY_THREE)));
    }

    private static List<Architecture> ofOtherShortcuts() {
        List<Architecture> all = new ArrayList<>();
        for (ShortcutDesign shortcut : List.of(
                new ShortcutDesign.Zero(),
                new ShortcutDesign.ConstantScaling(0.5, 1),
                new ShortcutDesign.ConstantScaling(0.5, 0.25),
                new ShortcutDesign.ExclusiveGating(-1),
                new ShortcutDesign.ShortcutOnlyGating(0.5),
                new ShortcutDesign.Convolution(),
                new ShortcutDesign.Dropout(0.5, false),
                new ShortcutDesign.Dropout(0.3, true))) {
            for (UnitDesign design : List.of(UnitDesign.ORIGINAL, UnitDesign.FULL_PREACTIVATION)) {
                all.add(Architecture.cifar(14, Block.BASIC, design, shortcut, 1, 10, StrideIn.FIRST));
                all.add(Architecture.cifar(20, Block.BOTTLENECK, design, shortcut, 1, 10, StrideIn.FIRST));
            }
        }
        return all;
    }

    /** Two units a stage have each kind of unit. */
    static Stream<Architecture> twoUnitsAStage() {
        return architectures().filter(it -> it.depth() == 6 * it.block().convolutions() + 2);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void writtenOutGradientHasAutogradsBits(Architecture architecture) {
        assertBitsAreAutograds(architecture);
    }

    @ParameterizedTest
    @EnumSource(UnitDesign.class)
    void deepOnesToo(UnitDesign design) {
        assertBitsAreAutograds(ArchitectureTest.architecture(110, Block.BASIC, design, 1, 10));
        assertBitsAreAutograds(ArchitectureTest.architecture(164, Block.BOTTLENECK, design, 1, 100));
    }

    private static void assertBitsAreAutograds(Architecture architecture) {
        Run written = run(architecture, ProgramWriter.write(architecture, Optimiser.paper()), DataType.FLOAT32, false);
        Run autograd = run(architecture, autograd(architecture), DataType.FLOAT32, true);
        assertThat(written.loss).isFinite().isEqualTo(autograd.loss);
        assertThat(written.errors).isEqualTo(autograd.errors);
        assertThat(different(written.gradient, autograd.gradient))
                .as("gradients that differ")
                .isZero();
        assertThat(different(written.statistics, autograd.statistics))
                .as("statistics that differ")
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("twoUnitsAStage")
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

    /**
     * Autograd hands pooling's gradient on in N×C×H×W order of memory; where a BN is what comes next (the last unit's shortcut
     * in design c), it then sums in another order than ours does. A threshold below all numbers changes no value, but its
     * gradient has the order that ReLU's would have.
     */
    private static Program autograd(Architecture architecture) {
        return new Program(ProgramWriter.writeAutograd(architecture)
                .source()
                .replaceAll("torch.mean\\((v[0-9]+)", "torch.mean(torch.threshold($1, -3.0e38, 0.)"));
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
        double[] pixels = random.doubles(IMAGES * SIDE * SIDE * 3, -1, 1).toArray();
        long[] labels = random.longs(IMAGES, 0, architecture.classes()).toArray();
        try (Native loaded = Native.load(program, 1);
                NDManager step = loaded.manager().newSubManager()) {
            NDArray x = step.create(pixels, new Shape(IMAGES, SIDE, SIDE, 3)).toType(type, false);
            NDArray parameters = step.create(moved).toType(type, false);
            float[] first = InitialWeights.of(layout.statistics(), name -> new Random(0));
            NDArray statistics = step.create(first).toType(type, false);
            NDArray sum = step.full(parameters.getShape(), Float.NaN, type); // what nothing writes stays that
            NDArray images = step.create(new long[] {2 * IMAGES});
            List<NDArray> inputs = new ArrayList<>(List.of(x, step.create(labels), parameters, statistics));
            if (!autograd) {
                inputs.add(sum);
            }
            inputs.add(images);
            int keys = ProgramWriter.keys(architecture.sections());
            if (keys > 0) {
                inputs.add(step.create(MaskKeys.of(Slices.KEY, keys), new Shape(keys, 2)));
            }
            NDList results = loaded.call(step, "gradient", inputs.toArray(NDArray[]::new));
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
