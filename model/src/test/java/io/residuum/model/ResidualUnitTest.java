package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.model.ResidualUnit.Input;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fig. 4 in words: each design's list, top to bottom; what the shortcut passes stands in brackets where it leaves, a gate in angles. */
class ResidualUnitTest {
    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, [] conv1 bn1 relu conv2 bn2 add relu",
        "BN_AFTER_ADDITION, [] conv1 bn1 relu conv2 add bn_add relu",
        "RELU_BEFORE_ADDITION, [] conv1 bn1 relu conv2 bn2 relu add",
        "RELU_ONLY_PREACTIVATION, [] relu conv1 bn1 relu conv2 bn2 add",
        "FULL_PREACTIVATION, [] bn1 relu conv1 bn2 relu conv2 add",
    })
    void figure4(UnitDesign design, String list) {
        assertThat(words(unit(design, Block.BASIC, 64, Input.OF_A_UNIT))).isEqualTo(list);
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, SINGLE, [] conv1 bn1 add relu",
        "FULL_PREACTIVATION, SINGLE, [] bn1 relu conv1 add",
        "ORIGINAL, BOTTLENECK, [] conv1 bn1 relu conv2 bn2 relu conv3 bn3 add relu",
        "FULL_PREACTIVATION, BOTTLENECK, [] bn1 relu conv1 bn2 relu conv2 bn3 relu conv3 add",
    })
    void otherBlocksExtendThePattern(UnitDesign design, Block block, String list) {
        assertThat(words(unit(design, block, 64, Input.OF_A_UNIT))).isEqualTo(list);
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, BASIC, [widen] conv1 bn1 relu conv2 bn2 add relu",
        "RELU_ONLY_PREACTIVATION, BASIC, [widen] relu conv1 bn1 relu conv2 bn2 add",
        "FULL_PREACTIVATION, BASIC, [widen] bn1 relu conv1 bn2 relu conv2 add",
        "ORIGINAL, BOTTLENECK, [shortcut.conv shortcut.bn] conv1 bn1 relu conv2 bn2 relu conv3 bn3 add relu",
        "RELU_ONLY_PREACTIVATION, BOTTLENECK, "
                + "relu [shortcut.conv shortcut.bn] conv1 bn1 relu conv2 bn2 relu conv3 bn3 add",
        "FULL_PREACTIVATION, BOTTLENECK, bn1 relu [shortcut.conv] conv1 bn2 relu conv2 bn3 relu conv3 add",
    })
    void wideningUnitsPadOrProject(UnitDesign design, Block block, String list) {
        assertThat(words(unit(design, block, 32, Input.OF_A_UNIT))).isEqualTo(list);
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, [] conv1 bn1 relu conv2 bn2 add relu",
        "RELU_ONLY_PREACTIVATION, relu [] conv1 bn1 relu conv2 bn2 add",
        "FULL_PREACTIVATION, bn1 relu [] conv1 bn2 relu conv2 add",
    })
    void theFirstUnitsPreactivationComesBeforeTheSplit(UnitDesign design, String list) {
        assertThat(words(unit(design, Block.BASIC, 64, Input.OF_THE_STEM))).isEqualTo(list);
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, [shortcut.conv shortcut.bn] conv1 bn1 relu conv2 bn2 relu conv3 bn3 add relu",
        "RELU_ONLY_PREACTIVATION, [shortcut.conv shortcut.bn] conv1 bn1 relu conv2 bn2 relu conv3 bn3 add",
        "FULL_PREACTIVATION, [shortcut.conv] conv1 bn2 relu conv2 bn3 relu conv3 add",
    })
    void behindAnActivatedStemTheFirstUnitHasNoPreactivation(UnitDesign design, String list) {
        assertThat(words(unit(design, Block.BOTTLENECK, 32, Input.OF_AN_ACTIVATED_STEM)))
                .isEqualTo(list);
    }

    @Test
    void figure2() {
        assertThat(words(original(new ShortcutDesign.Zero()))).isEqualTo("conv1 bn1 relu conv2 bn2 meet relu");
        assertThat(words(original(new ShortcutDesign.ConstantScaling(0.5, 1))))
                .isEqualTo("[widen scale0.5] conv1 bn1 relu conv2 bn2 add relu");
        assertThat(words(original(new ShortcutDesign.ConstantScaling(0.5, 0.5))))
                .isEqualTo("[widen scale0.5] conv1 bn1 relu conv2 bn2 scale0.5 add relu");
        assertThat(words(original(new ShortcutDesign.Convolution())))
                .isEqualTo("[shortcut.conv shortcut.bn] conv1 bn1 relu conv2 bn2 add relu");
        assertThat(words(original(new ShortcutDesign.Dropout(0.5, false))))
                .isEqualTo("[widen dropout0.5] conv1 bn1 relu conv2 bn2 add relu");
        assertThat(words(original(new ShortcutDesign.ExclusiveGating(-6))))
                .isEqualTo("<gate.conv bias-6.0 sigmoid> [widen 1-g] conv1 bn1 relu conv2 bn2 g add relu");
        assertThat(words(original(new ShortcutDesign.ShortcutOnlyGating(0))))
                .isEqualTo("<gate.conv bias0.0 sigmoid> [widen 1-g] conv1 bn1 relu conv2 bn2 add relu");
    }

    private static List<Operation> original(ShortcutDesign shortcut) {
        return new ResidualUnit(UnitDesign.ORIGINAL, Block.BASIC, shortcut, StrideIn.FIRST, 32, 64, 2, Input.OF_A_UNIT)
                .operations();
    }

    private static List<Operation> unit(UnitDesign design, Block block, int in, Input input) {
        return new ResidualUnit(design, block, new ShortcutDesign.Identity(), StrideIn.FIRST, in, 64, 1, input)
                .operations();
    }

    private static String words(List<Operation> operations) {
        return operations.stream().map(ResidualUnitTest::word).collect(Collectors.joining(" "));
    }

    private static String word(Operation operation) {
        if (operation instanceof Operation.Split split) {
            return "[" + words(split.shortcut()) + "]";
        } else if (operation instanceof Convolution convolution) {
            return convolution.name();
        } else if (operation instanceof Normalisation normalisation) {
            return normalisation.name();
        } else if (operation instanceof Relu) {
            return "relu";
        } else if (operation instanceof Operation.Gate gate) {
            return "<" + words(gate.gate()) + ">";
        } else if (operation instanceof Bias bias) {
            return "bias" + bias.initial();
        } else if (operation instanceof Sigmoid) {
            return "sigmoid";
        } else if (operation instanceof Gating gating) {
            return gating.complement() ? "1-g" : "g";
        } else if (operation instanceof Scaling scaling) {
            return "scale" + scaling.factor();
        } else if (operation instanceof Dropout dropout) {
            return "dropout" + dropout.keep();
        } else if (operation instanceof Widening) {
            return "widen";
        } else if (operation instanceof Operation.Meeting) {
            return "meet";
        } else if (operation instanceof Addition) {
            return "add";
        }
        throw new AssertionError(operation);
    }
}
