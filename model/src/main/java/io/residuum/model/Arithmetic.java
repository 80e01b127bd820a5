package io.residuum.model;

import java.util.Objects;

/**
 * How a network is computed, apart from what it is: what is chosen here changes bits or memory, never the function.
 *
 * @param checkpointUnits of so many alike units one after the other only the first one's input is held until the backward pass,
 *     which computes the rest again, to the same bits; 0 to hold what each unit needs
 */
public record Arithmetic(Precision precision, int checkpointUnits) {
    public Arithmetic {
        Objects.requireNonNull(precision, "precision");
        if (checkpointUnits < 0) {
            throw new IllegalArgumentException("checkpoints lie units apart, or 0 for none; was " + checkpointUnits);
        }
    }

    /** Single precision, without checkpoints. */
    public static Arithmetic fp32() {
        return new Arithmetic(Precision.FP32, 0);
    }
}
