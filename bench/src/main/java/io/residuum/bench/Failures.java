package io.residuum.bench;

import java.io.PrintWriter;
import picocli.CommandLine;

/** How the benchmarks speak to whoever waits for them. */
final class Failures {
    private static final int FAILED = 1;

    private Failures() {}

    /** One line for what went wrong, exit code 1; wrong arguments are 2, as everywhere. */
    static CommandLine reported(CommandLine command) {
        return command.setExecutionExceptionHandler((exception, line, result) -> {
            String message = exception.getMessage();
            line.getErr().println("bench: " + (message == null ? exception.toString() : message));
            return FAILED;
        });
    }

    static Rounds.Progress progress(PrintWriter err, String what) {
        return (round, rounds) -> {
            err.println("bench: " + what + ", pair " + (round + 1) + " of " + rounds);
            err.flush();
        };
    }
}
