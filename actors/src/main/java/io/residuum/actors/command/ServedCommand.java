package io.residuum.actors.command;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that only looks: into a store, or at what a daemon says where one was named. */
abstract class ServedCommand extends ReadingCommand {

    @Mixin
    private final ServerOptions servers = new ServerOptions();

    @Override
    final Optional<URI> server() {
        return servers.named();
    }

    @Override
    abstract ExitCode readFrom(Server server);
}
