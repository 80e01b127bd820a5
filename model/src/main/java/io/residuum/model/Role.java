package io.residuum.model;

/** What a tensor does; its first values and its weight decay follow from it. */
public enum Role {
    /** A convolution's weight, O×I×H×W; drawn from N(0, sqrt(2 / (k·k·O))). */
    KERNEL(true),
    /** The classifier's weight, O×I; drawn from U(±1/sqrt(I)). */
    MATRIX(true),
    /** The classifier's bias; 0 at first. */
    BIAS(false),
    /** BN's gamma; 1 at first. */
    GAMMA(false),
    /** BN's beta; 0 at first. */
    BETA(false),
    /** BN's running mean; 0 at first. */
    RUNNING_MEAN(false),
    /** BN's running (unbiased) variance; 1 at first. */
    RUNNING_VARIANCE(false);

    private final boolean weight;

    Role(boolean weight) {
        this.weight = weight;
    }

    /** Whether {@link Decay#WEIGHTS} reaches it. */
    public boolean isWeight() {
        return weight;
    }
}
