package io.residuum.model;

import java.util.Objects;

/**
 * Momentum SGD as Torch has it: with g the gradient plus {@code weightDecay}·w, {@code v = momentum·v + g}, then
 * {@code w −= rate·v}, or with Nesterov's look-ahead {@code w −= rate·(g + momentum·v)}. The rate is each update's own.
 */
public record Optimiser(double momentum, boolean nesterov, double weightDecay, Decay decay) {
    public Optimiser {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be at least 0 and below 1, was " + momentum);
        }
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException(
                    "nesterov looks ahead along the momentum, which is 0; switch one of them");
        }
        if (!(weightDecay >= 0 && weightDecay < 1)) {
            throw new IllegalArgumentException("weight-decay must be at least 0 and below 1, was " + weightDecay);
        }
        Objects.requireNonNull(decay, "decay");
    }

    /** The paper's: momentum 0.9 without look-ahead, weight decay 1e-4 on every parameter. */
    public static Optimiser paper() {
        return new Optimiser(0.9, false, 1e-4, Decay.ALL);
    }
}
