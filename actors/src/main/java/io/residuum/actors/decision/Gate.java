package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Schedule;
import io.residuum.actors.history.CohortHistory;

/**
 * Where a run has to wait for its cohort: no iteration after an evaluation is trained before the decision about it stands in
 * the cohort's chain.
 *
 * @param every iterations between decisions; 0 for a run that waits for nobody
 * @param iterations of the whole run
 */
public record Gate(long every, long iterations) {

    /** Of a run whose rate hangs on no other. */
    public static final Gate OPEN = new Gate(0, 0);

    /** No decision is needed any more. */
    private static final long ALL = Long.MAX_VALUE;

    public static Gate of(RunSpec run) {
        return run.cohort().isEmpty() ? OPEN : new Gate(run.recipe().evaluateEvery(), run.iterations());
    }

    /** How many decisions have to stand before iteration {@code iteration} is trained. */
    public long needed(long iteration) {
        return every == 0 || iteration >= iterations ? 0 : iteration / every;
    }

    /** The iterations that are done when the decision falls. */
    public long iterationOf(long number) {
        return number * every;
    }

    /** Whether a decision of this number is ever taken: none follows the last iteration. */
    public boolean exists(long number) {
        return every > 0 && iterationOf(number) < iterations;
    }

    /** Up to which decision a run may pass; every one once all drops have fallen. */
    public static long passable(RunSpec run, CohortHistory history) {
        return run.recipe().learningRate().schedule() instanceof Schedule.Plateau plateau
                        && history.drops().size() >= plateau.mostDrops()
                ? ALL
                : history.decisions().size();
    }
}
