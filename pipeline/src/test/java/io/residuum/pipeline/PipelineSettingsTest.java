package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class PipelineSettingsTest {
    @Test
    void theReferenceFileAloneGivesTheDefaults() {
        var settings = PipelineSettings.of(ConfigFactory.defaultReference());
        assertThat(settings.cacheBytes()).isEqualTo(512_000_000);
        assertThat(settings.decodeParallelism()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.nativeFolder()).endsWithRaw(java.nio.file.Path.of(".cache", "residuum"));
    }

    @Test
    void aValueOutOfRangeIsRefusedByItsKey() {
        var wrong = ConfigFactory.parseString("residuum.pipeline.batches-in-flight = 0")
                .withFallback(ConfigFactory.defaultReference());
        assertThatThrownBy(() -> PipelineSettings.of(wrong))
                .hasMessage("residuum.pipeline.batches-in-flight must be at least 1, was 0");
    }
}
