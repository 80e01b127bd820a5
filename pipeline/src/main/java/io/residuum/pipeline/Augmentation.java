package io.residuum.pipeline;

/** How a training image varies from epoch to epoch. Evaluation never augments. */
public enum Augmentation {
    /**
     * Section 4.2 of <i>Deep Residual Learning for Image Recognition</i>: 4 zero pixels on every side after the mean is
     * subtracted, a random crop of the image's own size, and a horizontal flip with probability 1/2.
     */
    PAD_CROP_FLIP,
    /** The image as it is. */
    NONE
}
