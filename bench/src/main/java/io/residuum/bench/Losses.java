package io.residuum.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The proof that contestants do the same work: from equal weights and images, equal losses. */
final class Losses {
    private static final int STEPS = 5;
    private static final double TOLERANCE = 1e-3;

    private Losses() {}

    /**
     * Lets every contestant do its first steps, which are not measured.
     *
     * @throws Disagreement if a loss after five of them is not the first contestant's
     */
    static void agreeing(List<Contestant> contestants) {
        double expected = afterFive(contestants.get(0));
        for (Contestant each : contestants.subList(1, contestants.size())) {
            double found = afterFive(each);
            check(each.name(), expected, found);
        }
    }

    static void check(String peer, double expected, double found) {
        if (!(Math.abs(found - expected) <= TOLERANCE)) {
            throw new Disagreement(
                    "after %d steps from equal weights and images the loss of %s is %.6f, ours %.6f; they differ by more than %s, so no ratio is given"
                            .formatted(STEPS, peer, found, expected, TOLERANCE));
        }
    }

    /** The loss before the sixth step. */
    private static double afterFive(Contestant contestant) {
        JsonNode losses = contestant.ask("steps " + (STEPS + 1)).path("losses");
        return losses.path(STEPS).asDouble(Double.NaN);
    }

    /** Two contestants do not compute the same. */
    static final class Disagreement extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Disagreement(String message) {
            super(message);
        }
    }
}
