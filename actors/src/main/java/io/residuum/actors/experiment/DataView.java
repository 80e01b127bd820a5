package io.residuum.actors.experiment;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a data set that a run trains on, and is judged by. Test images judge a run that trains on the whole training set; a run
 * with a held-out part is judged on that part and sees no test image.
 */
public sealed interface DataView {

    /** The word for it in a run's identity. */
    String word();

    /** The part that is held out; empty if none is. */
    default Optional<io.residuum.pipeline.HeldOut> part() {
        return Optional.empty();
    }

    /** How many of so many training images are trained on. */
    default long trained(long trainImages) {
        return trainImages - part().map(part -> part.of(trainImages)).orElse(0L);
    }

    /** Whether the file has one to describe: nothing is said of the whole. */
    default boolean isWhole() {
        return this instanceof Whole;
    }

    /** All training images, judged on the test images. */
    record Whole() implements DataView {
        @Override
        public String word() {
            return "all";
        }
    }

    /** {@code validation = 0.1}: that share of each class of the training set is held out. */
    record HeldOut(double fraction) implements DataView {
        public HeldOut {
            if (!(fraction >= EvaluationReader.LEAST_FRACTION && fraction <= EvaluationReader.MOST_FRACTION)) {
                throw new IllegalArgumentException("a held-out fraction must lie in %s … %s, was %s"
                        .formatted(EvaluationReader.LEAST_FRACTION, EvaluationReader.MOST_FRACTION, fraction));
            }
        }

        @Override
        public String word() {
            return "held-out-" + fraction;
        }

        @Override
        public Optional<io.residuum.pipeline.HeldOut> part() {
            return Optional.of(new io.residuum.pipeline.HeldOut.Share(fraction));
        }
    }

    /**
     * {@code validation { folds = 5, fold = 1 }}: the training set in equal parts, of which one is held out.
     *
     * @param fold the part held out, counted from 1
     */
    record Fold(int fold, int folds) implements DataView {
        public Fold {
            if (folds < 2 || fold < 1 || fold > folds) {
                throw new IllegalArgumentException(
                        "a fold is one of two or more, counted from 1, was " + fold + " of " + folds);
            }
        }

        @Override
        public String word() {
            return "fold-" + fold + "-of-" + folds;
        }

        @Override
        public Optional<io.residuum.pipeline.HeldOut> part() {
            return Optional.of(new io.residuum.pipeline.HeldOut.Fold(fold, folds));
        }
    }

    /** What {@link #word} wrote. */
    static DataView of(String word) {
        Matcher fold =
                Pattern.compile("fold-([1-9][0-9]{0,5})-of-([1-9][0-9]{0,5})").matcher(word);
        if (fold.matches()) {
            return new Fold(Integer.parseInt(fold.group(1)), Integer.parseInt(fold.group(2)));
        }
        Matcher heldOut = Pattern.compile("held-out-(0\\.[0-9]+)").matcher(word);
        if (heldOut.matches()) {
            return new HeldOut(Double.parseDouble(heldOut.group(1)));
        }
        if (word.equals(new Whole().word())) {
            return new Whole();
        }
        throw new IllegalArgumentException(
                "field [view] must be all, held-out-FRACTION or fold-N-of-M, was \"" + word + "\"");
    }
}
