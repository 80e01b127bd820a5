package io.residuum.actors.experiment;

import io.residuum.pipeline.Augmentation;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import java.util.Optional;

/**
 * How training images vary from epoch to epoch, as a recipe says it.
 *
 * @param lighting deviation of the colour shift along the eigenvectors of the training set's colours; 0 for none
 * @param jitter how far brightness, contrast and saturation are changed, in random order; 0 for none
 */
public record Augmenting(Method method, double lighting, double jitter) {
    private static final int CROP_PIXELS = 224;

    /** What an image is cut from. */
    public enum Method {
        /** 4 zero pixels around, a random crop of the image's size, a flip. */
        PAD_CROP_FLIP,
        /** The shorter side uniform in 256 … 480, a random crop of 224 × 224, a flip. */
        SCALE,
        /** 8 … 100 % of the area at a ratio of 3/4 … 4/3, resized to 224 × 224, a flip. */
        SCALE_AND_ASPECT,
        /** The image as it is. */
        NONE;

        /** Whether it makes images of one size from images of many. */
        boolean resizes() {
            return this == SCALE || this == SCALE_AND_ASPECT;
        }
    }

    public Augmenting {
        Checks.notNegative("lighting", lighting);
        Checks.notNegative("jitter", jitter);
        if (jitter >= 1) {
            throw new IllegalArgumentException("jitter must be below 1, was " + jitter);
        }
    }

    /** The size of what the network sees of such images; empty where it would see several. */
    Optional<ImageShape> shape(ImageSizes images) {
        if (method.resizes()) {
            return Optional.of(new ImageShape(CROP_PIXELS, CROP_PIXELS));
        }
        return images instanceof ImageSizes.One one ? Optional.of(one.shape()) : Optional.empty();
    }

    static Augmenting of(Method method) {
        return new Augmenting(method, 0, 0);
    }

    /** The same for the input pipeline; empty where it has none. */
    Optional<Augmentation> byPipeline() {
        if (lighting > 0 || jitter > 0) {
            return Optional.empty();
        }
        return switch (method) {
            case PAD_CROP_FLIP -> Optional.of(Augmentation.PAD_CROP_FLIP);
            case NONE -> Optional.of(Augmentation.NONE);
            case SCALE, SCALE_AND_ASPECT -> Optional.empty();
        };
    }
}
