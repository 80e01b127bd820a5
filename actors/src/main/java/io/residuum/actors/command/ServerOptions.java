package io.residuum.actors.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which daemon a command talks to. */
final class ServerOptions {

    private static final URI USUAL = URI.create("http://127.0.0.1:8090");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = {
                "The daemon's API, such as http://127.0.0.1:8090.",
                "Left out: server = URL of the context file, or the daemon that holds the home, or http://127.0.0.1:8090."
            })
    private @Nullable String server;

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "A file with server = URL; default RESIDUUM_CONTEXT, or residuum/context.conf in ~/.config.")
    private @Nullable Path context;

    /** The daemon that was named, by option or context file; empty where none was. */
    Optional<URI> named() {
        return server == null ? ofContext() : Optional.of(address("--server", server));
    }

    /** The daemon to talk to. */
    URI orUsual(Path home) {
        return named().or(() -> Home.api(home)).orElse(USUAL);
    }

    private Optional<URI> ofContext() {
        Optional<Path> file = Optional.ofNullable(context)
                .or(() -> Optional.ofNullable(System.getenv("RESIDUUM_CONTEXT")).map(Path::of));
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "there is no context file " + file.get());
        }
        Path usual = Path.of(System.getProperty("user.home", "."), ".config", "residuum", "context.conf");
        return file.or(() -> Files.isReadable(usual) ? Optional.of(usual) : Optional.empty())
                .map(ServerOptions::read);
    }

    private static URI read(Path file) {
        try {
            Config config = ConfigFactory.parseFile(file.toFile());
            return address("context file " + file + ": server", config.getString("server"));
        } catch (ConfigException e) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "context file " + file + " has to say server = \"http://HOST:PORT\": " + e.getMessage(),
                    e);
        }
    }

    private static URI address(String where, String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && (uri.getPath() == null || uri.getPath().matches("/?"))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, where + " is http://HOST:PORT, was " + text, e);
        }
        throw new CommandFailure(ExitCode.WRONG_INPUT, where + " is http://HOST:PORT, was " + text);
    }
}
