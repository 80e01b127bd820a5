package io.residuum.actors.experiment;

/**
 * How test images are looked at: the shorter side resized, then the centre cut out. One training may be judged by several, since the
 * networks are fully convolutional; so a view is in no run's identity.
 *
 * @param name under which figures are published
 */
public record EvaluationView(String name, int cropPixels, int resizePixels) {
    public EvaluationView {
        Checks.positive("crop", cropPixels);
        Checks.positive("resize", resizePixels);
        if (cropPixels > resizePixels) {
            throw new IllegalArgumentException(
                    "a crop of " + cropPixels + " cannot be cut from a side of " + resizePixels);
        }
    }

    /** The paper's for images of many sizes: "a 224×224 crop on s = 256". */
    static final EvaluationView USUAL = of(224, 256);

    static EvaluationView of(int cropPixels, int resizePixels) {
        return new EvaluationView(usualName(cropPixels, resizePixels), cropPixels, resizePixels);
    }

    static String usualName(int cropPixels, int resizePixels) {
        return cropPixels + " from " + resizePixels;
    }
}
