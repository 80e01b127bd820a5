package io.residuum.model;

/** Which convolution of a bottleneck has the stride where the image is halved; basic units have it in their first. */
public enum StrideIn {
    /** The first 1×1 convolution, as in the paper's networks. */
    FIRST("first"),
    /** The 3×3 convolution, as in Facebook's ImageNet networks. */
    THREE_BY_THREE("3x3");

    private final String label;

    StrideIn(String label) {
        this.label = label;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }
}
