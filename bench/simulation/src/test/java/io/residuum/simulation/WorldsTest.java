package io.residuum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldsTest {

    private static final int FEWEST_FAULTS = 20;

    private final Exploration exploration = new Exploration(Bug.NONE);

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, 77_777})
    void whateverFailsEveryInvariantHolds(long seed) {
        for (int world = 0; world < 60; world++) {
            World.Ending ending = exploration.play(seed + world);
            assertThat(ending.violation()).as("seed %d", seed + world).isEmpty();
            assertThat(ending.faults()).as("seed %d", seed + world).isGreaterThanOrEqualTo(FEWEST_FAULTS);
        }
    }

    /** Two coordinators at once, and a node that the membership takes from one and gives to the other. */
    @Test
    void aNodeThatJoinsOneSideHasLeftTheOther() {
        assertThat(exploration.play(20_261_628).violation()).isEmpty();
    }

    /** A coordinator that has read one version of a file keeps it while another one deletes the next. */
    @Test
    void noVersionOfAFileIsKeptOverAnother() {
        assertThat(exploration.play(1_000_101).violation()).isEmpty();
    }

    /** Everything is cancelled and reported; then a run is retried that no selection chose. */
    @Test
    void aRetryOfWhatWasNotChosenIsReportedAnew() {
        assertThat(exploration.play(1_006_100).violation()).isEmpty();
    }

    /** A slot is promised by a trainer that is on another one, as a later word says. */
    @Test
    void aPromiseOfWhatIsNotThereIsNone() {
        assertThat(exploration.play(2_005_476).violation()).isEmpty();
    }

    /** A user retries between the verdict on a run and its supervisor's next reading of the chain. */
    @Test
    void aRetryRightBehindAVerdictIsNotMissed() {
        assertThat(exploration.play(4_000_338).violation()).isEmpty();
    }

    /** A seed was given up only because it waited for another; then the coordinator changes, and that other goes on. */
    @Test
    void aSeedGivenUpForAnotherBlocksTheRestByItself() {
        assertThat(exploration.play(20_262_992).violation()).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        List<String> once = exploration.replay(44).trace();
        assertThat(exploration.replay(44).trace()).isEqualTo(once).hasSizeGreaterThan(100);
        assertThat(exploration.replay(45).trace()).isNotEqualTo(once);
    }
}
