package io.residuum.actors.command;

import com.sun.jna.Function;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.UUID;

/** What the process is told by the machine it runs on; the only place that asks for host names, terminals and chance. */
final class Machine {

    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_ERROR = 2;

    private Machine() {}

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Whether what goes to standard error is seen on a screen that understands control codes. */
    static boolean hasTerminal() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.equals("dumb") && isTerminal(STANDARD_ERROR);
    }

    /** Whether somebody sits there who reads standard error and can answer on standard input. */
    static boolean canBeAsked() {
        return isTerminal(STANDARD_INPUT) && isTerminal(STANDARD_ERROR);
    }

    private static boolean isTerminal(int file) {
        try {
            return Function.getFunction("c", "isatty").invokeInt(new Object[] {file}) == 1;
        } catch (UnsatisfiedLinkError e) {
            return false; // no POSIX C library: plain lines are right everywhere
        }
    }

    /** A name no attempt had before, 16 digits. */
    static String attempt() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16).toLowerCase(Locale.ROOT);
    }
}
