package io.residuum.model;

/**
 * What some images gave under running statistics.
 *
 * @param loss summed cross-entropy in nats, added up in the order of the images in double precision; not finite where
 *     single precision overflowed, which a fresh deep network may do
 * @param errors images whose most probable class was not their own
 * @param topFiveErrors images whose own class was not among the five most probable ones
 */
public record EvaluationResult(int images, int errors, int topFiveErrors, double loss) {
    /** The result over these images and then {@code next}'s. */
    public EvaluationResult plus(EvaluationResult next) {
        return new EvaluationResult(
                images + next.images, errors + next.errors, topFiveErrors + next.topFiveErrors, loss + next.loss);
    }
}
