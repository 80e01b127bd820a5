package io.residuum.simulation;

import java.util.Locale;

/** What has to hold after every event, by name. */
enum Invariant {
    /** Entries of a chain have no gap, each names the digest of the one before and goes on where that one ended. */
    ONE_CHAIN,
    /** The bytes of an entry are those it was created with. */
    NO_ENTRY_CHANGES,
    /** Every state that an entry names and a reader may want is there, with its digest. */
    STATES_STAND,
    /** A state for the entry behind the newest one is nobody's to delete. */
    NOTHING_IN_FLIGHT_IS_COLLECTED,
    /** Every segment of a run is trained in the numeric environment of its first. */
    PINNED,
    /** Every committed state is the one an undisturbed run has after as many iterations. */
    SAME_BITS,
    /** No iteration is committed that a decision has to precede, unless the decision stands in the cohort's chain. */
    NO_SEED_GOES_AHEAD,
    /** Every decision of a cohort is the one that is taken in a world where nothing goes wrong. */
    SAME_DECISIONS,
    /** A selection chooses once, and what it chooses in a world where nothing goes wrong. */
    SAME_CHOICE,
    /** A trainer never begins before what was committed when it began; so a slot hit costs a segment and an upload. */
    NOTHING_COMMITTED_IS_REDONE,
    /** At most one upload under way and one segment in hand. */
    AT_MOST_TWO_SEGMENTS_AT_RISK,
    /** A batch's chain has one report, and nothing after it but a retry of what failed or was cancelled. */
    ONE_REPORT,
    /** The result of a report is that of an undisturbed batch, but for runs that the chain says are cancelled or given up. */
    SAME_RESULT,
    /** A user is told that a command is done only after its entry exists. */
    ANSWERED_WHEN_WRITTEN,
    /** What is paused, cancelled or given up is not trained by whoever has read so, and by nobody for long. */
    CONTROLS_HOLD,
    /** A run is given up only after three failures of its trainers on one segment. */
    VERDICTS_ARE_EARNED,
    /** A file leaves the inbox only when its batch is accepted and its text kept; one is rejected only if it is wrong. */
    NO_FILE_IS_LOST,
    /** No trainer is started for a run that another one, on a node nobody removed, is at. */
    NO_SECOND_TRAINER,
    /** A supervisor starts a new attempt only after the one before ended, or its node was removed. */
    NO_HEALTHY_RUN_IS_RESTARTED,
    /** Once faults cease, every batch is reported, every file judged and every slot free in bounded time. */
    LIVENESS;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
