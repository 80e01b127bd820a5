package io.residuum.model;

/**
 * What training makes small: cross-entropy, of labels a share of which is spread over all classes.
 *
 * @param labelSmoothing that share, ε: a label counts 1 − ε + ε/C, each other class ε/C; 0 for labels as they are
 */
public record Objective(double labelSmoothing) {
    public Objective {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label-smoothing must be at least 0 and below 1, was " + labelSmoothing);
        }
    }

    /** Of the labels as they are, as in the paper. */
    public static Objective crossEntropy() {
        return new Objective(0);
    }
}
