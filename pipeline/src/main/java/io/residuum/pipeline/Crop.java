package io.residuum.pipeline;

import io.residuum.storage.ImageShape;
import java.util.random.RandomGenerator;

/**
 * What of an image becomes the network's: a region is cut out and resized, and from the result a square is taken.
 *
 * @param region of the image
 * @param resized what the region is resized to
 * @param top row of the resized region where the square begins
 * @param left its column there
 * @param side of the square
 * @param mirrored whether the square is flipped, left for right
 */
record Crop(Region region, ImageShape resized, int top, int left, int side, boolean mirrored) {
    /** What training sees: the published recipes know no other size. */
    static final int TRAINING_SIDE = 224;

    private static final int LEAST_SHORTER_SIDE = 256;
    private static final int MOST_SHORTER_SIDE = 480;
    private static final double LEAST_AREA = 0.08;
    private static final double LEAST_RATIO = 3 / 4.0;
    private static final double MOST_RATIO = 4 / 3.0;
    private static final int TRIES = 10;

    /** A rectangle of pixels. */
    record Region(int top, int left, int height, int width) {
        static Region all(ImageShape image) {
            return new Region(0, 0, image.height(), image.width());
        }
    }

    /** Scale augmentation: the shorter side is an integer uniform in 256 … 480; then a random square and a flip. */
    static Crop scaled(ImageShape image, RandomGenerator random) {
        var resized = withShorterSide(image, random.nextInt(LEAST_SHORTER_SIDE, MOST_SHORTER_SIDE + 1));
        int top = random.nextInt(resized.height() - TRAINING_SIDE + 1);
        int left = random.nextInt(resized.width() - TRAINING_SIDE + 1);
        return new Crop(Region.all(image), resized, top, left, TRAINING_SIDE, random.nextBoolean());
    }

    /**
     * Scale and aspect ratio augmentation: a share of the area uniform in 8 … 100 %, a ratio uniform in 3/4 … 4/3, sides
     * swapped with probability 1/2; after ten that don't fit the image, the centre. Then a flip.
     */
    static Crop scaledAndStretched(ImageShape image, RandomGenerator random) {
        var square = new ImageShape(TRAINING_SIDE, TRAINING_SIDE);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double area = (LEAST_AREA + (1 - LEAST_AREA) * random.nextDouble()) * image.pixels();
            double ratio = LEAST_RATIO + (MOST_RATIO - LEAST_RATIO) * random.nextDouble();
            int wide = side(area * ratio);
            int high = side(area / ratio);
            boolean swapped = random.nextBoolean();
            int width = swapped ? high : wide;
            int height = swapped ? wide : high;
            if (height <= image.height() && width <= image.width()) {
                int top = random.nextInt(image.height() - height + 1);
                int left = random.nextInt(image.width() - width + 1);
                return new Crop(
                        new Region(top, left, height, width), square, 0, 0, TRAINING_SIDE, random.nextBoolean());
            }
        }
        Crop centre = centre(image, new CentreView(TRAINING_SIDE, TRAINING_SIDE));
        return new Crop(centre.region, centre.resized, centre.top, centre.left, TRAINING_SIDE, random.nextBoolean());
    }

    /** The centre of the image resized to a shorter side; of an odd margin the larger half is above and to the left. */
    static Crop centre(ImageShape image, CentreView view) {
        var resized = withShorterSide(image, view.resizePixels());
        int top = (resized.height() - view.cropPixels() + 1) / 2;
        int left = (resized.width() - view.cropPixels() + 1) / 2;
        return new Crop(Region.all(image), resized, top, left, view.cropPixels(), false);
    }

    /** A side of a rectangle whose product with the other is {@code area}; at least one pixel. */
    private static int side(double squared) {
        return (int) Math.max(1, Math.round(StrictMath.sqrt(squared)));
    }

    /** The longer side keeps the ratio, rounded down. */
    private static ImageShape withShorterSide(ImageShape image, int shorter) {
        int height = image.height();
        int width = image.width();
        return height < width
                ? new ImageShape(shorter, longer(width, height, shorter))
                : new ImageShape(longer(height, width, shorter), shorter);
    }

    private static int longer(int longer, int shorter, int to) {
        return Math.toIntExact((long) longer * to / shorter);
    }
}
