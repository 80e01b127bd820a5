package io.residuum.model;

/** The type of number that activations, weights and gradients are computed in. */
public enum Precision {
    /** IEEE single precision throughout. */
    FP32("fp32");

    private final String label;

    Precision(String label) {
        this.label = label;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }
}
