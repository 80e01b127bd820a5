package io.residuum.actors.experiment;

/** A family of networks: what stands around the Residual Units, and how a depth is counted. */
public enum Family {
    /** Three stages behind a 3×3 stem, for small images. */
    CIFAR("cifar");

    private final String label;

    Family(String label) {
        this.label = label;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }
}
