package io.residuum.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Virtual time: events in their order, each on the account of a process that may have died or sleep meanwhile. */
final class Timeline {

    /** A process: what it had in memory is lost with it. */
    static final class Participant {
        private final String name;
        private boolean alive = true;
        private long pausedUntilMillis;

        Participant(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        boolean alive() {
            return alive;
        }

        void die() {
            alive = false;
        }

        void pauseUntil(long millis) {
            pausedUntilMillis = Math.max(pausedUntilMillis, millis);
        }
    }

    /** The process dies in the middle of what it does. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;

        Died() {
            super("died", null, false, false);
        }
    }

    private record Due(long millis, long number, Participant process, Runnable action) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::millis).thenComparingLong(Due::number));
    private final Optional<List<String>> trace;
    private long nowMillis;
    private long number;

    private Timeline(Optional<List<String>> trace) {
        this.trace = trace;
    }

    static Timeline silent() {
        return new Timeline(Optional.empty());
    }

    static Timeline traced() {
        return new Timeline(Optional.of(new ArrayList<>()));
    }

    long nowMillis() {
        return nowMillis;
    }

    long events() {
        return number;
    }

    void after(Duration delay, Participant process, Runnable action) {
        after(delay.toMillis(), process, action);
    }

    void after(long delayMillis, Participant process, Runnable action) {
        queue.add(new Due(nowMillis + delayMillis, number++, process, action));
    }

    /** Plays the next event; false if there is none. */
    boolean next() {
        Due due = queue.poll();
        if (due == null) {
            return false;
        }
        nowMillis = Math.max(nowMillis, due.millis());
        Participant process = due.process();
        if (!process.alive) {
            return true;
        }
        if (process.pausedUntilMillis > nowMillis) {
            queue.add(new Due(process.pausedUntilMillis, due.number(), process, due.action()));
            return true;
        }
        try {
            due.action().run();
        } catch (Died e) {
            if (process.alive) {
                throw new IllegalStateException("only a process that was marked dies", e);
            }
        }
        return true;
    }

    /** Adds a line for people to the trace, if there is one. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library of ours
    void say(String who, String format, Object... parts) {
        trace.ifPresent(
                lines -> lines.add("%9.3f s  %-14s %s".formatted(nowMillis / 1000.0, who, format.formatted(parts))));
    }

    List<String> lines() {
        return trace.map(List::copyOf).orElse(List.of());
    }
}
