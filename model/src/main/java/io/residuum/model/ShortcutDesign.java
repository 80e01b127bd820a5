package io.residuum.model;

/** The shortcut h(x) of Eqn. (1); one record for each kind of row in Table 1. */
public sealed interface ShortcutDesign {
    /** The word for it in experiment files and reports. */
    String label();

    /**
     * h(x) = x. Where a unit changes dimensions, basic units subsample x and pad its new channels with zeros (option A of
     * [1]) and bottleneck units project it by a 1×1 convolution.
     */
    record Identity() implements ShortcutDesign {
        @Override
        public String label() {
            return "identity";
        }
    }

    /** h(x) = 0, Fig. 2 without its right half: the plain network. */
    record Zero() implements ShortcutDesign {
        @Override
        public String label() {
            return "zero";
        }
    }

    /**
     * Fig. 2(b): {@code shortcut}·x + {@code branch}·F(x), where x is padded or projected as {@link Identity}'s if the unit
     * changes dimensions.
     */
    record ConstantScaling(double shortcut, double branch) implements ShortcutDesign {
        public ConstantScaling {
            if (!Double.isFinite(shortcut) || !Double.isFinite(branch)) {
                throw new IllegalArgumentException(
                        "constant-scaling factors must be finite, were " + shortcut + " and " + branch);
            }
        }

        @Override
        public String label() {
            return "constant-scaling";
        }
    }

    /** Fig. 2(e): a 1×1 convolution of the unit's input, then BN, in every unit; nothing is padded or projected beside it. */
    record Convolution() implements ShortcutDesign {
        @Override
        public String label() {
            return "convolution";
        }
    }

    /**
     * Fig. 2(c): (1 − g(x))·x + g(x)·F(x), with g(x) = sigmoid(conv1x1(x) + b) of the unit's input, by channel and position.
     *
     * @param bias what b starts from; the lower, the more open the shortcut
     */
    record ExclusiveGating(double bias) implements ShortcutDesign {
        public ExclusiveGating {
            checkBias(bias);
        }

        @Override
        public String label() {
            return "exclusive-gating";
        }
    }

    /**
     * Fig. 2(d): (1 − g(x))·x + F(x), with g as in {@link ExclusiveGating}.
     *
     * @param bias what b starts from; the lower, the more open the shortcut
     */
    record ShortcutOnlyGating(double bias) implements ShortcutDesign {
        public ShortcutOnlyGating {
            checkBias(bias);
        }

        @Override
        public String label() {
            return "shortcut-only-gating";
        }
    }

    /**
     * Fig. 2(f): dropout of x, padded or projected as {@link Identity}'s where the unit changes dimensions.
     *
     * @param keep the probability with which an element of x is kept
     * @param rescale whether as Torch has it: divided by {@code keep} in training and passed on in testing. The paper's is
     *     unscaled in training ("an expectation of 0.5") and multiplied by {@code keep} in testing
     */
    record Dropout(double keep, boolean rescale) implements ShortcutDesign {
        public Dropout {
            int lanes = io.residuum.model.Dropout.keptLanes(keep);
            if (!(keep > 0 && keep < 1) || lanes < 1 || lanes > 65_535) {
                throw new IllegalArgumentException(
                        "dropout's keep must be a probability from 1/65536 to 65535/65536, was " + keep);
            }
        }

        @Override
        public String label() {
            return "dropout";
        }
    }

    private static void checkBias(double bias) {
        if (!Double.isFinite(bias)) {
            throw new IllegalArgumentException("a gate's bias must be finite, was " + bias);
        }
    }
}
