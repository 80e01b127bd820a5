package io.residuum.storage;

/** Whether all images of a data set have one shape. */
public sealed interface ImageSizes {
    /** All images of both splits have this shape. */
    record One(ImageShape shape) implements ImageSizes {}

    /** At least two images differ. */
    record Various() implements ImageSizes {}
}
