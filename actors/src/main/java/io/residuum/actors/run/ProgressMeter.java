package io.residuum.actors.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** Throughput since the last report, asked for after every iteration and answered at most so often. */
final class ProgressMeter {

    private final Clock clock;
    private final Duration every;
    private Instant since;
    private long images;

    ProgressMeter(Clock clock, Duration every) {
        this.clock = clock;
        this.every = every;
        this.since = clock.instant();
    }

    /** @return images a second, when a report is due */
    OptionalDouble after(int moreImages) {
        images += moreImages;
        Instant now = clock.instant();
        Duration passed = Duration.between(since, now);
        if (passed.compareTo(every) < 0) {
            return OptionalDouble.empty();
        }
        double rate = images * 1e9 / Math.max(1, passed.toNanos());
        images = 0;
        since = now;
        return OptionalDouble.of(rate);
    }

    /** What follows does not count the time until now. */
    void pause() {
        images = 0;
        since = clock.instant();
    }
}
