package io.residuum.actors.command;

import com.sun.jna.Function;
import org.slf4j.LoggerFactory;

/**
 * Ties this process to the launcher that started it: a launcher that is killed takes its child along, which would
 * otherwise go on holding the home.
 */
final class ParentDeath {

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;

    private ParentDeath() {}

    /** On Linux, when started by the launcher; elsewhere nothing happens. */
    static void endsThisProcess() {
        if (System.getenv("RESIDUUM_LAUNCHER") == null
                || !System.getProperty("os.name").startsWith("Linux")) {
            return;
        }
        try {
            Function.getFunction("c", "prctl").invokeInt(new Object[] {PR_SET_PDEATHSIG, SIGKILL});
        } catch (UnsatisfiedLinkError e) {
            LoggerFactory.getLogger(ParentDeath.class).debug("no prctl in this C library", e);
        }
    }
}
