package io.residuum.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.simulation.Fault.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A batch of three runs that is dropped into the inbox, paused, resumed, moved ahead, cut short, tried again and collected
 * behind, with every exchange with the store gone wrong in every way: all of them, no sampling.
 */
class EnumerationTest {

    private static final Plan PLAN = Plan.threeSeeds();
    private static final List<Fault> ACTS = List.of(
            new Fault.DropWrong(millis(900), millis(300), 0),
            new Fault.PauseBatch(millis(1_800), millis(900), 0),
            new Fault.SetPriority(millis(3_200), 0, 3),
            new Fault.Cancel(millis(3_600), 0, 2),
            new Fault.Collect(millis(4_000)),
            new Fault.Retry(millis(4_600), 0, 2),
            new Fault.Collect(millis(9_000)));

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private record Played(World world, World.Ending ending) {}

    private static Played play(List<Fault> faults) {
        List<World.Machine> machines = List.of(new World.Machine(2, "one"), new World.Machine(1, "one"));
        World world = new World(5, new World.Layout(List.of(PLAN), machines, 4), faults, Bug.NONE, Timeline.silent());
        return new Played(world, world.play());
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"FAILED", "ANSWER_LOST", "CRASH_AFTER"})
    void everyExchangeGoesWrongOnce(Trouble trouble) {
        int exchanges = play(ACTS).world().store().exchangesUntilSettled();
        assertThat(exchanges).isGreaterThan(150);
        for (int number = 1; number <= exchanges; number++) {
            List<Fault> faults = new ArrayList<>(ACTS);
            faults.add(new Fault.Exchange(number, trouble, Duration.ofSeconds(3)));
            World.Ending ending = play(faults).ending();
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
        assertThat(played.world().ledger().result(PLAN)).contains(PLAN.undisturbed());
    }

    @Test
    void everythingThatIsToGoWrongIsThere() {
        List<World.Machine> machines = List.of(new World.Machine(2, "one"), new World.Machine(1, "one"));
        World world = new World(5, new World.Layout(List.of(PLAN), machines, 4), ACTS, Bug.NONE, Timeline.traced());
        List<String> trace = world.play().trace();
        for (String kind : List.of(
                "accepted",
                "paused",
                "resumed",
                "priority",
                "cancelled",
                "retry",
                "reported",
                "delete runs/",
                "put derived/open/",
                "delete inbox/",
                ".rejected.json",
                "put accepted/")) {
            assertThat(trace).as(kind).anyMatch(line -> line.contains(kind));
        }
    }
}
