package io.residuum.actors.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedianIntervalTest {
    /** Ranks and levels as in textbooks' tables of distribution-free intervals for the median. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0",
        "2, 1, 2, 0.5",
        "5, 1, 5, 0.9375",
        "6, 1, 6, 0.96875",
        "8, 1, 8, 0.9922",
        "9, 2, 8, 0.9609",
        "10, 2, 9, 0.9785",
        "15, 4, 12, 0.9648",
        "20, 6, 15, 0.9586"
    })
    void isWhatTablesSay(int n, double low, double high, double level) {
        Interval interval = MedianInterval.of(
                IntStream.rangeClosed(1, n).mapToDouble(i -> n + 1 - i).toArray());

        assertThat(interval.low()).isEqualTo(low);
        assertThat(interval.high()).isEqualTo(high);
        assertThat(interval.level()).isCloseTo(level, within(5e-5));
    }

    @Test
    void aDivergedSeedOpensItUpwards() {
        assertThat(MedianInterval.of(new double[] {6, Double.POSITIVE_INFINITY, 7})
                        .high())
                .isInfinite();
        assertThat(MedianInterval.of(new double[0]).isKnown()).isFalse();
    }
}
