package io.residuum.actors.command;

/** A command that only looks; also while another process holds the home. */
abstract class ReadingCommand extends StoreCommand {

    @Override
    public final Integer call() {
        checkArguments();
        try (Session session = open()) {
            ExitCode code = read(session);
            out().flush();
            return code.number();
        }
    }

    /** What can be refused before a store is opened. */
    void checkArguments() {}

    Session open() {
        return Session.toRead(options());
    }

    abstract ExitCode read(Session session);
}
