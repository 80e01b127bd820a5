package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residuum.actors.report.Curve.Point;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {
    private static Curve noise(int points) {
        var random = new SplittableRandom(points);
        return new Curve(IntStream.range(0, points)
                .mapToObj(i -> new Point(i, random.nextDouble()))
                .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 1_000, 20_000})
    void thinningKeepsEndsMinimaAndMaxima(int points) {
        Curve curve = noise(points);

        Curve thin = curve.thinned(500);

        assertThat(thin.points()).hasSizeLessThanOrEqualTo(500).isSubsetOf(curve.points());
        assertThat(thin.points()).isSortedAccordingTo(Comparator.comparingDouble(Point::x));
        assertThat(thin.points())
                .startsWith(curve.points().get(0))
                .endsWith(curve.points().get(points - 1));
        Comparator<Point> byY = Comparator.comparingDouble(Point::y);
        assertThat(thin.points())
                .contains(curve.points().stream().min(byY).orElseThrow())
                .contains(curve.points().stream().max(byY).orElseThrow());
    }

    @Test
    void aPeakOfOneIterationSurvives() {
        Curve curve = new Curve(IntStream.range(0, 64_000)
                .mapToObj(i -> new Point(i, i == 31_234 ? 9 : 1))
                .toList());

        assertThat(curve.thinned(100).points()).contains(new Point(31_234, 9));
    }

    @Test
    void aShortCurveStaysAsItIs() {
        assertThat(noise(500).thinned(500)).isEqualTo(noise(500));
        assertThat(noise(100).averaged(100)).isEqualTo(noise(100));
    }

    @Test
    void averagesAreOfEqualStretches() {
        Curve curve = new Curve(List.of(new Point(1, 2), new Point(2, 4), new Point(3, 10), new Point(4, 20)));

        assertThat(curve.averaged(2).points()).containsExactly(new Point(1.5, 3), new Point(3.5, 15));
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        assertThat(new Curve(List.of(new Point(1, Double.NaN), new Point(2, 1), new Point(3, Double.POSITIVE_INFINITY)))
                        .points())
                .containsExactly(new Point(2, 1));
    }

    @Test
    void axesPlaceValuesBetweenTheirEnds() {
        assertThat(Axis.linear(0, 20, 100, 0).place(5)).isEqualTo(75);
        assertThat(Axis.logarithmic(0.01, 1, 0, 100).place(0.1))
                .isCloseTo(50, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(Axis.logarithmic(0.01, 1, 0, 100).place(0))
                .as("a loss of 0 is below, not at infinity")
                .isFinite();
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear(1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Axis.logarithmic(0, 1, 0, 1));
    }

    @Test
    void ticksAreRound() {
        assertThat(Axis.linear(0, 64_000, 0, 1).ticks()).containsExactly(0.0, 20_000.0, 40_000.0, 60_000.0);
        assertThat(Axis.linear(0, 25, 0, 1).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0);
        assertThat(Axis.logarithmic(0.015, 3, 0, 1).ticks().stream()
                        .map(Axis::label)
                        .toList())
                .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.05, 0.05",
        "5, 5",
        "9999, 9999",
        "20000, 20k",
        "62500, 62.5k",
        "1500000, 1.5M",
        "0.001, 0.001"
    })
    void labelsAreShort(double tick, String label) {
        assertThat(Axis.label(tick)).isEqualTo(label);
    }
}
