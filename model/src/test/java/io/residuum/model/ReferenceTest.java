package io.residuum.model;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every design × block × position against PyTorch's modules: loss, the gradient of each tensor (and so of the network's first
 * unit, the widening ones, inner ones and the last), running statistics, logits in evaluation, see {@link Reference#compare}.
 */
@Tag("engine")
class ReferenceTest {
    private static final double SINGLE = 1e-4;
    static final double DOUBLE = 1e-8;

    @TempDir
    static Path folder;

    @BeforeAll
    static void askPyTorch() throws Exception {
        Python.assumeTorch();
        Engine.start();
        Reference.ask(architectures().toList(), folder);
    }

    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign unit : UnitDesign.values()) {
            for (Block block : Block.values()) {
                for (int units = 1; units <= 3; units++) {
                    all.add(network(units, block, unit, new ShortcutDesign.Identity()));
                }
                shortcuts().forEach(shortcut -> all.add(network(2, block, unit, shortcut)));
            }
            all.add(Architecture.cifar(
                    20, Block.BOTTLENECK, unit, new ShortcutDesign.Identity(), 2, 7, StrideIn.THREE_BY_THREE));
            StrideIn strideIn = unit == UnitDesign.BN_AFTER_ADDITION ? StrideIn.THREE_BY_THREE : StrideIn.FIRST;
            all.add(Architecture.imagenet(50, unit, new ShortcutDesign.Identity(), 1, 10, strideIn));
        }
        return all.stream();
    }

    /** At most three units a stage: deeper ones lose digits by the nature of ReLU. */
    static Stream<Architecture> shallow() {
        return architectures().filter(architecture -> architecture.family() == Family.CIFAR);
    }

    private static Stream<ShortcutDesign> shortcuts() {
        return Stream.of(
                new ShortcutDesign.Zero(),
                new ShortcutDesign.ConstantScaling(0.5, 1),
                new ShortcutDesign.ConstantScaling(0.5, 0.25),
                new ShortcutDesign.ExclusiveGating(-1),
                new ShortcutDesign.ShortcutOnlyGating(0.5),
                new ShortcutDesign.Convolution(),
                new ShortcutDesign.Dropout(0.5, false),
                new ShortcutDesign.Dropout(0.7, true));
    }

    private static Architecture network(int units, Block block, UnitDesign unit, ShortcutDesign shortcut) {
        int depth = 3 * block.convolutions() * units + 2;
        return Architecture.cifar(depth, block, unit, shortcut, 1, 10, StrideIn.FIRST);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void isPyTorchsInDoublePrecision(Architecture architecture) throws IOException {
        compare(architecture, DataType.FLOAT64, DOUBLE);
    }

    @ParameterizedTest
    @MethodSource("shallow")
    void isPyTorchsInSinglePrecision(Architecture architecture) throws IOException {
        compare(architecture, DataType.FLOAT32, SINGLE);
    }

    private static void compare(Architecture architecture, DataType type, double error) throws IOException {
        int number = architectures().toList().indexOf(architecture);
        Reference.compare(Sample.of(architecture), Reference.read(folder, number, architecture), type, error);
    }
}
