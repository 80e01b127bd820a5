package io.residuum.simulation;

/** An invariant does not hold. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    Violation(Invariant invariant, String detail) {
        super(invariant.label() + ": " + detail);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }
}
