package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The written-out backward pass against {@code torch.grad} of the same forward pass, and against differences of losses. */
@Tag("engine")
class GradientTest {
    @BeforeAll
    static void startEngine() {
        Engine.start();
    }

    /** Every design × block at one, two and three units a stage: no loop, a call, a loop. */
    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>(wideOrStridedInTheMiddle().toList());
        all.addAll(ofOtherShortcuts());
        all.addAll(forImageNet());
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

    private static List<Architecture> forImageNet() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign design : UnitDesign.values()) {
            all.add(Architecture.imagenet(50, design, new ShortcutDesign.Identity(), 1, 10, StrideIn.FIRST));
        }
        all.add(Architecture.imagenet(
                50,
                UnitDesign.FULL_PREACTIVATION,
                new ShortcutDesign.Dropout(0.5, false),
                1,
                10,
                StrideIn.THREE_BY_THREE));
        return all;
    }

    /** Two units a stage have each kind of unit; so has ResNet-50. */
    static Stream<Architecture> eachKindOfUnit() {
        return architectures()
                .filter(it -> it.family() == Family.IMAGENET
                        || it.depth() == 6 * it.block().convolutions() + 2);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void writtenOutGradientHasAutogradsBits(Architecture architecture) {
        assertBitsAreAutograds(architecture, Objective.crossEntropy());
    }

    @ParameterizedTest
    @EnumSource(UnitDesign.class)
    void deepOnesToo(UnitDesign design) {
        assertBitsAreAutograds(
                ArchitectureTest.architecture(110, Block.BASIC, design, 1, 10), Objective.crossEntropy());
        assertBitsAreAutograds(
                ArchitectureTest.architecture(164, Block.BOTTLENECK, design, 1, 100), Objective.crossEntropy());
    }

    @Test
    void ofSmoothedLabelsToo() {
        Architecture architecture = ArchitectureTest.architecture(14, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
        assertBitsAreAutograds(architecture, new Objective(0.1));
        double plain = Sample.of(architecture)
                .gradient(program(architecture, Objective.crossEntropy()), DataType.FLOAT32)
                .loss();
        assertThat(Sample.of(architecture)
                        .gradient(program(architecture, new Objective(0.1)), DataType.FLOAT32)
                        .loss())
                .isNotEqualTo(plain);
    }

    /** Five units a stage: four alike, by groups of one, of two, of three and a rest, and all at once. */
    static Stream<Arguments> checkpoints() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign design : UnitDesign.values()) {
            all.add(ArchitectureTest.architecture(47, Block.BOTTLENECK, design, 1, 10));
        }
        for (ShortcutDesign shortcut : List.of(
                new ShortcutDesign.ExclusiveGating(-1),
                new ShortcutDesign.Convolution(),
                new ShortcutDesign.Dropout(0.5, false))) {
            all.add(Architecture.cifar(32, Block.BASIC, UnitDesign.ORIGINAL, shortcut, 1, 10, StrideIn.FIRST));
        }
        return all.stream()
                .flatMap(architecture -> Stream.of(1, 2, 3, 9).map(units -> Arguments.of(architecture, units)));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void checkpointsChangeNoBit(Architecture architecture, int units) {
        Sample sample = Sample.of(architecture);
        Program checkpointed = ProgramWriter.write(
                architecture, Objective.crossEntropy(), Optimiser.paper(), new Arithmetic(Precision.FP32, units));
        assertSameBits(
                sample.gradient(checkpointed, DataType.FLOAT32),
                sample.gradient(program(architecture, Objective.crossEntropy()), DataType.FLOAT32));
    }

    private static Program program(Architecture architecture, Objective objective) {
        return ProgramWriter.write(architecture, objective, Optimiser.paper(), Arithmetic.fp32());
    }

    private static void assertBitsAreAutograds(Architecture architecture, Objective objective) {
        Sample sample = Sample.of(architecture);
        assertSameBits(
                sample.gradient(program(architecture, objective), DataType.FLOAT32),
                sample.autograd(autograd(architecture, objective), DataType.FLOAT32));
    }

    private static void assertSameBits(Sample.Gradient one, Sample.Gradient other) {
        assertThat(one.loss()).isFinite().isEqualTo(other.loss());
        assertThat(one.errors()).isEqualTo(other.errors());
        assertThat(different(one.gradient(), other.gradient()))
                .as("gradients that differ")
                .isZero();
        assertThat(different(one.statistics(), other.statistics()))
                .as("statistics that differ")
                .isZero();
    }

    /** So short that hardly a ReLU bends between the two ends, so long that the loss's rounding is a millionth of the slope. */
    private static final double STEP = 1e-11;

    @ParameterizedTest
    @MethodSource("eachKindOfUnit")
    void gradientIsTheSlopeOfTheLoss(Architecture architecture) {
        Program program = program(architecture, Objective.crossEntropy());
        Sample sample = Sample.of(architecture);
        double[] gradient = sample.gradient(program, DataType.FLOAT64).gradient();
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        double[] step = new double[gradient.length];
        var random = new Random(5);
        double slope = 0;
        for (int i = 0; i < step.length; i++) {
            step[i] = STEP * random.nextDouble() * gradient[i] / norm; // uphill, so that nothing cancels
            slope += step[i] * gradient[i];
        }
        double ahead = sample.moved(step, 1).gradient(program, DataType.FLOAT64).loss();
        double behind =
                sample.moved(step, -1).gradient(program, DataType.FLOAT64).loss();
        assertThat((ahead - behind) / 2).isCloseTo(slope, Percentage.withPercentage(0.01));
    }

    /**
     * Autograd hands pooling's gradient on in N×C×H×W order of memory; where a BN is what comes next (the last unit's shortcut
     * in design c), it then sums in another order than ours does. A threshold below all numbers changes no value, but its
     * gradient has the order that ReLU's would have.
     */
    private static Program autograd(Architecture architecture, Objective objective) {
        return new Program(ProgramWriter.writeAutograd(architecture, objective)
                .source()
                .replaceAll("torch.mean\\((v[0-9]+)", "torch.mean(torch.threshold($1, -3.0e38, 0.)"));
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
