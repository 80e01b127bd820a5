package io.residuum.model;

/** What a tensor does; its first values and its weight decay follow from it. */
public enum Role {
    /** A convolution's weight, O×I×H×W; drawn from N(0, sqrt(2 / (k·k·O))). */
    KERNEL(true, 0),
    /** The classifier's weight, O×I; drawn from U(±1/sqrt(I)). */
    MATRIX(true, 0),
    /** The classifier's bias, 0 at first; a gate's, which starts from what its design says. */
    BIAS(false, 0),
    /** BN's gamma; 1 at first. */
    GAMMA(false, 1),
    /** BN's beta; 0 at first. */
    BETA(false, 0),
    /** BN's running mean; 0 at first. */
    RUNNING_MEAN(false, 0),
    /** BN's running (unbiased) variance; 1 at first. */
    RUNNING_VARIANCE(false, 1);

    private final boolean weight;
    private final double initial;

    Role(boolean weight, double initial) {
        this.weight = weight;
        this.initial = initial;
    }

    /** Whether {@link Decay#WEIGHTS} reaches it. */
    public boolean isWeight() {
        return weight;
    }

    /** What tensors that are not drawn are filled with at first, unless a design says otherwise. */
    double initial() {
        return initial;
    }
}
