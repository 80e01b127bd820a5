package io.residuum.actors.command;

/** What the process ends with. */
enum ExitCode {
    /** Done; rows that diverged included. */
    DONE(0),
    /** Something failed that was asked for. */
    FAILED(1),
    /** A wrong file or wrong arguments. */
    WRONG_INPUT(2),
    /** The store, or a server, cannot be reached. */
    UNREACHABLE(3),
    /** Interrupted; the same command goes on. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
