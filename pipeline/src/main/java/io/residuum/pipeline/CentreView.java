package io.residuum.pipeline;

/**
 * How evaluation looks at an image of any size: its shorter side resized to {@code resizePixels}, then the square of
 * {@code cropPixels} in its centre.
 */
public record CentreView(int cropPixels, int resizePixels) {
    /** "A 224 × 224 crop on s = 256": how the paper looks at photographs, and what their statistics are counted of. */
    public static final CentreView USUAL = new CentreView(224, 256);

    /** The most pixels a side, which bounds the memory of a batch. */
    private static final int MOST_PIXELS = 4096;

    public CentreView {
        if (cropPixels <= 0 || cropPixels > resizePixels || resizePixels > MOST_PIXELS) {
            throw new IllegalArgumentException("a view crops 1.." + MOST_PIXELS
                    + " pixels from a side of as many or more, was " + cropPixels + " from " + resizePixels);
        }
    }
}
