package io.residuum.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Contestants asked in turn, round after round, ours first: A B A B …, so that whatever slows the machine for a while slows
 * all of them.
 */
final class Rounds {
    private final List<Contestant> contestants;
    private final List<List<Double>> seconds = new ArrayList<>();

    /** How one answer becomes one time. */
    enum Sample {
        MEDIAN,
        TOTAL
    }

    private Rounds(List<Contestant> contestants) {
        this.contestants = contestants;
        contestants.forEach(contestant -> seconds.add(new ArrayList<>()));
    }

    /** @param steps how many each contestant, by its place, does for one sample */
    static Rounds run(int rounds, List<Contestant> contestants, List<Integer> steps, Sample sample, Progress progress) {
        var all = new Rounds(contestants);
        for (int round = 0; round < rounds; round++) {
            progress.at(round, rounds);
            for (int i = 0; i < contestants.size(); i++) {
                JsonNode answer = contestants.get(i).ask("steps " + steps.get(i));
                all.seconds.get(i).add(time(answer, sample));
            }
        }
        return all;
    }

    /** Told before each round. */
    @FunctionalInterface
    interface Progress {
        void at(int round, int rounds);
    }

    /** The first contestant against number {@code peer}, the peer's time weighed by {@code peerScale}. */
    PairedRatio against(int peer, double peerScale) {
        List<PairedRatio.Pair> pairs = new ArrayList<>();
        for (int round = 0; round < seconds.get(0).size(); round++) {
            pairs.add(new PairedRatio.Pair(
                    seconds.get(0).get(round), seconds.get(peer).get(round) * peerScale));
        }
        return PairedRatio.of(pairs);
    }

    List<Contestant> contestants() {
        return contestants;
    }

    private static double time(JsonNode answer, Sample sample) {
        List<Double> each = StreamSupport.stream(answer.path("seconds").spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
        return switch (sample) {
            case MEDIAN -> MedianInterval.median(each);
            case TOTAL -> each.stream().mapToDouble(Double::doubleValue).sum();
        };
    }
}
