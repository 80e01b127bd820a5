package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * How well a slot does, from what its trainers said. A slot that fails or is slow is the last choice; one that goes on
 * failing whichever run it trains, or all but stands still, is out. It comes back by a trial: one run, which decides.
 */
final class SlotHealth {

    /** The better ones are given first; {@link #OUT} is given to nobody. */
    enum Rank {
        GOOD,
        SLOW,
        DOUBTFUL,
        ON_TRIAL,
        OUT
    }

    /** Failures in a row, of more than one run, after which a slot is out: a run that fails anywhere blames no slot. */
    private static final int FAILURES = 3;

    /** Measurements in a row that make a slot slow: a neighbour's burst is none. */
    private static final int MEASUREMENTS = 5;

    private static final double SLOW_SHARE = 1.0 / 2;
    private static final double STANDING_SHARE = 1.0 / 8;
    private static final Duration FIRST_TRIAL = Duration.ofSeconds(30);
    private static final Duration LONGEST_TRIAL = Duration.ofHours(1);

    private final Set<RunId> failedRuns = new HashSet<>();
    private int failures;
    private int slow;
    private int standing;
    private int trials;
    private boolean onTrial;
    private String out = "";

    Rank rank() {
        if (!out.isEmpty()) {
            return Rank.OUT;
        }
        if (onTrial) {
            return Rank.ON_TRIAL;
        }
        if (failures > 0) {
            return Rank.DOUBTFUL;
        }
        return slow >= MEASUREMENTS ? Rank.SLOW : Rank.GOOD;
    }

    /** Why it is out; empty while it is not. */
    String reason() {
        return out;
    }

    /** How long to wait before the next trial. */
    Duration untilTrial() {
        Duration wait = FIRST_TRIAL.multipliedBy(1L << Math.min(trials, 10));
        return wait.compareTo(LONGEST_TRIAL) < 0 ? wait : LONGEST_TRIAL;
    }

    void failed(RunId run, String reason) {
        failures++;
        failedRuns.add(run);
        if (onTrial) {
            trials++;
            takeOut("it failed on trial: " + reason);
        } else if (failures >= FAILURES && failedRuns.size() > 1) {
            takeOut("trainers of " + failedRuns.size() + " runs failed on it in a row, the last one: " + reason);
        }
    }

    /** A trainer committed something here. */
    void worked() {
        failures = 0;
        failedRuns.clear();
        trials = 0;
        onTrial = false;
    }

    /** @param share of the usual rate of the same network */
    void measured(double share) {
        slow = share < SLOW_SHARE ? slow + 1 : 0;
        standing = share < STANDING_SHARE ? standing + 1 : 0;
        if (standing >= MEASUREMENTS && out.isEmpty()) {
            takeOut("it trains at %.0f %% of the rate of other slots".formatted(100 * share));
        }
    }

    /** The wait is over: one run may be tried. */
    void trialDue() {
        out = "";
        onTrial = true;
    }

    private void takeOut(String reason) {
        out = reason;
        onTrial = false;
        failures = 0;
        failedRuns.clear();
        slow = 0;
        standing = 0;
    }
}
