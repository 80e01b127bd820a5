package io.residuum.actors.command;

/** Ends a command with one message for a person and an exit code; never shown with a trace. */
final class CommandFailure extends RuntimeException {

    private final ExitCode code;

    CommandFailure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    CommandFailure(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
