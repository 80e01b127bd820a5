package io.residuum.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Worlds by their seeds: plays them, plays one again with a trace, and finds few faults that are enough for a violation. */
final class Exploration {

    private static final int FEWEST_FAULTS = 54;
    private static final int MOST_FAULTS = 74;

    private final List<List<Plan>> plans = List.of(
            List.of(Plan.fiveSeeds()),
            List.of(Plan.twoVariants()),
            List.of(Plan.threeSeeds(), Plan.twoVariants()),
            List.of(Plan.cohort()),
            List.of(Plan.cohort(), Plan.threeSeeds()),
            List.of(Plan.choice()),
            List.of(Plan.choice(), Plan.threeSeeds()));
    private final Bug bug;

    Exploration(Bug bug) {
        this.bug = bug;
    }

    /** The faults that the seed draws. */
    List<Fault> faults(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 7_919 + 1);
        return Fault.draw(random, random.nextInt(FEWEST_FAULTS, MOST_FAULTS));
    }

    World.Ending play(long seed) {
        return play(seed, faults(seed), Timeline.silent());
    }

    World.Ending replay(long seed) {
        return play(seed, faults(seed), Timeline.traced());
    }

    World.Ending play(long seed, List<Fault> faults, Timeline timeline) {
        SplittableRandom random = new SplittableRandom(seed);
        List<World.Machine> machines = new ArrayList<>();
        int nodes = random.nextInt(2, 5);
        boolean alike = random.nextInt(3) > 0;
        for (int node = 0; node < nodes; node++) {
            machines.add(new World.Machine(random.nextInt(1, 3), alike || node % 2 == 0 ? "one" : "another"));
        }
        List<Plan> batches = plans.get(random.nextInt(plans.size()));
        World.Layout layout = new World.Layout(batches, machines, random.nextInt(2, 5));
        return new World(random.nextLong(), layout, faults, bug, timeline).play();
    }

    /** A smaller set of the seed's faults after which the same invariant does not hold; by halves, then one by one. */
    List<Fault> shrunk(long seed, Invariant invariant) {
        List<Fault> faults = new ArrayList<>(faults(seed));
        for (int size = faults.size() / 2; size >= 1; size /= 2) {
            for (int from = 0; from < faults.size(); ) {
                List<Fault> fewer = new ArrayList<>(faults.subList(0, from));
                fewer.addAll(faults.subList(Math.min(faults.size(), from + size), faults.size()));
                Optional<Violation> violation =
                        play(seed, fewer, Timeline.silent()).violation();
                if (violation.filter(v -> v.invariant() == invariant).isPresent()) {
                    faults = fewer;
                } else {
                    from += size;
                }
            }
        }
        return List.copyOf(faults);
    }
}
