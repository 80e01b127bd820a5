package io.residuum.actors.command;

import java.net.URI;
import java.util.Optional;

/** A command that only looks; also while another process holds the home. */
abstract class ReadingCommand extends StoreCommand {

    @Override
    public final Integer call() {
        checkArguments();
        Optional<URI> server = server();
        if (server.isPresent()) {
            ExitCode code = readFrom(new Server(server.get()));
            out().flush();
            return code.number();
        }
        try (Session session = open()) {
            ExitCode code = read(session);
            out().flush();
            return code.number();
        }
    }

    /** What can be refused before a store is opened. */
    void checkArguments() {}

    /** The daemon that is asked instead of a store; none for most commands. */
    Optional<URI> server() {
        return Optional.empty();
    }

    ExitCode readFrom(Server server) {
        throw new AssertionError("this command asks no daemon, and was told of " + server.address());
    }

    Session open() {
        return Session.toRead(options());
    }

    abstract ExitCode read(Session session);
}
