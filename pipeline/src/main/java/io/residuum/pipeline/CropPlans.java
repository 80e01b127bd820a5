package io.residuum.pipeline;

import io.residuum.storage.ImageShape;

/** What training and evaluation see of images of any size. */
final class CropPlans {
    private CropPlans() {}

    /** Crops and colours of training, functions of (seed, epoch, image); for one thread. */
    static CropWriter.Plan training(InputRecipe recipe, ColourAxes axes, long seed) {
        var random = new Philox4x32(0, 0, 0, 0);
        return new CropWriter.Plan() {
            @Override
            public Crop crop(ImageShape image, long epoch, long imageIndex) {
                Randomness.crop(random, seed, epoch, imageIndex);
                return switch (recipe.augmentation()) {
                    case SCALE -> Crop.scaled(image, random);
                    case SCALE_AND_ASPECT -> Crop.scaledAndStretched(image, random);
                    case PAD_CROP_FLIP, NONE -> throw new AssertionError(recipe.augmentation());
                };
            }

            @Override
            public ColourChange colours(long epoch, long imageIndex) {
                Randomness.colour(random, seed, epoch, imageIndex);
                return ColourChange.drawn(recipe.colouring(), axes, random);
            }
        };
    }

    /** The centre of each image, its colours as they are. */
    static CropWriter.Plan centre(CentreView view) {
        return new CropWriter.Plan() {
            @Override
            public Crop crop(ImageShape image, long epoch, long imageIndex) {
                return Crop.centre(image, view);
            }

            @Override
            public ColourChange colours(long epoch, long imageIndex) {
                return ColourChange.NOTHING;
            }
        };
    }
}
