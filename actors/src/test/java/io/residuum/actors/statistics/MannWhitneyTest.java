package io.residuum.actors.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MannWhitneyTest {
    private static final double[] FIVE_LOW = {6.1, 6.2, 6.3, 6.4, 6.5};
    private static final double[] FIVE_HIGH = {8.1, 8.2, 8.3, 8.4, 8.5};

    /** Hollander and Wolfe's permeability of human membranes, as printed in the manual of R: W = 35, one-sided p = 0.1272. */
    @Test
    void aPublishedExample() {
        double[] term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
        double[] earlier = {1.15, 0.88, 0.90, 0.74, 1.21};

        MannWhitney test = MannWhitney.of(term, earlier);

        assertThat(test.u()).isEqualTo(35);
        assertThat(test.p()).isCloseTo(2 * 0.1272, within(1e-4));
        assertThat(test.delta()).isCloseTo(2 * 35.0 / 50 - 1, within(1e-12));
    }

    @Test
    void fiveAgainstFiveReachTheirFloorAndNoLess() {
        MannWhitney test = MannWhitney.of(FIVE_HIGH, FIVE_LOW);

        assertThat(test.p()).isCloseTo(2.0 / 252, within(1e-12)).isEqualTo(test.floor(), within(1e-12));
        assertThat(test.delta()).isEqualTo(1);
        assertThat(MannWhitney.of(FIVE_LOW, FIVE_HIGH).delta()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"5, 5, 252", "3, 3, 20", "4, 6, 210", "10, 10, 184756"})
    void theFloorIsTwoOfAllWaysToDealTheRanks(int n, int m, double ways) {
        assertThat(MannWhitney.floor(n, m)).isCloseTo(2 / ways, within(1e-12));
    }

    @Test
    void aDivergedSeedIsTheLargestError() {
        double[] diverged = {6.1, 6.2, 6.3, 6.4, Double.POSITIVE_INFINITY};
        double[] large = {6.1, 6.2, 6.3, 6.4, 99};

        assertThat(MannWhitney.of(diverged, FIVE_HIGH)).isEqualTo(MannWhitney.of(large, FIVE_HIGH));
    }

    @Test
    void withoutSeedsThereIsNoTest() {
        assertThat(MannWhitney.of(new double[0], FIVE_LOW).p()).isNaN();
        assertThat(MannWhitney.shift(FIVE_LOW, new double[0]).isKnown()).isFalse();
    }

    @Test
    void equalSamplesAreNoDifference() {
        double[] same = {6, 6, 6, 6, 6};

        assertThat(MannWhitney.of(same, same).p()).isEqualTo(1);
        assertThat(MannWhitney.of(same, same).delta()).isZero();
    }

    /** Against every way of choosing who belongs to the first sample, with many ties. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithEnumeration(long seed) {
        var random = new SplittableRandom(seed);
        double[] first =
                random.ints(random.nextInt(2, 7), 0, 6).asDoubleStream().toArray();
        double[] second =
                random.ints(random.nextInt(2, 7), 0, 6).asDoubleStream().toArray();

        assertThat(MannWhitney.of(first, second).p()).isCloseTo(enumerated(first, second), within(1e-12));
        assertThat(MannWhitney.of(first, second).u()).isEqualTo(pairsWon(first, second));
    }

    private static double enumerated(double[] first, double[] second) {
        int n = first.length;
        double[] all = Arrays.copyOf(first, n + second.length);
        System.arraycopy(second, 0, all, n, second.length);
        double middle = n * second.length / 2.0;
        double distance = Math.abs(pairsWon(first, second) - middle);
        int far = 0;
        int ways = 0;
        for (int chosen = 0; chosen < 1 << all.length; chosen++) {
            if (Integer.bitCount(chosen) == n) {
                ways++;
                far += Math.abs(pairsWon(part(all, chosen), part(all, ~chosen)) - middle) >= distance - 1e-9 ? 1 : 0;
            }
        }
        return (double) far / ways;
    }

    private static double[] part(double[] all, int chosen) {
        return IntStream.range(0, all.length)
                .filter(i -> (chosen >> i & 1) == 1)
                .mapToDouble(i -> all[i])
                .toArray();
    }

    private static double pairsWon(double[] first, double[] second) {
        double won = 0;
        for (double a : first) {
            for (double b : second) {
                won += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        return won;
    }

    /** The interval is made of exactly the shifts that the test does not refuse. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theShiftIsWhatTheTestDoesNotRefuse(long seed) {
        var random = new SplittableRandom(seed);
        double[] first = random.doubles(5, 5, 9).toArray();
        double[] second = random.doubles(6, 6, 10).toArray();

        Interval shift = MannWhitney.shift(first, second);

        assertThat(shift.level()).isBetween(0.95, 1.0);
        assertThat(moved(first, shift.low() + 1e-9, second)).isGreaterThan(0.05);
        assertThat(moved(first, shift.high() - 1e-9, second)).isGreaterThan(0.05);
        assertThat(moved(first, shift.low() - 1e-9, second)).isLessThanOrEqualTo(0.05);
        assertThat(moved(first, shift.high() + 1e-9, second)).isLessThanOrEqualTo(0.05);
    }

    private static double moved(double[] first, double shift, double[] second) {
        return MannWhitney.of(Arrays.stream(first).map(error -> error - shift).toArray(), second)
                .p();
    }

    @Test
    void aSmallSampleSaysWhatLevelItHas() {
        Interval shift = MannWhitney.shift(new double[] {3, 1, 2}, new double[] {1.5, 2.5, 3.5});

        assertThat(shift.level()).as("1 - 2/20").isCloseTo(0.9, within(1e-12));
        assertThat(shift.low()).isEqualTo(1 - 3.5);
        assertThat(shift.high()).isEqualTo(3 - 1.5);
    }

    @Test
    void manySeedsAreApproximated() {
        double[] first = IntStream.range(0, 80).mapToDouble(i -> i).toArray();
        double[] second = IntStream.range(0, 80).mapToDouble(i -> i + 20.5).toArray();

        assertThat(MannWhitney.of(first, second).p()).isBetween(1e-9, 1e-4);
    }
}
