package io.residuum.model;

/** Which parameters weight decay pulls towards zero. */
public enum Decay {
    /** All of them, BN's gamma and beta and the bias included, as the released code does. */
    ALL("all"),
    /** Kernels and the classifier's matrix only. */
    WEIGHTS("weights");

    private final String label;

    Decay(String label) {
        this.label = label;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }
}
