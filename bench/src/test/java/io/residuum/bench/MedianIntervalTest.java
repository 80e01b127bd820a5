package io.residuum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedianIntervalTest {

    /** The tables of distribution-free intervals for the median, 95 %. */
    @ParameterizedTest
    @CsvSource({"6, 1, 6", "8, 1, 8", "9, 2, 8", "10, 2, 9", "12, 3, 10", "20, 6, 15", "25, 8, 18"})
    void theIntervalIsThatOfTheTables(int n, double low, double high) {
        MedianInterval interval = MedianInterval.of(oneTo(n));
        assertThat(interval.low()).hasValue(low);
        assertThat(interval.high()).hasValue(high);
        assertThat(interval.median()).isEqualTo((n + 1) / 2.0);
    }

    @Test
    void fewerThanSixValuesHaveNoInterval() {
        MedianInterval interval = MedianInterval.of(oneTo(5));
        assertThat(interval.low()).isEmpty();
        assertThat(interval.high()).isEmpty();
        assertThat(interval.median()).isEqualTo(3);
    }

    @Test
    void theOrderOfTheValuesDoesNotMatter() {
        assertThat(MedianInterval.of(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> MedianInterval.of(List.of())).hasMessageContaining("no values");
    }

    private static List<Double> oneTo(int n) {
        return IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList();
    }
}
