package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    /** The paper's networks; with full pre-activation, bottlenecks' projections have no BN. */
    @ParameterizedTest
    @CsvSource({
        "110, SINGLE, 1727962, 1727962, 252887680",
        "110, BASIC, 1727962, 1727962, 252887680",
        "1202, BASIC, 19421274, 19421274, 2829238912",
        "164, BOTTLENECK, 1704154, 1703258, 244500992",
        "1001, BOTTLENECK, 10328602, 10327706, 1487849984",
    })
    void countsAreThePapers(int depth, Block block, long others, long fullPreactivation, long multiplyAdds) {
        for (UnitDesign unit : UnitDesign.values()) {
            Architecture architecture = architecture(depth, block, unit, 1, 10);
            assertThat(architecture.parameters())
                    .as(unit.label())
                    .isEqualTo(unit == UnitDesign.FULL_PREACTIVATION ? fullPreactivation : others);
            assertThat(architecture.multiplyAdds(32, 32)).as(unit.label()).isEqualTo(multiplyAdds);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "110, SINGLE, 5850",
        "110, BASIC, 5850",
        "1202, BASIC, 5850",
        "164, BOTTLENECK, 23130",
        "1001, BOTTLENECK, 23130"
    })
    void aHundredClassesTakeThatManyMore(int depth, Block block, long more) {
        for (UnitDesign unit : UnitDesign.values()) {
            assertThat(architecture(depth, block, unit, 1, 100).parameters()
                            - architecture(depth, block, unit, 1, 10).parameters())
                    .isEqualTo(more);
        }
    }

    @Test
    void shortcutsWithParametersAreCounted() {
        assertThat(original110(new ShortcutDesign.Convolution()).parameters()).isEqualTo(1_826_202);
        assertThat(original110(new ShortcutDesign.ExclusiveGating(-6)).parameters())
                .isEqualTo(1_824_186);
        assertThat(original110(new ShortcutDesign.ShortcutOnlyGating(0)).parameters())
                .isEqualTo(1_824_186);
        assertThat(original110(new ShortcutDesign.Zero()).parameters()).isEqualTo(1_727_962);
        assertThat(original110(new ShortcutDesign.ConstantScaling(0.5, 0.5)).parameters())
                .isEqualTo(1_727_962);
    }

    @ParameterizedTest
    @CsvSource({
        "50, 25557032, 25549352, 0",
        "101, 44549160, 44541480, 7570194432",
        "152, 60192808, 60185128, 11282415616",
        "200, 64673832, 64666152, 14776270848",
    })
    void countsOfNetworksForImageNetAreThePapers(int depth, long others, long fullPreactivation, long multiplyAdds) {
        for (UnitDesign unit : UnitDesign.values()) {
            Architecture architecture = imagenet(depth, unit);
            assertThat(architecture.parameters())
                    .as(unit.label())
                    .isEqualTo(unit == UnitDesign.FULL_PREACTIVATION ? fullPreactivation : others);
            if (multiplyAdds > 0) { // the paper's depths
                assertThat(architecture.multiplyAdds(224, 224)).as(unit.label()).isEqualTo(multiplyAdds);
            }
        }
    }

    /** Facebook's: 4.1 billion for ResNet-50. */
    @Test
    void networksForImageNetTakeImagesOfAnySize() {
        Architecture architecture = Architecture.imagenet(
                50, UnitDesign.ORIGINAL, new ShortcutDesign.Identity(), 1, 1000, StrideIn.THREE_BY_THREE);
        assertThat(architecture.multiplyAdds(224, 224)).isEqualTo(4_089_184_256L);
        assertThat(architecture.multiplyAdds(320, 320)).isBetween(8_300_000_000L, 8_400_000_000L);
        assertThat(architecture.multiplyAdds(33, 47)).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> architecture.multiplyAdds(31, 224))
                .withMessage("image sides must be at least 32 for networks of the family imagenet, were 31x224");
    }

    @Test
    void whatIsNoNetworkForImageNetIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> imagenet(110, UnitDesign.ORIGINAL))
                .withMessage("depth 110 is none of the family imagenet's [50, 101, 152, 200]; nearest: 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Architecture(
                        Family.IMAGENET,
                        50,
                        Block.BASIC,
                        UnitDesign.ORIGINAL,
                        new ShortcutDesign.Identity(),
                        1,
                        1000,
                        StrideIn.FIRST))
                .withMessageContaining("leave block out");
    }

    private static Architecture imagenet(int depth, UnitDesign unit) {
        return Architecture.imagenet(depth, unit, new ShortcutDesign.Identity(), 1, 1000, StrideIn.FIRST);
    }

    private static Architecture original110(ShortcutDesign shortcut) {
        return Architecture.cifar(110, Block.BASIC, UnitDesign.ORIGINAL, shortcut, 1, 10, StrideIn.FIRST);
    }

    @Test
    void tensorsAreNamedByTheConvolutionTheyBelongTo() {
        assertThat(names(architecture(14, Block.BASIC, UnitDesign.FULL_PREACTIVATION, 1, 10)
                        .layout()
                        .parameters()))
                .startsWith(
                        "stem.conv.weight",
                        "stage1.unit1.bn1.weight",
                        "stage1.unit1.bn1.bias",
                        "stage1.unit1.conv1.weight",
                        "stage1.unit1.bn2.weight",
                        "stage1.unit1.bn2.bias",
                        "stage1.unit1.conv2.weight",
                        "stage1.unit2.bn1.weight")
                .endsWith("final.bn.weight", "final.bn.bias", "classifier.weight", "classifier.bias")
                .doesNotContain("stem.bn.weight");
        assertThat(names(architecture(11, Block.BOTTLENECK, UnitDesign.ORIGINAL, 1, 10)
                        .layout()
                        .statistics()))
                .startsWith(
                        "stem.bn.running_mean",
                        "stem.bn.running_var",
                        "stage1.unit1.shortcut.bn.running_mean",
                        "stage1.unit1.shortcut.bn.running_var",
                        "stage1.unit1.bn1.running_mean")
                .doesNotContain("final.bn.running_mean");
    }

    @Test
    void everyTensorIsExportedOnceAndWhole() {
        ParameterLayout layout =
                architecture(20, Block.BOTTLENECK, UnitDesign.ORIGINAL, 2, 7).layout();
        boolean[] seen = new boolean[layout.parameterCount()];
        for (TensorSpec tensor : layout.parameters()) {
            for (int i = 0; i < tensor.size(); i++) {
                assertThat(seen[tensor.stored(i)]).as(tensor.name()).isFalse();
                seen[tensor.stored(i)] = true;
            }
        }
        assertThat(seen).doesNotContain(false);
    }

    @Test
    void layoutsDifferWhereShapesOrNamesDo() {
        assertThat(List.of(
                        architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 1, 10)
                                .layout()
                                .digest(),
                        architecture(26, Block.BASIC, UnitDesign.ORIGINAL, 1, 10)
                                .layout()
                                .digest(),
                        architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 1, 100)
                                .layout()
                                .digest(),
                        architecture(20, Block.BASIC, UnitDesign.FULL_PREACTIVATION, 1, 10)
                                .layout()
                                .digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void widthMultipliesEveryWidth() {
        List<TensorSpec> tensors = architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 3, 10)
                .layout()
                .parameters();
        assertThat(tensors.get(0).shape()).containsExactly(48, 3, 3, 3);
        assertThat(tensors.get(tensors.size() - 2).shape()).containsExactly(10, 192);
    }

    @Test
    void theStrideMayBeInTheMiddleConvolution() {
        long first =
                architecture(164, Block.BOTTLENECK, UnitDesign.ORIGINAL, 1, 10).multiplyAdds(32, 32);
        Architecture middle = Architecture.cifar(
                164,
                Block.BOTTLENECK,
                UnitDesign.ORIGINAL,
                new ShortcutDesign.Identity(),
                1,
                10,
                StrideIn.THREE_BY_THREE);
        // Two 1×1 convolutions see four times the pixels: 64 → 32 at 32×32, 128 → 64 at 16×16.
        assertThat(middle.multiplyAdds(32, 32) - first).isEqualTo(3L * 64 * 32 * 256 + 3L * 128 * 64 * 64);
    }

    @ParameterizedTest
    @CsvSource({
        "111, BASIC, 'depth 111 is not 6n+2, as basic units make it; nearest: 110, 116'",
        "111, BOTTLENECK, 'depth 111 is not 9n+2, as bottleneck units make it; nearest: 110, 119'",
        "2, BASIC, 'depth 2 is below the smallest 6n+2 that basic units make; nearest: 8'",
        "6, SINGLE, 'depth 6 is not 3n+2, as single units make it; nearest: 5, 8'",
        "-7, BOTTLENECK, 'depth -7 is below the smallest 9n+2 that bottleneck units make; nearest: 11'",
    })
    void anIllegalDepthNamesTheNearestLegalOnes(int depth, Block block, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> architecture(depth, block, UnitDesign.ORIGINAL, 1, 10))
                .withMessage(message);
    }

    @Test
    void whatCannotBeBuiltIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> architecture(1202, Block.BASIC, UnitDesign.ORIGINAL, 64, 10))
                .withMessageContaining("parameters; at most 250000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 0, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.cifar(
                        20,
                        Block.BASIC,
                        UnitDesign.ORIGINAL,
                        new ShortcutDesign.Identity(),
                        1,
                        10,
                        StrideIn.THREE_BY_THREE))
                .withMessageContaining("stride-in");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 1, 10)
                        .multiplyAdds(30, 32))
                .withMessage("image sides must be divisible by 4, were 30x32");
    }

    static Architecture architecture(int depth, Block block, UnitDesign unit, int width, int classes) {
        return Architecture.cifar(depth, block, unit, new ShortcutDesign.Identity(), width, classes, StrideIn.FIRST);
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::name).toList();
    }
}
