package io.residuum.actors.statistics;

import static io.residuum.actors.statistics.Equivalence.Verdict.EQUIVALENT;
import static io.residuum.actors.statistics.Equivalence.Verdict.HIGHER;
import static io.residuum.actors.statistics.Equivalence.Verdict.LOWER;
import static io.residuum.actors.statistics.Equivalence.Verdict.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EquivalenceTest {
    private static final double[] ERRORS = {6.61, 6.70, 6.49, 6.80, 6.55}; // 6.63 ± 0.1227

    private static Spread spread(double... errors) {
        return Spread.of(errors, 0);
    }

    /** Each side is a one-sided t test, which is half of the library's two-sided one. */
    @Test
    void isTwoOneSidedTests() {
        Equivalence equivalence = Equivalence.toNumber(spread(ERRORS), 6.7, 0.3);
        double upper = new TTest().tTest(6.7 + 0.3, ERRORS) / 2;
        double lower = new TTest().tTest(6.7 - 0.3, ERRORS) / 2;

        assertThat(equivalence.p()).isCloseTo(Math.max(upper, lower), within(1e-12));
        assertThat(equivalence.difference()).isCloseTo(-0.07, within(1e-12));
    }

    /** 6.63 ± 2.132 · 0.1227/√5, the 95 % point of t with four degrees of freedom from tables: 6.513 … 6.747. */
    @ParameterizedTest
    @CsvSource({
        "6.61, 0.3, EQUIVALENT",
        "6.61, 0.13, UNDECIDED",
        "6.2, 0.3, HIGHER",
        "7.2, 0.3, LOWER",
        "6.4, 0.3, UNDECIDED",
        "6.61, 0.14, EQUIVALENT"
    })
    void theWholeIntervalHasToLieOnOneSideOfTheMargin(double published, double margin, Equivalence.Verdict verdict) {
        Equivalence equivalence = Equivalence.toNumber(spread(ERRORS), published, margin);

        assertThat(equivalence.interval().low()).isCloseTo(6.513 - published, within(5e-4));
        assertThat(equivalence.interval().high()).isCloseTo(6.747 - published, within(5e-4));
        assertThat(equivalence.verdict()).isEqualTo(verdict);
        assertThat(equivalence.p() < 0.05).as("the interval and p agree").isEqualTo(verdict == EQUIVALENT);
    }

    @Test
    void aPublishedDeviationCountsToo() {
        Equivalence number = Equivalence.toNumber(spread(ERRORS), 6.61, 0.3);
        Equivalence mean = Equivalence.toMean(spread(ERRORS), 6.61, 0.12, 5, 0.3);

        double half = number.interval().high() - number.difference();
        double wider = mean.interval().high() - mean.difference();
        // √2 of the standard error at 1.860 instead of 2.132
        assertThat(wider / half).isCloseTo(Math.sqrt(1 + 0.0144 / 0.01505) * 1.860 / 2.132, within(2e-3));
        assertThat(mean.verdict()).isEqualTo(EQUIVALENT);
    }

    @Test
    void whatIsNotShownIsUndecided() {
        assertThat(Equivalence.toNumber(spread(6.61), 6.61, 0.3).verdict())
                .as("one seed")
                .isEqualTo(UNDECIDED);
        assertThat(Equivalence.toNumber(spread(), 6.61, 0.3).verdict()).isEqualTo(UNDECIDED);
        assertThat(Equivalence.toMean(spread(6.61), 6.61, 0.1, 5, 0.3).verdict())
                .isEqualTo(UNDECIDED);
        assertThat(Equivalence.toNumber(Spread.of(ERRORS, 1), 6.61, 0.3).verdict())
                .as("a diverged seed")
                .isEqualTo(UNDECIDED);
        assertThat(Equivalence.toNumber(spread(ERRORS), 20, 0.3).verdict()).isEqualTo(LOWER);
        assertThat(Equivalence.toNumber(spread(ERRORS), 1, 0.3).verdict()).isEqualTo(HIGHER);
        assertThatIllegalArgumentException().isThrownBy(() -> Equivalence.toNumber(spread(ERRORS), 6.61, 0));
    }
}
