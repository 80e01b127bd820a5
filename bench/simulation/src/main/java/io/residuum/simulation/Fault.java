package io.residuum.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One thing that goes wrong or is done from outside, once; a world is a seed and a list of these, so that the list can be
 * shortened.
 */
sealed interface Fault {

    /** What users and operators may do at any time; nothing is wrong with it. */
    sealed interface Act extends Fault {
        Duration at();
    }

    /** How an exchange with the store goes wrong. */
    enum Trouble {
        /** It fails before its effect. */
        FAILED,
        /** It is done, but the answer is lost. */
        ANSWER_LOST,
        /** It is done, and answered with an error. */
        ERROR_AFTER,
        /** It is refused at once: too many requests. */
        THROTTLED,
        /** The process dies when the answer arrives. */
        CRASH_AFTER,
        /** Its effect comes long after it was given up. */
        LATE,
        /** A retry below answers 412 to one's own success. */
        OWN_412,
        /** A listing is old. */
        STALE_LIST
    }

    /** How a message goes wrong. */
    enum Mishap {
        LOST,
        LATE,
        DOUBLED
    }

    /** The {@code number}-th exchange with the store, counted from 1. */
    record Exchange(int number, Trouble trouble, Duration delay) implements Fault {}

    /** The {@code number}-th message, counted from 1. */
    record Message(int number, Mishap mishap, Duration delay) implements Fault {}

    /** Whoever performs the {@code number}-th effect dies before it and is started again after {@code delay}. */
    record Crash(int number, Duration delay) implements Fault {}

    /** Whoever performs the {@code number}-th effect sleeps after it. */
    record Pause(int number, Duration delay) implements Fault {}

    /** From {@code at} on, for {@code length}: messages between the coordinator and a node are lost. */
    record Partition(Duration at, Duration length, int node, boolean toNode, boolean fromNode) implements Fault {}

    /** The membership removes a node that is well, and lets it join again. */
    record WrongMembership(Duration at, Duration length, int node) implements Fault {}

    /** A second coordinator begins with half of the nodes while the first goes on with the others. */
    record Split(Duration at, Duration length, int nodes) implements Fault {}

    /** The coordinator dies; another one takes over. */
    record Failover(Duration at, Duration length) implements Fault {}

    /** The store answers nobody. */
    record Outage(Duration at, Duration length) implements Fault {}

    /** A trainer throws; at most twice a run, so that by this alone no verdict is due. */
    record TrainerThrows(Duration at, int node) implements Fault {}

    /** A node's clock is set. */
    record ClockSet(Duration at, int node, Duration by) implements Fault {}

    /** A store leaves a temporary key beside an entry. */
    record StrayKey(Duration at) implements Fault {}

    /** The store refuses every other exchange. */
    record Throttling(Duration at, Duration length) implements Fault {}

    /** Every listing is old. */
    record StaleLists(Duration at, Duration length) implements Fault {}

    /** A run cannot be trained beyond an iteration: its trainers throw there, for so long. */
    record Poison(int run, int iteration, Duration length) implements Fault {}

    /** Whatever is trained on a slot throws, for so long. */
    record SlotFails(Duration at, Duration length, int node) implements Fault {}

    /** Every derived marker is lost. */
    record MarkersLost(Duration at) implements Fault {}

    /** A batch is marked as open that is not, or not any more. */
    record MarkerLeft(Duration at, int batch) implements Fault {}

    /** A user pauses a batch, and resumes it after a while. */
    record PauseBatch(Duration at, Duration length, int batch) implements Act {}

    record SetPriority(Duration at, int batch, int priority) implements Act {}

    /** A user cancels a run, or with a negative number the whole batch. */
    record Cancel(Duration at, int batch, int run) implements Act {}

    record Retry(Duration at, int batch, int run) implements Act {}

    /** The file of a batch is dropped again, under a name of its own. */
    record DropAgain(Duration at, int batch) implements Act {}

    /** A wrong file is dropped, and put right after a while. */
    record DropWrong(Duration at, Duration length, int batch) implements Act {}

    /** A notice of a file that is long gone, or was never there. */
    record LateNotice(Duration at, int batch) implements Act {}

    /** Somebody collects. */
    record Collect(Duration at) implements Act {}

    /** Faults and acts of one world, all within its first minute or its first hundreds of events. */
    static List<Fault> draw(SplittableRandom random, int count) {
        List<Fault> faults = new ArrayList<>();
        while (faults.size() < count) {
            faults.add(random.nextInt(100) < 30 ? act(random) : fault(random));
        }
        return faults;
    }

    private static Fault act(SplittableRandom random) {
        Duration at = Duration.ofMillis(random.nextInt(200, 16_000));
        int batch = random.nextInt(4);
        int kind = random.nextInt(100);
        if (kind < 18) {
            int most = random.nextInt(5) == 0 ? 120_000 : 15_000;
            return new PauseBatch(at, Duration.ofMillis(random.nextInt(500, most)), batch);
        } else if (kind < 26) {
            return new SetPriority(at, batch, random.nextInt(-5, 6));
        } else if (kind < 38) {
            return new Cancel(at, batch, random.nextInt(-1, 5));
        } else if (kind < 50) {
            return new Retry(at, batch, random.nextInt(-1, 5));
        } else if (kind < 58) {
            return new DropAgain(at, batch);
        } else if (kind < 66) {
            return new DropWrong(at, Duration.ofMillis(random.nextInt(20, 4_000)), batch);
        } else if (kind < 70) {
            return new LateNotice(at, batch);
        }
        return new Collect(at);
    }

    private static Fault fault(SplittableRandom random) {
        Duration at = Duration.ofMillis(random.nextInt(200, 14_000));
        Duration shortly = Duration.ofMillis(random.nextInt(500, 12_000));
        Duration long_ = Duration.ofMillis(random.nextInt(3_000, 90_000));
        int node = random.nextInt(4);
        int kind = random.nextInt(100);
        if (kind < 32) {
            Trouble[] troubles = Trouble.values();
            return new Exchange(random.nextInt(1, 220), troubles[random.nextInt(troubles.length)], long_);
        } else if (kind < 45) {
            Mishap[] mishaps = Mishap.values();
            return new Message(random.nextInt(1, 120), mishaps[random.nextInt(mishaps.length)], shortly);
        } else if (kind < 53) {
            return new Crash(random.nextInt(1, 700), shortly);
        } else if (kind < 59) {
            return new Pause(random.nextInt(1, 700), random.nextBoolean() ? shortly : long_);
        } else if (kind < 66) {
            int ways = random.nextInt(3);
            return new Partition(at, shortly, node, ways != 1, ways != 0);
        } else if (kind < 73) {
            return new WrongMembership(at, shortly, node);
        } else if (kind < 79) {
            return new Split(at, shortly, random.nextInt(1, 15));
        } else if (kind < 83) {
            return new Failover(at, shortly);
        } else if (kind < 85) {
            return new Outage(at, shortly);
        } else if (kind < 87) {
            return new Throttling(at, shortly);
        } else if (kind < 91) {
            return new TrainerThrows(at, node);
        } else if (kind < 92) {
            return new Poison(random.nextInt(5), random.nextInt(1, 9), long_);
        } else if (kind < 94) {
            return new SlotFails(at, shortly, node);
        } else if (kind < 95) {
            return new ClockSet(at, node, Duration.ofMillis(random.nextInt(-60_000, 60_000)));
        } else if (kind < 96) {
            return new MarkersLost(at);
        } else if (kind < 97) {
            return new MarkerLeft(at, node);
        } else if (kind < 99) {
            return new StaleLists(at, shortly);
        }
        return new StrayKey(at);
    }
}
