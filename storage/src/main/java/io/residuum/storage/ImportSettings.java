package io.residuum.storage;

/**
 * Bounds of an import, all looked at before memory is taken, and three choices.
 *
 * @param mostImages images in all archives together
 * @param mostImageBytes bytes of one image as stored
 * @param mostPixels height × width of one image, read from its header
 * @param mostTotalBytes bytes of all images together
 * @param mostRatio unpacked size of a gzipped archive over its packed size
 * @param onBroken what happens at an image that cannot be decoded
 * @param shapes whether images may differ in height and width
 * @param greys what becomes of grey images
 */
public record ImportSettings(
        long mostImages,
        int mostImageBytes,
        long mostPixels,
        long mostTotalBytes,
        int mostRatio,
        OnBroken onBroken,
        Shapes shapes,
        Greys greys) {

    /** What happens at an image that cannot be decoded. */
    public enum OnBroken {
        /** The import ends; nothing of it counts. */
        FAIL,
        /** It is left out, counted and named in the outcome. */
        SKIP
    }

    /** Whether images may differ in height and width. */
    public enum Shapes {
        ANY,
        /** The first image decides; another shape is refused by name. */
        SAME
    }

    /** What becomes of grey images. */
    public enum Greys {
        /** The import ends and says how to take them. */
        REFUSE,
        /** They are stored as they are; whoever decodes them sees their grey as red, green and blue. */
        AS_RGB
    }

    public ImportSettings {
        if (mostImages <= 0 || mostImageBytes <= 0 || mostPixels <= 0 || mostTotalBytes <= 0 || mostRatio <= 0) {
            throw new IllegalArgumentException("every bound of an import must be positive");
        }
    }

    /**
     * 20 million images, 32 MiB and 100 million pixels each (ImageNet's largest have a fifth of that), 4 TiB, a ratio of 100
     * (images hardly compress at all), no broken image, any shapes, no grey.
     */
    public static ImportSettings usual() {
        return new ImportSettings(
                20_000_000, 32 << 20, 100_000_000, 4L << 40, 100, OnBroken.FAIL, Shapes.ANY, Greys.REFUSE);
    }

    public ImportSettings onBroken(OnBroken choice) {
        return new ImportSettings(
                mostImages, mostImageBytes, mostPixels, mostTotalBytes, mostRatio, choice, shapes, greys);
    }

    public ImportSettings shapes(Shapes choice) {
        return new ImportSettings(
                mostImages, mostImageBytes, mostPixels, mostTotalBytes, mostRatio, onBroken, choice, greys);
    }

    public ImportSettings greys(Greys choice) {
        return new ImportSettings(
                mostImages, mostImageBytes, mostPixels, mostTotalBytes, mostRatio, onBroken, shapes, choice);
    }
}
