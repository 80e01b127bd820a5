package io.residuum.actors.history;

import io.residuum.actors.history.RunAudit.Placed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which segments of a run are trained again, and from where. Chosen are first those whose state is lost, then others in the order of
 * their states' digests: as good as by chance, and the same ones every time; more of them include the fewer. A segment begins from
 * the state before it; where that was collected, from the nearest one that is there, and the segments between are trained, and
 * checked, on the way.
 */
public record RecomputationPlan(List<Placed> chosen, List<Stretch> stretches) {

    public RecomputationPlan {
        chosen = List.copyOf(chosen);
        stretches = List.copyOf(stretches);
    }

    /**
     * Segments trained one after another.
     *
     * @param start the segment whose state it begins from; none, or one, as in {@code Optional}: from untrained weights if none
     * @param segments in order; the last one is chosen
     */
    public record Stretch(List<Placed> start, List<Placed> segments) {
        public Stretch {
            start = List.copyOf(start);
            segments = List.copyOf(segments);
        }

        public long from() {
            return segments.get(0).segment().from();
        }

        public long to() {
            return segments.get(segments.size() - 1).segment().to();
        }
    }

    /** How a segment's state stands in the store. */
    public enum Standing {
        WHOLE,
        /** Damaged, or missing where it is always kept. */
        LOST,
        /** Missing, as it may be. */
        COLLECTED
    }

    /** A segment and how its state stands. */
    public record Candidate(Placed placed, Standing standing) {}

    /**
     * Chooses {@code count} segments, fewer if there are no more.
     *
     * @param segments of the run, in order, without gaps
     */
    public static RecomputationPlan of(List<Candidate> segments, int count) {
        Set<Long> chosen = segments.stream()
                .filter(candidate -> candidate.placed().segment().to()
                                > candidate.placed().segment().from()
                        || candidate.standing() == Standing.LOST)
                .sorted(Comparator.comparing((Candidate candidate) -> candidate.standing() != Standing.LOST)
                        .thenComparing(candidate ->
                                candidate.placed().segment().state().sha256())
                        .thenComparing(candidate -> candidate.placed().index()))
                .limit(count)
                .map(candidate -> candidate.placed().index())
                .collect(Collectors.toCollection(HashSet::new));
        return new RecomputationPlan(
                segments.stream()
                        .map(Candidate::placed)
                        .filter(placed -> chosen.contains(placed.index()))
                        .toList(),
                stretches(segments, chosen));
    }

    private static List<Stretch> stretches(List<Candidate> segments, Set<Long> chosen) {
        List<Stretch> stretches = new ArrayList<>();
        List<Placed> start = List.of(); // what the stretch in hand begins from
        List<Placed> passed = new ArrayList<>(); // since then, or since the last chosen one
        List<Placed> taken = new ArrayList<>(); // up to the last chosen one
        for (Candidate candidate : segments) {
            passed.add(candidate.placed());
            if (chosen.contains(candidate.placed().index())) {
                taken.addAll(passed);
                passed.clear();
            } else if (candidate.standing() == Standing.WHOLE) { // nearer than where the stretch in hand has come to
                close(stretches, start, taken);
                start = List.of(candidate.placed());
                passed.clear();
            }
        }
        close(stretches, start, taken);
        return stretches;
    }

    private static void close(List<Stretch> stretches, List<Placed> start, List<Placed> taken) {
        if (!taken.isEmpty()) {
            stretches.add(new Stretch(start, taken));
            taken.clear();
        }
    }

    /** What it costs. */
    public long iterations() {
        return stretches.stream()
                .mapToLong(stretch -> stretch.to() - stretch.from())
                .sum();
    }

    /** How long it takes at the speed at which the same segments were trained. */
    public Duration expected() {
        return Duration.ofMillis(stretches.stream()
                .flatMap(stretch -> stretch.segments().stream())
                .mapToLong(placed -> placed.segment().execution().trainingMillis())
                .sum());
    }
}
