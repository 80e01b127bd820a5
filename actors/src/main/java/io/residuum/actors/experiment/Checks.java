package io.residuum.actors.experiment;

import java.util.List;

/** Preconditions of the values of this package; the messages name what, and the value. */
final class Checks {
    private Checks() {}

    static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, was " + value);
        }
    }

    static void positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, was " + value);
        }
    }

    static void notNegative(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be 0 or more and finite, was " + value);
        }
    }

    static void notNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " must be 0 or more, was " + value);
        }
    }

    static void ascending(String what, List<Long> values) {
        for (int i = 0; i < values.size(); i++) {
            notNegative(what, values.get(i));
            if (i > 0 && values.get(i) <= values.get(i - 1)) {
                throw new IllegalArgumentException(
                        what + " must ascend, " + values.get(i) + " follows " + values.get(i - 1));
            }
        }
    }
}
