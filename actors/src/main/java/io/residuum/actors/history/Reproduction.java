package io.residuum.actors.history;

import io.residuum.actors.experiment.RunId;
import java.util.Optional;

/** A run that was trained again, held against what was committed of it. */
public sealed interface Reproduction {

    RunId run();

    RunHistory committed();

    RunHistory again();

    /** For programs. */
    String label();

    /** Every metric and the weights, or the iteration at which it diverged, are the same bits. */
    record Same(RunId run, RunHistory committed, RunHistory again) implements Reproduction {
        @Override
        public String label() {
            return "same";
        }
    }

    /** They are not. */
    record Different(RunId run, RunHistory committed, RunHistory again, Difference first) implements Reproduction {
        @Override
        public String label() {
            return "different";
        }
    }

    /** Other bits say nothing: the numeric environment is another. Errors may be compared. */
    record NotComparable(RunId run, RunHistory committed, RunHistory again, String because) implements Reproduction {
        @Override
        public String label() {
            return "not-comparable";
        }
    }

    /** It did not come to an end again. */
    record NotEnded(RunId run, RunHistory committed, RunHistory again) implements Reproduction {
        @Override
        public String label() {
            return "not-ended";
        }
    }

    /**
     * Compares bit by bit.
     *
     * @param committed a run that is done or diverged
     * @param environments why their numeric environments differ, if they do
     */
    static Reproduction of(RunId run, RunHistory committed, RunHistory again, Optional<String> environments) {
        if (again.status() != RunStatus.DONE && again.status() != RunStatus.DIVERGED) {
            return new NotEnded(run, committed, again);
        }
        if (environments.isPresent()) {
            return new NotComparable(run, committed, again, environments.get());
        }
        return Difference.first(0, committed.metrics(), again.metrics())
                .or(() -> inTheEnd(committed, again))
                .<Reproduction>map(first -> new Different(run, committed, again, first))
                .orElseGet(() -> new Same(run, committed, again));
    }

    private static Optional<Difference> inTheEnd(RunHistory committed, RunHistory again) {
        String one = end(committed);
        String other = end(again);
        return one.equals(other)
                ? Optional.empty()
                : Optional.of(new Difference(committed.iteration(), "the end", one, other));
    }

    private static String end(RunHistory history) {
        return history.weights()
                .map(weights -> "weights " + weights)
                .orElseGet(() -> "diverged at iteration " + history.divergedAt().orElseThrow());
    }
}
