package io.residuum.model;

/** Where a Residual Unit has its normalisations and activations: the columns of Fig. 4. */
public enum UnitDesign {
    /** Fig. 4(a): convolutions followed by BN, ReLU between them and after the addition. */
    ORIGINAL("original"),
    /** Fig. 4(b): the branch's last BN comes after the addition, on the way of the shortcut's signal. */
    BN_AFTER_ADDITION("bn-after-addition"),
    /** Fig. 4(c): the last ReLU ends the branch, so that only what is not negative is added. */
    RELU_BEFORE_ADDITION("relu-before-addition"),
    /** Fig. 4(d): ReLU before every convolution, BN after it, nothing after the addition. */
    RELU_ONLY_PREACTIVATION("relu-only-preactivation"),
    /** Fig. 4(e): BN and ReLU before every convolution, nothing after the addition. */
    FULL_PREACTIVATION("full-preactivation");

    private final String label;

    UnitDesign(String label) {
        this.label = label;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }
}
