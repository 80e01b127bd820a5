package io.residuum.pipeline;

/**
 * How the colours of a training crop vary from epoch to epoch.
 *
 * @param lighting deviation of a shift along the principal axes of the training set's colours; 0 for none
 * @param jitter how far brightness, contrast and saturation are changed, in random order, each by a factor uniform in
 *     1 − jitter … 1 + jitter; 0 for none
 */
public record Colouring(double lighting, double jitter) {
    public static final Colouring NONE = new Colouring(0, 0);

    public Colouring {
        if (!(lighting >= 0 && lighting <= 10)) {
            throw new IllegalArgumentException("lighting must lie in 0..10, was " + lighting);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter must be at least 0 and below 1, was " + jitter);
        }
    }
}
