package io.residuum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.simulation.Fault.Trouble;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch of three runs, with every exchange with the store gone wrong in every way: all of them, no sampling. */
class EnumerationTest {

    private static final Plan PLAN = Plan.threeSeeds();

    private record Played(World world, World.Ending ending) {}

    private static Played play(List<Fault> faults) {
        World.Layout layout = new World.Layout(List.of(PLAN), List.of(2, 1), 4);
        World world = new World(5, layout, faults, Bug.NONE, Timeline.silent());
        world.expectUndisturbedResults();
        return new Played(world, world.play());
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"FAILED", "ANSWER_LOST", "CRASH_AFTER"})
    void everyExchangeGoesWrongOnce(Trouble trouble) {
        int exchanges = play(List.of()).world().store().exchanges();
        assertThat(exchanges).isGreaterThan(60);
        for (int number = 1; number <= exchanges; number++) {
            World.Ending ending = play(List.of(new Fault.Exchange(number, trouble, Duration.ofSeconds(3))))
                    .ending();
            assertThat(ending.violation())
                    .as("exchange %d, %s", number, trouble)
                    .isEmpty();
            assertThat(ending.faults()).as("exchange %d, %s", number, trouble).isEqualTo(1);
        }
    }

    @Test
    void undisturbedItReportsTheUndisturbedResult() {
        Played played = play(List.of());
        assertThat(played.ending().violation()).isEmpty();
        assertThat(played.ending().faults()).isZero();
        assertThat(played.world().ledger().result(PLAN))
                .contains(PLAN.undisturbed().result());
    }
}
