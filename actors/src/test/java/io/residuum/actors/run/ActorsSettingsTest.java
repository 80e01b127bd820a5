package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActorsSettingsTest {

    private static Config with(String text) {
        return ConfigFactory.parseString(text).withFallback(ConfigFactory.load());
    }

    @Test
    void theReferenceFileAloneIsEnough() {
        ActorsSettings settings = ActorsSettings.from(ConfigFactory.load(), "host", 2);
        assertThat(settings.nodeName()).isEqualTo("host");
        assertThat(settings.threadsPerSlot()).isEqualTo(2);
        assertThat(settings.borders().length()).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "16, 8"})
    void oneSlotForEveryTwoCoresAndAlwaysTheSameThreads(int cores, int slots) {
        ActorsSettings settings = ActorsSettings.from(ConfigFactory.load(), "host", cores);
        assertThat(settings.slots()).isEqualTo(slots);
        assertThat(settings.threadsPerSlot()).as("bits depend on it").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "residuum.actors.node.slots = -1",
                "residuum.actors.node.threads-per-slot = 0",
                "residuum.actors.evaluation-batch-images = 0",
                "residuum.actors.segment.iterations = -5"
            })
    void whatCannotBeIsRefused(String text) {
        assertThatThrownBy(() -> ActorsSettings.from(with(text), "host", 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
