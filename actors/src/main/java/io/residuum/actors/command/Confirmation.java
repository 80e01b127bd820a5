package io.residuum.actors.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** Asks a person before what cannot be undone; whoever cannot be asked has to say yes beforehand. */
final class Confirmation {

    private final BufferedReader answers;
    private final boolean canBeAsked;

    Confirmation(BufferedReader answers, boolean canBeAsked) {
        this.answers = answers;
        this.canBeAsked = canBeAsked;
    }

    /** @throws CommandFailure unless the answer is yes */
    void of(String what, PrintWriter err) {
        if (!canBeAsked) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT, what + ": nobody can be asked here; say --yes if that is meant");
        }
        err.print(what + ". Go on? [yes/no] ");
        err.flush();
        try {
            if (!"yes".equals(answers.readLine())) {
                throw new CommandFailure(ExitCode.FAILED, "nothing was changed; only the whole word yes is one");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
