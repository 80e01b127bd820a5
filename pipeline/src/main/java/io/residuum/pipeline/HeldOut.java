package io.residuum.pipeline;

/**
 * A part of the training set that a run does not train on, and that judges it instead of the test images. It is the same for every
 * seed, and each class gives its share, to within an image.
 */
public sealed interface HeldOut {

    /**
     * Whether the image at {@code place} is held out, images being counted class after class and shuffled in each.
     *
     * @param place from 0
     */
    boolean takes(long place);

    /** How many of so many images are held out. */
    long of(long images);

    /** That share of the images, at most a half. */
    record Share(double fraction) implements HeldOut {
        public Share {
            if (!(fraction > 0 && fraction <= 0.5)) {
                throw new IllegalArgumentException("a held-out share lies in 0..0.5, was " + fraction);
            }
        }

        @Override
        public boolean takes(long place) {
            return of(place + 1) > of(place);
        }

        @Override
        public long of(long images) {
            return (long) StrictMath.floor(images * fraction);
        }
    }

    /**
     * One of several equal parts.
     *
     * @param fold counted from 1
     */
    record Fold(int fold, int folds) implements HeldOut {
        public Fold {
            if (folds < 2 || fold < 1 || fold > folds) {
                throw new IllegalArgumentException(
                        "a fold is one of two or more, counted from 1, was " + fold + " of " + folds);
            }
        }

        @Override
        public boolean takes(long place) {
            return place % folds == fold - 1;
        }

        @Override
        public long of(long images) {
            return (images + folds - fold) / folds;
        }
    }
}
