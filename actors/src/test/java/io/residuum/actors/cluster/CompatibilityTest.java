package io.residuum.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.Invalid;
import akka.cluster.Valid;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import io.residuum.actors.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {

    private static final Config PRESENT = node("");

    private static Config node(String settings) {
        return ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString(Compatibility.WIRE_VERSION + " = " + WireFormat.VERSION))
                .withFallback(Reference.load());
    }

    @Test
    void nodesWithTheSameSettingsBelongTogether() {
        assertThat(new Compatibility().check(node("residuum.actors.cluster.host = other"), PRESENT))
                .isEqualTo(Valid.getInstance());
    }

    @Test
    void aReleaseReadsItsOwnMessagesAndThoseOfTheOneBefore() {
        assertThat(new Compatibility()
                        .check(node(Compatibility.WIRE_VERSION + " = " + (WireFormat.VERSION + 1)), PRESENT))
                .isEqualTo(Valid.getInstance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "residuum.actors.cluster.name = lab | its cluster is called [lab], this one [residuum]",
                "residuum.storage.bucket = mine | its bucket is [mine]",
                "residuum-node.wire-version = 9 | its release writes wire version 9, this cluster's 1",
            })
    void anyOtherNodeIsRefusedWithTheReason(String settings, String reason) {
        assertThat(new Compatibility().check(node(settings), PRESENT))
                .isInstanceOfSatisfying(Invalid.class, invalid -> assertThat(
                                invalid.errorMessages().mkString())
                        .contains(reason));
    }
}
