package io.residuum.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import java.util.List;
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
        assertThat(settings.isAlone()).isTrue();
        assertThat(settings.toAkka(List.of("node-x"), settings.seedAddresses()))
                .containsEntry("akka.remote.artery.transport", "tcp");
    }

    @Test
    void withTlsAnyAddressWillDo() {
        ClusterSettings settings = with("host = 192.0.2.1, port = 25520, seeds = [\"192.0.2.7:25520\"], " + TLS);
        assertThat(settings.toAkka(List.of("node-x"), settings.seedAddresses()))
                .containsEntry("akka.remote.artery.transport", "tls-tcp")
                .containsEntry("akka.remote.artery.ssl.rotating-keys-engine.key-file", "k.pem")
                .containsEntry("akka.cluster.seed-nodes", List.of("akka://residuum@192.0.2.7:25520"));
    }

    @Test
    void seedsComeFromANameServerToo() {
        assertThat(with("port = 25520, seeds-from-dns = localhost").seedAddresses())
                .contains("akka://residuum@127.0.0.1:25520");
        assertThat(with("port = 25520, seeds-from-dns = no.such.name.invalid").seedAddresses())
                .as("asked again later")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host = 192.0.2.1 | which others can reach: set residuum.actors.cluster.tls",
                "host = no.such.name.invalid | no name server",
                "port = 65536 | port is 0 to 65535; was [65536]",
                "seeds = [\"node-1\"], port = 1 | lists host:port",
                "seeds = [\"node-1:1\"] | port is the same at every start",
                "seeds-from-dns = nodes.example | stands alone, without seeds, and wants the port",
                "name = \"a b\" | name has 1 to 64 letters",
                "roles = [cooks] | names coordinates, trains or both; was [cooks]",
                "roles = [] | roles names coordinates, trains or both",
                "tls { key = k.pem } | key, certificate and authority, or none"
            })
    void wrongOnesSayWhatIsAllowed(String text, String message) {
        assertThatThrownBy(() -> with(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
