package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    @Test
    void whatIsWantedOfTheLibrariesCountsWhateverTheClassPathSays() {
        Config all = Reference.load();
        assertThat(all.getInt("akka.http.host-connection-pool.max-retries")).isZero();
        assertThat(all.getString("akka.stdout-loglevel")).isEqualTo("OFF");
        assertThat(all.getBoolean("akka.actor.allow-java-serialization")).isFalse();
        assertThat(all.getString("akka.cluster.downing-provider-class"))
                .isEqualTo("io.residuum.actors.cluster.Downing");
        assertThat(all.getString("akka.actor.serializers.residuum-wire"))
                .isEqualTo("io.residuum.actors.wire.WireSerializer");
    }

    @Test
    void whatTheUserSaysOnTheCommandLineOfTheJvmStillCountsMore() {
        System.setProperty("akka.loglevel", "DEBUG");
        ConfigFactory.invalidateCaches();
        try {
            assertThat(Reference.load().getString("akka.loglevel")).isEqualTo("DEBUG");
        } finally {
            System.clearProperty("akka.loglevel");
            ConfigFactory.invalidateCaches();
        }
    }
}
