package io.residuum.actors.history;

import java.util.Locale;

/** Where a run stands. */
public enum RunStatus {
    /** Nothing is committed. */
    WAITING,
    /** Something is committed, and more is to come. */
    RUNNING,
    /** All iterations are done: there is an error. */
    DONE,
    /** The loss stopped being finite: a result, and it ranks last. */
    DIVERGED,
    /** It cannot be trained, and that is not the network's fault: no result. */
    FAILED,
    /** Its user cancelled it: no result. */
    STOPPED,
    /** Deleted with the last batch that named it: no result, until somebody asks for it anew. */
    DELETED;

    /** As it stands in reports: {@code done}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will come of it by itself. */
    public boolean isEnded() {
        return this != WAITING && this != RUNNING;
    }
}
