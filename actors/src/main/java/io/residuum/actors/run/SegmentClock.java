package io.residuum.actors.run;

import io.residuum.actors.decision.SlotId;
import io.residuum.actors.history.Execution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** When a segment began, and how long its steps took. */
final class SegmentClock {

    private final long from;
    private final Clock clock;
    private final Instant start;
    private Duration training = Duration.ZERO;

    private SegmentClock(long from, Clock clock) {
        this.from = from;
        this.clock = clock;
        this.start = clock.instant();
    }

    static SegmentClock startingAt(long iteration, Clock clock) {
        return new SegmentClock(iteration, clock);
    }

    /** The first iteration of the segment. */
    long from() {
        return from;
    }

    Duration elapsed() {
        return Duration.between(start, clock.instant());
    }

    <T> T timed(Supplier<T> step) {
        Instant before = clock.instant();
        T result = step.get();
        training = training.plus(Duration.between(before, clock.instant()));
        return result;
    }

    Execution execution(SlotId slot, List<Execution.Recovery> recoveries) {
        return new Execution(slot.node(), slot.toString(), start, clock.instant(), training.toMillis(), recoveries);
    }
}
