package io.residuum.model;

import java.util.Objects;

/** How a network is computed, apart from what it is: what is chosen here changes bits or memory, never the function. */
public record Arithmetic(Precision precision) {
    public Arithmetic {
        Objects.requireNonNull(precision, "precision");
    }

    /** Single precision. */
    public static Arithmetic fp32() {
        return new Arithmetic(Precision.FP32);
    }
}
