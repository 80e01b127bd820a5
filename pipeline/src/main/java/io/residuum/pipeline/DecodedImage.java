package io.residuum.pipeline;

import io.residuum.pipeline.Crop.Region;
import io.residuum.storage.ImageShape;

/** One decoded image, to be closed: its pixels may lie outside the heap. */
interface DecodedImage extends AutoCloseable {
    ImageShape shape();

    /** Where red is in a pixel: 0, or 2 where blue comes first. */
    int redAt();

    /** Copies a region, row by row, three bytes a pixel, to the start of {@code target}. */
    void copy(Region region, byte[] target);

    @Override
    void close();
}
