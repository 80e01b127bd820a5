package io.residuum.pipeline;

/** How pixels in 0…255 become the network's input, x' = (x − mean) · scale, in float32. */
public enum Normalisation {
    /** The training set's mean at the pixel's own place; scale 1/255. */
    PER_PIXEL_MEAN,
    /** The training set's mean and 1/deviation of each channel (population deviation). */
    CHANNEL
}
