package io.residuum.actors.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that touches a store understands. */
final class CommonOptions {

    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            defaultValue = ".residuum",
            description = "Folder of the embedded store and the logs; default ${DEFAULT-VALUE}.")
    private Path home = Path.of(".residuum");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings laid over the defaults, for example another S3 store (residuum.storage.endpoint).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    Path home() {
        return home;
    }

    Configuration configuration() {
        return config == null ? Configuration.defaults() : Configuration.of(config);
    }

    boolean json() {
        return json;
    }
}
