package io.residuum.actors.decision;

import java.util.Objects;

/**
 * What a run went on from.
 *
 * @param cause one sentence for a person
 * @param redoneIterations iterations that had been done and were not committed; 0 where nobody knows of any
 */
public record Recovery(String cause, long redoneIterations) {
    public Recovery {
        Objects.requireNonNull(cause, "cause");
        if (redoneIterations < 0) {
            throw new IllegalArgumentException("redone iterations must not be negative, were " + redoneIterations);
        }
    }
}
