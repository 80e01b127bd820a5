package io.residuum.actors.decision;

/** Why a trainer stopped, in its own word. Only {@link #TRAINER} ever counts towards giving a run up. */
public enum StopCause {
    /** The run's last segment is committed. */
    ENDED,
    /** Told to; what it had is committed. */
    RELEASED,
    /** Another attempt's entry was found where its own should have gone. */
    OVERTAKEN,
    /** The training itself threw. */
    TRAINER,
    /** The store did not answer, or refused. */
    STORAGE,
    /** Memory ran out. */
    MEMORY,
    /** The slot's numeric environment is not the one the run is pinned to. */
    ENVIRONMENT,
    /** What is stored is damaged, missing or of a newer format: no waiting mends it. */
    DAMAGE;

    /** Whether it may be the slot's fault as well as the run's. */
    public boolean blamesItsSlot() {
        return switch (this) {
            case TRAINER, MEMORY -> true;
            case ENDED, RELEASED, OVERTAKEN, STORAGE, ENVIRONMENT, DAMAGE -> false;
        };
    }
}
