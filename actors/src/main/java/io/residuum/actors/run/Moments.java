package io.residuum.actors.run;

import io.residuum.actors.experiment.RunId;

/**
 * Told when a trainer passes a point at which a process may die. Production listens to none; tests throw or end the
 * process here.
 */
@FunctionalInterface
public interface Moments {

    /** The points, in the order of {@code docs/commit-protocol.md}. */
    enum Moment {
        STEP_DONE,
        BEFORE_STATE,
        STATE_WRITTEN,
        ENTRY_WRITTEN
    }

    /** @param done iterations done at that moment */
    void passed(Moment moment, RunId run, long done);

    static Moments unobserved() {
        return (moment, run, done) -> {};
    }
}
