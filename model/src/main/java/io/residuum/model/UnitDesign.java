package io.residuum.model;

/** Where a Residual Unit has its normalisations and activations: the columns of Fig. 4. */
public enum UnitDesign {
    /** Fig. 4(a): convolutions followed by BN, ReLU between them and after the addition. */
    ORIGINAL("original"),
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
