package io.residuum.pipeline;

import io.residuum.storage.ImageShape;

/**
 * The images of one shard, decoded; never changed once it is handed out, and shared by every stream that holds it.
 *
 * <p>Image {@code i} lies at {@code i · imageBytes()}, row by row, RGB in 0…255.
 */
final class DecodedShard implements LoadedShard {
    static final int CHANNELS = 3;

    private final long firstIndex;
    private final ImageShape shape;
    private final int[] classes;
    private final byte[] rgb;

    /**
     * @param firstIndex index of its first image in its split
     * @param classes class number of each image
     * @param rgb images × height × width × 3 bytes, this object's to keep
     */
    DecodedShard(long firstIndex, ImageShape shape, int[] classes, byte[] rgb) {
        if (rgb.length != bytes(shape, classes.length)) {
            throw new IllegalArgumentException(
                    classes.length + " images of " + shape + " pixels don't take " + rgb.length + " bytes");
        }
        this.firstIndex = firstIndex;
        this.shape = shape;
        this.classes = classes;
        this.rgb = rgb;
    }

    /** What {@code images} of a shape take decoded. */
    static long bytes(ImageShape shape, long images) {
        return Math.multiplyExact(shape.pixels() * CHANNELS, images);
    }

    ImageShape shape() {
        return shape;
    }

    @Override
    public int images() {
        return classes.length;
    }

    @Override
    public long indexOf(int i) {
        return firstIndex + i;
    }

    @Override
    public int classOf(int i) {
        return classes[i];
    }

    /** All pixels; for reading. */
    byte[] rgb() {
        return rgb;
    }

    /** Where image {@code i} starts in {@link #rgb}. */
    int offsetOf(int i) {
        return i * imageBytes();
    }

    int imageBytes() {
        return Math.toIntExact(bytes(shape, 1));
    }

    long sizeBytes() {
        return rgb.length;
    }
}
