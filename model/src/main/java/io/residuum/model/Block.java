package io.residuum.model;

/** The convolutions of a Residual Unit's branch F. */
public enum Block {
    /** One 3×3 convolution of the stage's width (Table 3's 1-layer skip); depths 3n+2. */
    SINGLE("single", 1, 1),
    /** Two 3×3 convolutions of the stage's width; depths 6n+2. */
    BASIC("basic", 2, 1),
    /** 1×1, 3×3, 1×1; the inner width is a quarter of the stage's, which is four times the basic one; depths 9n+2. */
    BOTTLENECK("bottleneck", 3, 4);

    private final String label;
    private final int convolutions;
    private final int expansion;

    Block(String label, int convolutions, int expansion) {
        this.label = label;
        this.convolutions = convolutions;
        this.expansion = expansion;
    }

    /** The word for it in experiment files and reports. */
    public String label() {
        return label;
    }

    public int convolutions() {
        return convolutions;
    }

    /** A stage's width over the inner width of its units. */
    int expansion() {
        return expansion;
    }
}
