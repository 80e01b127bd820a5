package io.residuum.actors.experiment;

import io.residuum.pipeline.CentreView;
import java.util.Optional;

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

    static EvaluationView of(int cropPixels, int resizePixels) {
        return new EvaluationView(usualName(cropPixels, resizePixels), cropPixels, resizePixels);
    }

    /** The view, unless it is the one that training by this recipe judges by anyway. */
    public Optional<CentreView> beside(Recipe recipe) {
        var view = new CentreView(cropPixels, resizePixels);
        return recipe.augmenting().method().crops() && view.equals(CentreView.USUAL)
                ? Optional.empty()
                : Optional.of(view);
    }

    static String usualName(int cropPixels, int resizePixels) {
        return cropPixels + " from " + resizePixels;
    }
}
