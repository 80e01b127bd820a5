package io.residuum.model;

import io.residuum.model.Operation.Gate;
import io.residuum.model.Operation.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One Residual Unit: {@code x' = f(h(x) + F(x, W))}, Eqns. (1) and (2), as the list of its operations.
 *
 * @param in channels of x
 * @param out channels of x'
 * @param stride of the branch and the shortcut alike
 * @param input what x is; the first unit of a network with pre-activation differs
 */
record ResidualUnit(
        UnitDesign design,
        Block block,
        ShortcutDesign shortcut,
        StrideIn strideIn,
        int in,
        int out,
        int stride,
        Input input) {

    /** What a unit's x is. */
    enum Input {
        /** The last unit's x'. */
        OF_A_UNIT,
        /** The stem's output: a pre-activation comes before the split, so that the shortcut carries the activated signal. */
        OF_THE_STEM,
        /** As before, but the stem has activated it already. */
        OF_AN_ACTIVATED_STEM
    }

    /** Fig. 2's gate, where there is one, then Fig. 4. */
    List<Operation> operations() {
        return join(gate(), figure4());
    }

    /** Fig. 4, top to bottom; conv and bn count from 1 to {@code last}. */
    private List<Operation> figure4() {
        int last = block.convolutions();
        return switch (design) {
            case ORIGINAL -> join(
                    split(),
                    layers(1, last - 1, k -> join(conv(k), bn(k), relu())),
                    conv(last),
                    bn(last),
                    add(),
                    relu());
            case BN_AFTER_ADDITION -> join(
                    split(),
                    layers(1, last - 1, k -> join(conv(k), bn(k), relu())),
                    conv(last),
                    add(),
                    bnAdd(),
                    relu());
            case RELU_BEFORE_ADDITION -> join(split(), layers(1, last, k -> join(conv(k), bn(k), relu())), add());
            case RELU_ONLY_PREACTIVATION -> join(
                    shared(relu()),
                    split(),
                    own(relu()),
                    conv(1),
                    bn(1),
                    layers(2, last, k -> join(relu(), conv(k), bn(k))),
                    add());
            case FULL_PREACTIVATION -> join(
                    shared(bn(1), relu()),
                    split(),
                    own(bn(1), relu()),
                    conv(1),
                    layers(2, last, k -> join(bn(k), relu(), conv(k))),
                    add());
        };
    }

    /** The shortcut h(x) of Fig. 2, from the split to the addition. */
    private List<Operation> shortcutOperations() {
        if (shortcut instanceof ShortcutDesign.Identity) {
            return fitted();
        } else if (shortcut instanceof ShortcutDesign.ConstantScaling scaling) {
            return join(fitted(), List.of(new Scaling(scaling.shortcut())));
        } else if (hasGate()) {
            return join(fitted(), List.of(new Gating(true)));
        } else if (shortcut instanceof ShortcutDesign.Dropout dropout) {
            return join(fitted(), List.of(new Dropout(dropout.keep(), dropout.rescale())));
        } else if (shortcut instanceof ShortcutDesign.Convolution) {
            return join(shortcutConv(), shortcutBn());
        }
        throw new AssertionError(shortcut);
    }

    /** x with the dimensions of F: as it is, padded, or projected; BN follows a projection where it follows convolutions. */
    private List<Operation> fitted() {
        if (in == out) {
            return List.of();
        } else if (block != Block.BOTTLENECK) {
            return List.of(new Widening(in, out, stride));
        }
        return design == UnitDesign.FULL_PREACTIVATION ? shortcutConv() : join(shortcutConv(), shortcutBn());
    }

    /** A pre-activation before the split: where x is the stem's, and where the shortcut projects. */
    @SafeVarargs
    private List<Operation> shared(List<Operation>... activation) {
        return activatesBeforeSplit() ? join(activation) : List.of();
    }

    /** A pre-activation of the branch alone. */
    @SafeVarargs
    private List<Operation> own(List<Operation>... activation) {
        return activatesBeforeSplit() || input == Input.OF_AN_ACTIVATED_STEM ? List.of() : join(activation);
    }

    private boolean activatesBeforeSplit() {
        boolean projects = block == Block.BOTTLENECK && in != out && !(shortcut instanceof ShortcutDesign.Convolution);
        return switch (input) {
            case OF_A_UNIT -> projects;
            case OF_THE_STEM -> true;
            case OF_AN_ACTIVATED_STEM -> false;
        };
    }

    private List<Operation> shortcutConv() {
        return List.of(new Convolution("shortcut.conv", in, out, 1, stride));
    }

    private List<Operation> shortcutBn() {
        return List.of(new Normalisation("shortcut.bn", out));
    }

    private List<Operation> split() {
        return hasShortcut() ? List.of(new Split(shortcutOperations())) : List.of();
    }

    private List<Operation> conv(int k) {
        return List.of(convolution(k));
    }

    private Convolution convolution(int k) {
        String name = "conv" + k;
        return switch (block) {
            case SINGLE, BASIC -> k == 1
                    ? new Convolution(name, in, out, 3, stride)
                    : new Convolution(name, out, out, 3, 1);
            case BOTTLENECK -> {
                int inner = out / block.expansion();
                yield switch (k) {
                    case 1 -> new Convolution(name, in, inner, 1, strideIn == StrideIn.FIRST ? stride : 1);
                    case 2 -> new Convolution(name, inner, inner, 3, strideIn == StrideIn.THREE_BY_THREE ? stride : 1);
                    default -> new Convolution(name, inner, out, 1, 1);
                };
            }
        };
    }

    /** The normalisation that belongs to convolution k: of its input before it, of its output after it. */
    private List<Operation> bn(int k) {
        Convolution convolution = convolution(k);
        int channels = design == UnitDesign.FULL_PREACTIVATION ? convolution.in() : convolution.out();
        return List.of(new Normalisation("bn" + k, channels));
    }

    private List<Operation> bnAdd() {
        return List.of(new Normalisation("bn_add", out));
    }

    private static List<Operation> relu() {
        return List.of(new Relu());
    }

    /** What F is multiplied by, and the addition. */
    private List<Operation> add() {
        if (shortcut instanceof ShortcutDesign.ExclusiveGating) {
            return List.of(new Gating(false), new Addition());
        } else if (shortcut instanceof ShortcutDesign.ConstantScaling scaling && scaling.branch() != 1) {
            return List.of(new Scaling(scaling.branch()), new Addition());
        }
        return List.of(hasShortcut() ? new Addition() : new Operation.Meeting());
    }

    /** g(x) = sigmoid(conv1x1(x) + b), with the unit's stride and the channels of F. */
    private List<Operation> gate() {
        if (shortcut instanceof ShortcutDesign.ExclusiveGating gating) {
            return gate(gating.bias());
        } else if (shortcut instanceof ShortcutDesign.ShortcutOnlyGating gating) {
            return gate(gating.bias());
        }
        return List.of();
    }

    private List<Operation> gate(double bias) {
        return List.of(new Gate(List.of(
                new Convolution("gate.conv", in, out, 1, stride), new Bias("gate.conv", out, bias), new Sigmoid())));
    }

    private boolean hasGate() {
        return !gate().isEmpty();
    }

    private boolean hasShortcut() {
        return !(shortcut instanceof ShortcutDesign.Zero);
    }

    private static List<Operation> layers(int first, int last, IntFunction<List<Operation>> layer) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(layer)
                .flatMap(List::stream)
                .toList();
    }

    @SafeVarargs
    private static List<Operation> join(List<Operation>... parts) {
        List<Operation> list = new ArrayList<>();
        for (List<Operation> part : parts) {
            list.addAll(part);
        }
        return List.copyOf(list);
    }
}
