package io.residuum.model;

/**
 * What a network says about some images, in their order.
 *
 * @param losses cross-entropy of each image in nats
 * @param classes the most probable class of each image
 * @param logits of each image in turn, one a class
 */
@SuppressWarnings("ArrayRecordComponent") // read in loops, never compared
public record Classified(float[] losses, int[] classes, float[] logits) {
    private static final int FIVE = 5;

    /** How many of the images have a class that is not among the five most probable ones, as {@link Network#evaluate} counts them. */
    public int topFiveErrors(long[] labels) {
        int all = logits.length / Math.max(1, labels.length);
        int errors = 0;
        for (int image = 0; image < labels.length; image++) {
            float own = logits[image * all + (int) labels[image]];
            int before = 0;
            for (int number = 0; number < all; number++) {
                // Not those above its own: of a logit that is not a number there are none.
                before += logits[image * all + number] <= own ? 0 : 1;
            }
            errors += before >= FIVE ? 1 : 0;
        }
        return errors;
    }
}
