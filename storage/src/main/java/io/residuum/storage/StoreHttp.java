package io.residuum.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** What a store needs of the HTTP client in its actor system. A conditional PUT that the client repeated would answer for itself. */
public final class StoreHttp {
    private static final String MAX_RETRIES = "akka.http.host-connection-pool.max-retries";

    private StoreHttp() {}

    /** {@code settings} with the client's keys laid over them; for the actor system that a store is opened in. */
    public static Config over(Config settings) {
        return ConfigFactory.parseResources(StoreHttp.class, "http-client.conf").withFallback(settings);
    }

    /** @throws IllegalArgumentException if the client of an actor system with these settings sends requests again */
    static void check(Config settings) {
        int retries = settings.getInt(MAX_RETRIES);
        if (retries != 0) {
            throw new IllegalArgumentException(MAX_RETRIES + " must be 0, was " + retries
                    + ": make the actor system of a store with StoreHttp.over(settings)");
        }
    }
}
