package io.residuum.actors.experiment;

import io.residuum.pipeline.Augmentation;
import io.residuum.pipeline.Colouring;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import java.util.Optional;

/**
 * How training images vary from epoch to epoch, as a recipe says it.
 *
 * @param method what an image is cut from
 * @param colouring how its colours vary; of crops alone
 */
public record Augmenting(Augmentation method, Colouring colouring) {
    private static final int CROP_PIXELS = 224;

    /** The size of what the network sees of such images; empty where it would see several. */
    Optional<ImageShape> shape(ImageSizes images) {
        if (method.crops()) {
            return Optional.of(new ImageShape(CROP_PIXELS, CROP_PIXELS));
        }
        return images instanceof ImageSizes.One one ? Optional.of(one.shape()) : Optional.empty();
    }

    static Augmenting of(Augmentation method) {
        return new Augmenting(method, Colouring.NONE);
    }
}
