package io.residuum.actors.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.storage.StoreHttp;

/** All settings as they are before a user's file is laid over them. */
public final class Reference {

    private Reference() {}

    /** The reference files of the modules and of all libraries, and over them what Residuum wants of the libraries' own keys. */
    public static Config load() {
        return ConfigFactory.defaultOverrides()
                .withFallback(ConfigFactory.parseResources("io/residuum/actors/akka.conf"))
                .withFallback(StoreHttp.over(ConfigFactory.load()))
                .resolve();
    }
}
