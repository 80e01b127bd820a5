package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.residuum.storage.ImageShape;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ImageStatisticsTest {
    private static final ImageShape SHAPE = new ImageShape(1, 2);

    /** Two images of two pixels: red 0 2 | 4 6, green 255 everywhere, blue 1 1 | 1 2. */
    private static final DecodedShard SHARD = new DecodedShard(
            0, SHAPE, new int[2], new byte[] {0, (byte) 255, 1, 2, (byte) 255, 1, 4, (byte) 255, 1, 6, (byte) 255, 2});

    private final ImageStatistics statistics = ImageStatistics.none(SHAPE).add(SHARD);

    @Test
    void theMeanOfAPixelIsItsOwn() {
        var normaliser = statistics.normaliser(Normalisation.PER_PIXEL_MEAN);
        assertThat(normaliser.mean()).containsExactly(2, 255, 1, 4, 255, 1.5f);
        assertThat(normaliser.scale()).containsOnly(1f / 255f);
    }

    @Test
    void aChannelHasItsMeanAndPopulationDeviation() {
        var normaliser = statistics.normaliser(Normalisation.CHANNEL);
        assertThat(normaliser.mean()).containsExactly(3, 255, 1.25f, 3, 255, 1.25f);
        assertThat(statistics.deviation(0)).isEqualTo(Math.sqrt(5), within(1e-15)); // Σ(x − 3)² = 20 over 4
        assertThat(normaliser.scale()[0]).isEqualTo((float) (1 / Math.sqrt(5)));
        assertThat(normaliser.scale()[2]).isEqualTo((float) (1 / Math.sqrt(0.1875)));
    }

    @Test
    void aChannelThatNeverVariesBecomesZero() {
        assertThat(statistics.normaliser(Normalisation.CHANNEL).scale()[1]).isEqualTo(1);
    }

    @Test
    void shardsAddUpInAnyGrouping() {
        var twice = ImageStatistics.none(SHAPE).add(SHARD).add(SHARD);
        assertThat(twice.images()).isEqualTo(4);
        assertThat(twice.normaliser(Normalisation.CHANNEL).scale())
                .isEqualTo(statistics.normaliser(Normalisation.CHANNEL).scale());
    }

    @Test
    void theStoredObjectReadsBackAsItWas() {
        var read =
                StoredStatistics.fromBytes(StoredStatistics.toBytes(statistics)).orElseThrow();
        assertThat(read.images()).isEqualTo(2);
        assertThat(read.shape()).isEqualTo(SHAPE);
        assertThat(read.pixelSums()).isEqualTo(statistics.pixelSums());
        assertThat(read.channelSquares()).isEqualTo(statistics.channelSquares());
    }

    @Test
    void whatIsNoStatisticsIsToldFromThem() {
        for (String text : new String[] {"", "[]", "{\"format\":1}", "{\"format\":1,\"height\":1,\"width\":1}", "no"}) {
            assertThat(StoredStatistics.fromBytes(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isEmpty();
        }
    }

    @Test
    void aNewerFormatIsRefused() {
        var newer = "{\"format\":2}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> StoredStatistics.fromBytes(newer)).hasMessageContaining("written by a newer release");
    }
}
