package io.residuum.model;

/**
 * What one slice of a mini-batch gave.
 *
 * @param loss summed cross-entropy of its images over the images of the whole mini-batch, in nats, so that the losses of
 *     a mini-batch's slices add up to its mean; not finite where the run has diverged
 * @param errors images whose most probable class was not their own
 */
public record SliceResult(float loss, int errors) {
    public boolean diverged() {
        return !Float.isFinite(loss);
    }
}
