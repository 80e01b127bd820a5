package io.residuum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The world finds mistakes of each kind, and names the invariant that does not hold. */
class PlantedBugsTest {

    private static final int MOST_WORLDS = 2_000;

    private static Set<Invariant> named(Bug bug) {
        return switch (bug) {
            case NONE -> EnumSet.noneOf(Invariant.class);
            case UNCONDITIONAL_CREATE -> EnumSet.of(Invariant.NO_ENTRY_CHANGES);
            case ENTRY_BEFORE_STATE -> EnumSet.of(Invariant.STATES_STAND);
            case LOSER_DELETES, NO_ANSWER_IS_FAILURE -> EnumSet.of(
                    Invariant.STATES_STAND, Invariant.NOTHING_IN_FLIGHT_IS_COLLECTED);
            case NO_PARENT_CHECK -> EnumSet.of(Invariant.ONE_CHAIN, Invariant.ANSWERED_WHEN_WRITTEN);
            case LOSER_COMMITS_UNDER_WINNER -> EnumSet.of(Invariant.ONE_CHAIN);
            case STALE_HEAD -> EnumSet.of(Invariant.NOTHING_COMMITTED_IS_REDONE);
            case DROP_WITHOUT_ENTRY -> EnumSet.of(Invariant.NO_SEED_GOES_AHEAD, Invariant.SAME_BITS);
            case DECISION_WITHOUT_A_SEED -> EnumSet.of(Invariant.SAME_DECISIONS);
            case CHOICE_BY_ONE_FOLD -> EnumSet.of(Invariant.SAME_CHOICE);
            case SEED_COUNTED_TWICE, REPORT_WITH_ONE_LESS -> EnumSet.of(Invariant.SAME_RESULT);
            case COLLECT_HEAD_PLUS_ONE -> EnumSet.of(Invariant.NOTHING_IN_FLIGHT_IS_COLLECTED);
            case CANCEL_LOST_AT_FAILOVER -> EnumSet.of(Invariant.CONTROLS_HOLD);
            case RESTART_ON_MISSED_ANSWER -> EnumSet.of(
                    Invariant.NO_HEALTHY_RUN_IS_RESTARTED, Invariant.NO_SECOND_TRAINER);
        };
    }

    @ParameterizedTest
    @EnumSource(value = Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        Exploration exploration = new Exploration(bug);
        Optional<Violation> found = Optional.empty();
        for (long seed = 1; seed <= MOST_WORLDS && found.isEmpty(); seed++) {
            found = exploration.play(seed).violation();
        }
        assertThat(found.map(Violation::invariant)).as(bug.label()).isPresent();
        assertThat(named(bug)).contains(found.orElseThrow().invariant());
    }

    @Test
    void fewFaultsAreLeftToRead() {
        Exploration exploration = new Exploration(Bug.SEED_COUNTED_TWICE);
        long seed = 1;
        while (exploration.play(seed).violation().isEmpty()) {
            seed++;
        }
        Invariant invariant = exploration.play(seed).violation().orElseThrow().invariant();
        assertThat(exploration.shrunk(seed, invariant).size())
                .isLessThan(exploration.faults(seed).size() / 2);
    }
}
