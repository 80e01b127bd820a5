package io.residuum.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One thing that goes wrong, once; a world is a seed and a list of these, so that the list can be shortened. */
sealed interface Fault {

    /** How an exchange with the store goes wrong. */
    enum Trouble {
        /** It fails before its effect. */
        FAILED,
        /** It is done, but the answer is lost. */
        ANSWER_LOST,
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

    /** A trainer throws; at most twice a run, so that no verdict is due. */
    record TrainerThrows(Duration at, int node) implements Fault {}

    /** A node's clock is set. */
    record ClockSet(Duration at, int node, Duration by) implements Fault {}

    /** A store leaves a temporary key beside an entry. */
    record StrayKey(Duration at) implements Fault {}

    /** Faults of one world, all within its first minute or its first hundreds of events. */
    static List<Fault> draw(SplittableRandom random, int count) {
        List<Fault> faults = new ArrayList<>();
        while (faults.size() < count) {
            faults.add(one(random));
        }
        return faults;
    }

    private static Fault one(SplittableRandom random) {
        Duration at = Duration.ofMillis(random.nextInt(200, 14_000));
        Duration shortly = Duration.ofMillis(random.nextInt(500, 12_000));
        Duration long_ = Duration.ofMillis(random.nextInt(3_000, 90_000));
        int node = random.nextInt(4);
        int kind = random.nextInt(100);
        if (kind < 36) {
            Trouble[] troubles = Trouble.values();
            return new Exchange(random.nextInt(1, 130), troubles[random.nextInt(troubles.length)], long_);
        } else if (kind < 51) {
            Mishap[] mishaps = Mishap.values();
            return new Message(random.nextInt(1, 90), mishaps[random.nextInt(mishaps.length)], shortly);
        } else if (kind < 58) {
            return new Crash(random.nextInt(1, 500), shortly);
        } else if (kind < 64) {
            return new Pause(random.nextInt(1, 500), random.nextBoolean() ? shortly : long_);
        } else if (kind < 72) {
            int ways = random.nextInt(3);
            return new Partition(at, shortly, node, ways != 1, ways != 0);
        } else if (kind < 80) {
            return new WrongMembership(at, shortly, node);
        } else if (kind < 84) {
            return new Split(at, shortly, random.nextInt(1, 15));
        } else if (kind < 88) {
            return new Failover(at, shortly);
        } else if (kind < 91) {
            return new Outage(at, shortly);
        } else if (kind < 95) {
            return new TrainerThrows(at, node);
        } else if (kind < 98) {
            return new ClockSet(at, node, Duration.ofMillis(random.nextInt(-60_000, 60_000)));
        }
        return new StrayKey(at);
    }
}
