package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("engine")
class ProbeTest {
    @BeforeAll
    static void startEngine() {
        Engine.start();
    }

    /**
     * Of F = 0 only Eqn. (8)'s direct term is left: within a stage, the logarithm of the gradient's norm falls by log λ a unit, and not
     * at all where h is the identity.
     */
    @ParameterizedTest
    @CsvSource({"20, 0.5", "20, 0.9", "20, 1", "44, 0.5", "44, 0.9", "44, 1", "74, 0.5", "74, 0.9", "74, 1"})
    void directTermIsMultipliedByLambdaAUnit(int depth, double lambda) {
        Architecture scaling =
                basic(depth, UnitDesign.FULL_PREACTIVATION, new ShortcutDesign.ConstantScaling(lambda, 0));
        ProbeResult probe = Sample.of(scaling).probe();
        int unitsPerStage = (depth - 2) / 6;
        for (int stage = 0; stage < 3; stage++) {
            int first = stage * unitsPerStage + 1; // the widening unit's input has other dimensions
            int last = (stage + 1) * unitsPerStage - 1;
            double slope = (Math.log(probe.units().get(first).gradientNorm())
                            - Math.log(probe.units().get(last).gradientNorm()))
                    / (last - first);
            assertThat(slope).isCloseTo(Math.log(lambda), Offset.offset(0.05 * Math.abs(Math.log(lambda)) + 1e-6));
        }
        assertThat(probe.shortcutProduct(0) / Math.pow(lambda, 3 * unitsPerStage))
                .isCloseTo(1, Offset.offset(1e-4));
    }

    @Test
    void shortcutsHaveTheirFactor() {
        assertThat(factor(new ShortcutDesign.Identity())).isEqualTo(1);
        assertThat(factor(new ShortcutDesign.Zero())).isZero();
        assertThat(factor(new ShortcutDesign.ConstantScaling(0.25, 1))).isEqualTo(0.25);
        assertThat(factor(new ShortcutDesign.Convolution())).isNaN();
        assertThat(factor(new ShortcutDesign.Dropout(0.5, false))).isCloseTo(0.5, Offset.offset(0.05));
        assertThat(factor(new ShortcutDesign.Dropout(0.5, true))).isCloseTo(1, Offset.offset(0.1));
        assertThat(factor(new ShortcutDesign.ShortcutOnlyGating(-6))).isBetween(0.9, 1.0);
        assertThat(factor(new ShortcutDesign.ExclusiveGating(0))).isBetween(0.3, 0.7);
    }

    @Test
    void projectionsAreLeftOutOfTheProduct() {
        Architecture bottlenecks =
                ArchitectureTest.architecture(20, Block.BOTTLENECK, UnitDesign.FULL_PREACTIVATION, 1, 10);
        ProbeResult probe = Sample.of(bottlenecks).probe();
        assertThat(probe.units()).hasSize(6);
        assertThat(probe.units().get(0).shortcutFactor()).isNaN();
        assertThat(probe.units().get(0).name()).isEqualTo("stage1.unit1");
        assertThat(probe.shortcutProduct(0)).isEqualTo(1);
    }

    @Test
    void unitsAreMeasuredAsPyTorchDoes(@TempDir Path folder) throws Exception {
        Python.assumeTorch();
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign unit : UnitDesign.values()) {
            all.add(basic(14, unit, new ShortcutDesign.Identity()));
            all.add(ArchitectureTest.architecture(20, Block.BOTTLENECK, unit, 1, 10));
        }
        Stream.of(
                        new ShortcutDesign.Zero(),
                        new ShortcutDesign.ConstantScaling(0.5, 0.25),
                        new ShortcutDesign.ExclusiveGating(-1),
                        new ShortcutDesign.Dropout(0.5, false))
                .forEach(shortcut -> all.add(basic(14, UnitDesign.ORIGINAL, shortcut)));
        Reference.ask(all, folder);
        for (int i = 0; i < all.size(); i++) {
            Reference.compareProbe(Sample.of(all.get(i)), Reference.read(folder, i, all.get(i)), 1e-6);
        }
    }

    @Test
    void probingChangesNothing() {
        Architecture small = basic(14, UnitDesign.ORIGINAL, new ShortcutDesign.Dropout(0.5, false));
        Slices slice = Slices.random(6, 1);
        try (Network network = Network.open(
                Engine.start(), small, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 1)) {
            network.initialise(name -> new Random(name.hashCode()));
            byte[] before = network.state().toBytes();
            String program = network.programDigest();
            ProbeResult probe = network.probe(slice.pixels, slice.labels, 6, Slices.SIDE, Slices.SIDE, Slices.KEY);
            assertThat(probe.units()).hasSize(6).allMatch(unit -> unit.gradientNorm() > 0);
            assertThat(network.state().toBytes()).isEqualTo(before);
            assertThat(network.programDigest()).isEqualTo(program);
            assertThat((float) probe.loss()).isEqualTo(slice.gradient(network).loss());
        }
    }

    private static double factor(ShortcutDesign shortcut) {
        return Sample.of(basic(14, UnitDesign.ORIGINAL, shortcut))
                .probe()
                .units()
                .get(1)
                .shortcutFactor();
    }

    private static Architecture basic(int depth, UnitDesign unit, ShortcutDesign shortcut) {
        return Architecture.cifar(depth, Block.BASIC, unit, shortcut, 1, 10, StrideIn.FIRST);
    }
}
