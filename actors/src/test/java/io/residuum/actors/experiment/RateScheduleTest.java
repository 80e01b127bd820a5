package io.residuum.actors.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.residuum.actors.experiment.LearningRate.WarmUp;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateScheduleTest {

    @Test
    void aPlateausRateFallsWhereItIsTold() {
        var plateau = new Schedule.Plateau(Schedule.Judged.TRAINING_LOSS, 0.1, 5, 0, 2);
        RateSchedule before =
                RateSchedule.of(new LearningRate(0.1, new LearningRate.WarmUp(0.01, 400), plateau), 10_000);
        RateSchedule after = before.droppedAt(2_000).droppedAt(5_000);
        assertThat(before.rateAt(9_999)).isEqualTo(0.1);
        assertThat(after.rateAt(399)).isEqualTo(0.01);
        assertThat(after.rateAt(1_999)).isEqualTo(0.1);
        assertThat(after.rateAt(2_000)).isEqualTo(0.01);
        assertThat(after.rateAt(5_000)).isEqualTo(0.001);
    }

    @Test
    void aWarmUpUntilATrainingErrorLastsUntilItIsToldToEnd() {
        var warmUp = LearningRate.WarmUp.untilTrainingError(0.01, 80);
        RateSchedule before =
                RateSchedule.of(new LearningRate(0.1, warmUp, new Schedule.Steps(List.of(2_000L), 0.1)), 10_000);
        assertThat(before.rateAt(9_999)).isEqualTo(0.01);
        assertThat(before.warmedUpAt(500).rateAt(499)).isEqualTo(0.01);
        assertThat(before.warmedUpAt(500).rateAt(500)).isEqualTo(0.1);
        assertThat(before.warmedUpAt(500).rateAt(2_000)).isEqualTo(0.01);
    }

    private static final RateSchedule PAPER = RateSchedule.of(
            new LearningRate(0.1, new WarmUp(0.01, 400), new Schedule.Steps(List.of(32_000L, 48_000L), 0.1)), 64_000);

    @ParameterizedTest
    @CsvSource({
        "0, 0.01",
        "399, 0.01",
        "400, 0.1",
        "31999, 0.1",
        "32000, 0.01",
        "47999, 0.01",
        "48000, 0.001",
        "63999, 0.001"
    })
    void thePapersRateAtEveryBorder(long iteration, double rate) {
        assertThat(PAPER.rateAt(iteration)).isEqualTo(rate);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 64_000, Long.MAX_VALUE})
    void anIterationThatTheRunDoesNotHaveHasNoRate(long iteration) {
        assertThatThrownBy(() -> PAPER.rateAt(iteration))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("iteration " + iteration + " of a run of 64000");
    }

    @Test
    void pointsAreJoinedByStraightLines() {
        RateSchedule schedule = rates(
                new Schedule.Points(
                        List.of(new Schedule.Point(10, 0), new Schedule.Point(20, 1), new Schedule.Point(40, 0.5))),
                WarmUp.NONE,
                100);

        assertThat(schedule.rateAt(0)).as("before the first").isZero();
        assertThat(schedule.rateAt(10)).isZero();
        assertThat(schedule.rateAt(15)).isEqualTo(0.2);
        assertThat(schedule.rateAt(20)).isEqualTo(0.4);
        assertThat(schedule.rateAt(30)).isCloseTo(0.3, within(1e-15));
        assertThat(schedule.rateAt(40)).isEqualTo(0.2);
        assertThat(schedule.rateAt(99)).as("after the last").isEqualTo(0.2);
    }

    @Test
    void aCosineFallsFromTheRateAfterWarmUpTowardsZero() {
        RateSchedule schedule = rates(new Schedule.Cosine(), new WarmUp(0.01, 20), 120);

        assertThat(schedule.rateAt(19)).isEqualTo(0.01);
        assertThat(schedule.rateAt(20)).isEqualTo(0.4);
        assertThat(schedule.rateAt(70)).isCloseTo(0.2, within(1e-15));
        assertThat(schedule.rateAt(119)).isPositive().isLessThan(0.001);
    }

    /** Properties of any schedule of steps: printed with its seed, so that a failure can be had again. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aRateChangesAtDropsAndAtTheEndOfWarmUpOnly(long seed) {
        var random = new SplittableRandom(seed);
        long iterations = random.nextLong(100, 2_000);
        long warmUp = random.nextLong(0, 50);
        List<Long> drops = random.longs(random.nextInt(5), 1, iterations)
                .distinct()
                .sorted()
                .boxed()
                .toList();
        RateSchedule schedule =
                rates(new Schedule.Steps(drops, 0.1), warmUp == 0 ? WarmUp.NONE : new WarmUp(0.01, warmUp), iterations);

        for (long i = 1; i < iterations; i++) {
            double before = schedule.rateAt(i - 1);
            double now = schedule.rateAt(i);
            if (i < warmUp) {
                assertThat(now).isEqualTo(0.01);
            } else if (i > warmUp) {
                double expected = drops.contains(i) ? before / 10 : before;
                assertThat(now).as("iteration %d, drops %s", i, drops).isCloseTo(expected, within(expected * 1e-12));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anySchedulesRateIsFiniteAndNeverNegative(long seed) {
        var random = new SplittableRandom(seed);
        long iterations = random.nextLong(50, 500);
        List<Schedule.Point> points = random.longs(3, 0, 400)
                .distinct()
                .sorted()
                .mapToObj(at -> new Schedule.Point(at, random.nextDouble()))
                .toList();
        for (Schedule schedule :
                List.of(new Schedule.Cosine(), new Schedule.Points(points), new Schedule.Steps(List.of(7L), 2))) {
            RateSchedule rates = rates(schedule, new WarmUp(0.1, random.nextLong(1, 600)), iterations);
            for (long i = 0; i < iterations; i++) {
                assertThat(rates.rateAt(i)).isNotNegative().isFinite();
            }
        }
    }

    private static RateSchedule rates(Schedule schedule, WarmUp warmUp, long iterations) {
        return RateSchedule.of(new LearningRate(0.4, warmUp, schedule), iterations);
    }
}
