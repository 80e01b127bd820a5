package io.residuum.actors.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
    /** Five runs worked out on paper: mean 6.6, squared deviations 0.16 + 0.04 + 0 + 0.04 + 0.16 = 0.4, over four = 0.1. */
    @Test
    void fiveSeedsByHand() {
        Spread spread = Spread.of(new double[] {6.8, 6.2, 6.6, 7.0, 6.4}, 0);

        assertThat(spread.median()).isEqualTo(6.6);
        assertThat(spread.mean()).isCloseTo(6.6, within(1e-12));
        assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(0.1), within(1e-12));
        assertThat(spread.n()).isEqualTo(5);
        assertThat(spread.min()).isEqualTo(6.2);
        assertThat(spread.max()).isEqualTo(7.0);
    }

    @Test
    void aDivergedSeedRanksLastAndLeavesTheMeanAlone() {
        Spread spread = Spread.of(new double[] {7, 5, 6, 8}, 1);

        assertThat(spread.median()).isEqualTo(7);
        assertThat(spread.mean()).isEqualTo(6.5);
        assertThat(spread.n()).isEqualTo(4);
        assertThat(spread.diverged()).isEqualTo(1);
        assertThat(spread.ranked()).isEqualTo(5);
        assertThat(spread.max()).isInfinite();
    }

    @Test
    void theMedianIsInfiniteOnceHalfOfTheSeedsDiverged() {
        assertThat(Spread.of(new double[] {5, 6}, 3).median()).isInfinite();
        assertThat(Spread.of(new double[] {5, 6}, 2).median()).isInfinite();
        assertThat(Spread.of(new double[] {5, 6, 7}, 2).median()).isEqualTo(7);
        assertThat(Spread.of(new double[0], 2).median())
                .as("two infinities in the middle")
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void anEvenNumberTakesTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(new double[] {4, 1, 2, 3}, 0).median()).isEqualTo(2.5);
    }

    @Test
    void oneSeedHasNoDeviationAndNoneHasNothing() {
        assertThat(Spread.of(new double[] {5}, 0).standardDeviation()).isNaN();
        Spread none = Spread.of(new double[0], 0);
        assertThat(new double[] {none.median(), none.mean(), none.standardDeviation(), none.min(), none.max()})
                .containsOnly(Double.NaN);
        assertThat(none.n()).isZero();
    }

    @Test
    void aFinishedSeedWithoutAnErrorIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Spread.of(new double[] {Double.NaN}, 0))
                .withMessage("a finished seed has a finite error, was NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(new double[0], -1));
    }

    @ParameterizedTest(name = "{0} seeds")
    @ValueSource(ints = {2, 3, 5, 10, 31})
    void agreesWithCommonsMathWhereNothingDiverged(int seeds) {
        var random = new SplittableRandom(seeds);
        double[] errors = random.doubles(seeds, 0, 100).toArray();
        var reference = new DescriptiveStatistics(errors);

        Spread spread = Spread.of(errors, 0);

        assertThat(spread.median()).isCloseTo(reference.getPercentile(50), within(1e-12));
        assertThat(spread.mean()).isCloseTo(reference.getMean(), within(1e-12));
        assertThat(spread.standardDeviation()).isCloseTo(reference.getStandardDeviation(), within(1e-12));
        assertThat(spread.min()).isEqualTo(Arrays.stream(errors).min().orElseThrow());
        assertThat(spread.max()).isEqualTo(Arrays.stream(errors).max().orElseThrow());
    }
}
