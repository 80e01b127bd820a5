package io.residuum.actors.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContrastTest {
    /** Student's sleep data of 1908; the figures are those printed in the manual of R. */
    private static final SeedErrors DRUG_1 = errors(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0);

    private static final SeedErrors DRUG_2 = errors(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4);

    private static SeedErrors errors(double... bySeed) {
        SortedMap<Long, Double> map = new TreeMap<>();
        for (int i = 0; i < bySeed.length; i++) {
            map.put(i + 1L, bySeed[i]);
        }
        return new SeedErrors(map);
    }

    @Test
    void welchOfAPublishedExample() {
        Welch means = Contrast.unpaired(DRUG_1, DRUG_2).means();

        assertThat(means.difference()).isCloseTo(0.75 - 2.33, within(1e-12));
        assertThat(means.t()).isCloseTo(-1.8608, within(1e-4));
        assertThat(means.degrees()).isCloseTo(17.776, within(1e-3));
        assertThat(means.p()).isCloseTo(0.07939, within(1e-5));
        assertThat(means.interval().low()).isCloseTo(-3.3654832, within(1e-6));
        assertThat(means.interval().high()).isCloseTo(0.2054832, within(1e-6));
    }

    @Test
    void pairsOfAPublishedExample() {
        PairedT paired = Contrast.paired(DRUG_1, DRUG_2).paired();

        assertThat(paired.pairs()).isEqualTo(10);
        assertThat(paired.p()).isCloseTo(0.002833, within(1e-6));
        assertThat(paired.interval().low()).isCloseTo(-2.4598858, within(1e-6));
        assertThat(paired.interval().high()).isCloseTo(-0.7001142, within(1e-6));
    }

    @Test
    void agreesWithCommonsMath() {
        SeedErrors first = errors(6.61, 6.70, 6.49, 6.80, 6.55);
        SeedErrors second = errors(6.37, 6.40, 6.29, 6.95);

        assertThat(Contrast.unpaired(first, second).means().p())
                .isCloseTo(new TTest().tTest(first.values(), second.values()), within(1e-12));
    }

    @Test
    void onlySeedsThatEndedInBothArePairs() {
        SeedErrors first = new SeedErrors(new TreeMap<>(Map.of(1L, 6.0, 2L, 7.0, 3L, 9.0)));
        SeedErrors second = new SeedErrors(new TreeMap<>(Map.of(2L, 6.5, 3L, 8.7, 4L, 1.0)));

        PairedT paired = Contrast.paired(first, second).paired();

        assertThat(paired.pairs()).isEqualTo(2);
        assertThat(paired.difference()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void aDivergedSeedHasRanksAndNoMeans() {
        Contrast contrast = Contrast.paired(errors(6, 7, Double.POSITIVE_INFINITY), errors(5, 5.5, 6.5));

        assertThat(contrast.medianDifference()).isEqualTo(1.5);
        assertThat(contrast.ranks().p()).isBetween(0.0, 1.0);
        assertThat(contrast.shift().high()).isInfinite();
        assertThat(contrast.paired().pairs()).isEqualTo(3);
        assertThat(contrast.paired().difference()).isNaN();
        assertThat(contrast.means().p()).as("those that survived prove nothing").isNaN();
        assertThat(contrast.means().difference()).as("of the finished").isCloseTo(6.5 - 17.0 / 3, within(1e-12));
    }

    @Test
    void whatCannotBeSaidIsNotSaid() {
        assertThat(Contrast.unpaired(errors(6), errors(7, 8)).means().p()).isNaN();
        assertThat(Contrast.unpaired(errors(6, 6), errors(7, 7)).means().p())
                .as("no deviation")
                .isNaN();
        assertThat(Contrast.paired(errors(6, 7), errors(5, 6)).paired().p())
                .as("all differences 1")
                .isNaN();
        assertThat(Contrast.unpaired(errors(), errors(1, 2)).medianDifference()).isNaN();
        assertThatIllegalArgumentException().isThrownBy(() -> errors(Double.NaN));
    }

    /** A difference of 1 between deviations of 0.5: d = 2, times 1 − 3/(4·8 − 1) for eight degrees of freedom. */
    @Test
    void hedgesGByHand() {
        double[] around = {-0.5, -0.5, 0, 0.5, 0.5};
        SeedErrors first = errors(7 + around[0], 7 + around[1], 7, 7 + around[3], 7 + around[4]);
        SeedErrors second = errors(6 + around[0], 6 + around[1], 6, 6 + around[3], 6 + around[4]);

        assertThat(Contrast.unpaired(first, second).means().hedges()).isCloseTo(2 * (1 - 3.0 / 31), within(1e-12));
    }

    /** Cohen's d that two samples of n find with a power of 80 % at 5 %, from tables of the noncentral t distribution. */
    @ParameterizedTest
    @CsvSource({"5, 2.024", "10, 1.325", "20, 0.909"})
    void whatCouldHaveBeenFoundIsWhatTablesOfPowerSay(int n, double cohensD) {
        double[] errors = new double[n];
        for (int i = 0; i < n; i++) {
            errors[i] = i % 2;
        }
        SeedErrors sample = errors(errors);
        double deviation = sample.spread().standardDeviation();

        assertThat(Contrast.unpaired(sample, sample).means().detectable() / deviation)
                .isCloseTo(cohensD, within(0.006));
    }

    @Test
    void holmOfAPublishedExample() {
        assertThat(Holm.adjusted(List.of(0.01, 0.04, 0.03, 0.005))).containsExactly(0.03, 0.06, 0.06, 0.02);
        assertThat(Holm.adjusted(List.of(0.04, Double.NaN, 0.9))).containsExactly(0.08, Double.NaN, 0.9);
        assertThat(Holm.adjusted(List.of())).isEmpty();
    }

    @Test
    void moreThanSixComparisonsOfFiveAgainstFiveCannotReachFivePercent() {
        double floor = MannWhitney.floor(5, 5);

        assertThat(Holm.mostTests(floor)).isEqualTo(6);
        assertThat(Holm.adjusted(List.of(floor, 1.0, 1.0, 1.0, 1.0, 1.0)).get(0))
                .isLessThan(0.05);
        assertThat(Holm.adjusted(List.of(floor, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)).get(0))
                .isGreaterThan(0.05);
    }
}
