package io.residuum.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {

    private static final String TLS = "tls { key = k.pem, certificate = c.pem, authority = a.pem }";

    private static ClusterSettings with(String text) {
        return ClusterSettings.from(ConfigFactory.parseString("residuum.actors.cluster { " + text + " }")
                .withFallback(Reference.load()));
    }

    @Test
    void theReferenceFileAloneIsAClusterOfOnesOwnThatOnlyThisMachineReaches() {
        ClusterSettings settings = with("");
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.seeds()).isEmpty();
        assertThat(settings.tls()).isEmpty();
        assertThat(settings.toAkka("node-x")).containsEntry("akka.remote.artery.transport", "tcp");
    }

    @Test
    void withTlsAnyAddressWillDo() {
        ClusterSettings settings = with("host = 192.0.2.1, seeds = [\"192.0.2.7:25520\"], " + TLS);
        assertThat(settings.toAkka("node-x"))
                .containsEntry("akka.remote.artery.transport", "tls-tcp")
                .containsEntry("akka.remote.artery.ssl.rotating-keys-engine.key-file", "k.pem")
                .containsEntry("akka.cluster.seed-nodes", java.util.List.of("akka://residuum@192.0.2.7:25520"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host = 192.0.2.1 | which others can reach: set residuum.actors.cluster.tls",
                "host = no.such.name.invalid | no name server",
                "port = 65536 | 0 to 65535, was 65536",
                "seeds = [\"node-1\"] | host:port",
                "tls { key = k.pem } | has only [key]"
            })
    void wrongOnesSayWhatIsAllowed(String text, String message) {
        assertThatThrownBy(() -> with(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
