package io.residuum.model;

/** A family of networks: what stands around the Residual Units, and how a depth is counted. */
public enum Family {
    /** Three stages behind a 3×3 stem of 16 filters, for small images. */
    CIFAR("cifar", 16, 4),
    /** Four stages behind a 7×7 stem of 64 filters and stride 2, and max pooling. */
    IMAGENET("imagenet", 64, 32);

    private final String label;
    private final int stemChannels;
    private final int reduction;

    Family(String label, int stemChannels, int reduction) {
        this.label = label;
        this.stemChannels = stemChannels;
        this.reduction = reduction;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }

    /** Filters of the first convolution, at width 1. */
    int stemChannels() {
        return stemChannels;
    }

    /** An image's side over that of the last stage. */
    int reduction() {
        return reduction;
    }
}
