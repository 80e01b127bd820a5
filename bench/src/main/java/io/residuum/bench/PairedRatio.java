package io.residuum.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two contestants measured in turn, compared pair by pair.
 *
 * @param ratio peer's time over ours: above 1 where we are faster
 * @param ourSeconds median of the pairs that count
 * @param pairs those that count
 * @param discarded those in which either side took more than {@value #STALL} times its own median
 */
record PairedRatio(MedianInterval ratio, double ourSeconds, double peerSeconds, int pairs, int discarded) {
    private static final double STALL = 2.5;

    /** What both took for the same work, one right after the other. */
    record Pair(double ourSeconds, double peerSeconds) {
        Pair {
            if (!(ourSeconds > 0 && peerSeconds > 0)) {
                throw new IllegalArgumentException(
                        "times must be positive, were " + ourSeconds + " s and " + peerSeconds + " s");
            }
        }
    }

    static PairedRatio of(List<Pair> all) {
        double ours = median(all, Pair::ourSeconds);
        double peers = median(all, Pair::peerSeconds);
        List<Pair> counted = all.stream()
                .filter(pair -> pair.ourSeconds() <= STALL * ours && pair.peerSeconds() <= STALL * peers)
                .toList();
        if (counted.isEmpty()) {
            throw new IllegalStateException("every pair stalled; measure on a quieter machine");
        }
        var ratios = counted.stream()
                .map(pair -> pair.peerSeconds() / pair.ourSeconds())
                .toList();
        return new PairedRatio(
                MedianInterval.of(ratios),
                median(counted, Pair::ourSeconds),
                median(counted, Pair::peerSeconds),
                counted.size(),
                all.size() - counted.size());
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> side) {
        return MedianInterval.median(pairs.stream().mapToDouble(side).boxed().toList());
    }
}
