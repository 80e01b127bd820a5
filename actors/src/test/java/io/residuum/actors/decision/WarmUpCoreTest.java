package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.LearningRate.WarmUp;
import org.junit.jupiter.api.Test;

class WarmUpCoreTest {

    private final WarmUpCore core = new WarmUpCore(WarmUp.untilTrainingError(0.01, 80));

    private boolean hundred(int wrong) {
        boolean ended = false;
        for (int i = 0; i < 100; i++) {
            ended = core.trained(wrong, 128);
        }
        return ended;
    }

    @Test
    void itEndsWithTheFirstHundredIterationsBelowTheError() {
        assertThat(hundred(128)).isFalse();
        assertThat(hundred(103)).as("80.5 %").isFalse();
        for (int i = 0; i < 99; i++) {
            assertThat(core.trained(102, 128))
                    .as("not before the hundred are full")
                    .isFalse();
        }
        assertThat(core.trained(102, 128)).as("79.7 %").isTrue();
        assertThat(core.over()).isTrue();
        assertThat(hundred(128)).as("once").isFalse();
    }

    @Test
    void oneOfSoManyIterationsIsNoneOfIts() {
        assertThat(new WarmUpCore(new WarmUp(0.01, 400)).over()).isTrue();
        assertThat(new WarmUpCore(WarmUp.NONE).trained(0, 128)).isFalse();
    }
}
