package io.residuum.actors.experiment;

/** What the classifier of a network starts from whose other weights are taken from somewhere. */
public enum ClassifierStart {
    /** From there too; it must be of the same size. */
    KEPT,
    /** From the run's seed, whatever stands there. */
    FRESH;

    private static final String CLASSIFIER = "classifier.";

    /** Whether this tensor is drawn from the seed. */
    public boolean draws(String tensor) {
        return this == FRESH && tensor.startsWith(CLASSIFIER);
    }

    static boolean isClassifiers(String tensor) {
        return tensor.startsWith(CLASSIFIER);
    }
}
