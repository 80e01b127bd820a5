package io.residuum.pipeline;

/** How a training image varies from epoch to epoch. Evaluation never augments. */
public enum Augmentation {
    /**
     * Section 4.2 of <i>Deep Residual Learning for Image Recognition</i>: 4 zero pixels on every side after the mean is
     * subtracted, a random crop of the image's own size, and a horizontal flip with probability 1/2.
     */
    PAD_CROP_FLIP,
    /**
     * Of images of any size: the shorter side uniform in 256 … 480, a random crop of 224 × 224 pixels, and a horizontal flip
     * with probability 1/2.
     */
    SCALE,
    /**
     * Of images of any size: 8 … 100 % of the area at a ratio of 3/4 … 4/3 (sides swapped with probability 1/2, ten tries,
     * then the centre), resized to 224 × 224 pixels, and a horizontal flip with probability 1/2.
     */
    SCALE_AND_ASPECT,
    /** The image as it is. */
    NONE;

    /** Whether it makes images of one size from images of any. */
    public boolean crops() {
        return this == SCALE || this == SCALE_AND_ASPECT;
    }
}
