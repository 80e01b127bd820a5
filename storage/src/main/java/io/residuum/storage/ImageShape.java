package io.residuum.storage;

/** Height and width of an image in pixels; every image has three channels. */
public record ImageShape(int height, int width) {
    public ImageShape {
        if (height <= 0 || width <= 0) {
            throw new IllegalArgumentException("an image is at least 1 × 1 pixels, was " + height + " × " + width);
        }
    }

    /** Their product, which does not overflow. */
    public long pixels() {
        return (long) height * width;
    }

    @Override
    public String toString() {
        return height + " × " + width;
    }
}
