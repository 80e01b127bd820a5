package io.residuum.actors.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import io.residuum.storage.Credentials;
import io.residuum.storage.StoreSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** All settings: a user's file over the modules' reference files. An unknown key under {@code residuum} is refused. */
record Configuration(Config config) {

    static Configuration defaults() {
        return new Configuration(Reference.load());
    }

    /** @throws CommandFailure if the file cannot be read or names a key that does not exist */
    static Configuration of(Path file) {
        if (!Files.isReadable(file)) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "there is no settings file " + file);
        }
        Config reference = Reference.load();
        try {
            Config all = ConfigFactory.parseFile(file.toFile()) // which may name variables of the environment
                    .withFallback(reference)
                    .resolve();
            refuseUnknown(file, all, reference);
            return new Configuration(ConfigFactory.defaultOverrides().withFallback(all));
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "settings file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The store the settings name; empty when they name none, which means the embedded one. */
    Optional<StoreSettings> store() {
        Config storage = config.getConfig("residuum.storage");
        String endpoint = storage.getString("endpoint");
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoreSettings(
                    URI.create(endpoint),
                    storage.getString("region"),
                    storage.getString("bucket"),
                    storage.getEnum(StoreSettings.AccessStyle.class, "access-style"),
                    credentials(storage),
                    storage.getDuration("deadline"),
                    storage.getDuration("answer-timeout"),
                    Optional.empty()));
        } catch (IllegalArgumentException | ConfigException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, "residuum.storage: " + e.getMessage(), e);
        }
    }

    /** The embedded store, with the patience that the settings name. */
    StoreSettings patient(StoreSettings embedded) {
        Config storage = config.getConfig("residuum.storage");
        return embedded.withPatience(storage.getDuration("deadline"), storage.getDuration("answer-timeout"));
    }

    /** Where the embedded server listens, and what its clients sign with. */
    Home.Server embeddedServer() {
        Config embedded = config.getConfig("residuum.storage.embedded");
        String access = embedded.getString("access-key");
        String secret = embedded.getString("secret-key");
        if (access.isEmpty() != secret.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.WRONG_INPUT,
                    "residuum.storage.embedded: access-key and secret-key stand together, or neither does");
        }
        return new Home.Server(
                embedded.getInt("port"),
                access.isEmpty() ? Optional.empty() : Optional.of(new Credentials.Fixed(access, secret)));
    }

    private static Credentials credentials(Config storage) {
        return storage.getString("access-key").isEmpty()
                ? new Credentials.AwsDefaultChain()
                : new Credentials.Fixed(storage.getString("access-key"), storage.getString("secret-key"));
    }

    private static void refuseUnknown(Path file, Config all, Config reference) {
        for (Map.Entry<String, ?> entry : all.getConfig("residuum").entrySet()) {
            String key = "residuum." + entry.getKey();
            if (!reference.hasPathOrNull(key)) {
                throw new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        "settings file " + file + ": there is no key " + key + nearest(key, reference));
            }
        }
    }

    private static String nearest(String key, Config reference) {
        return reference.getConfig("residuum").entrySet().stream()
                .map(entry -> "residuum." + entry.getKey())
                .min((a, b) -> Integer.compare(distance(key, a), distance(key, b)))
                .map(known -> "; the nearest is " + known)
                .orElse("");
    }

    private static int distance(String a, String b) {
        return LevenshteinDistance.getDefaultInstance().apply(a, b);
    }
}
