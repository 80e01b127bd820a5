package io.residuum.actors.decision;

/**
 * What a run is at, and why; what {@code status} and {@code why} print.
 *
 * @param iteration iterations known to be committed
 * @param testErrorPercent of the last committed evaluation; not a number before the first
 * @param reason one sentence for a person; never empty
 */
public record RunState(Phase phase, long iteration, double testErrorPercent, String reason) {

    /** From asked for to ended; all but the first two are final for this batch. */
    public enum Phase {
        WAITING,
        TRAINING,
        DONE,
        DIVERGED,
        /** Given up after failures of the trainer itself; infrastructure alone never leads here. */
        FAILED,
        /** Put down at a user's word; the same batch goes on from the head when asked again. */
        STOPPED,
        /**
         * It cannot go on until somebody mends something: what is stored is damaged, or memory too small. No verdict; the
         * same batch goes on from the head when asked again.
         */
        PARKED;

        public boolean ended() {
            return switch (this) {
                case WAITING, TRAINING -> false;
                case DONE, DIVERGED, FAILED, STOPPED, PARKED -> true;
            };
        }
    }

    public static RunState waiting(String reason) {
        return new RunState(Phase.WAITING, 0, Double.NaN, reason);
    }

    public RunState {
        if (iteration < 0 || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "a run's state needs iteration >= 0 and a reason, was " + iteration + ", '" + reason + "'");
        }
    }
}
