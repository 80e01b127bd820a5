package io.residuum.actors.decision;

import io.residuum.actors.experiment.Schedule.Plateau;
import io.residuum.actors.history.CohortEntry.Decision;
import java.util.List;

/**
 * When the rate drops: after so many evaluations in a row whose value was no improvement on the best one so far. A
 * pure function of the values of all seeds; a diverged seed counts +∞.
 */
final class PlateauRule {

    private PlateauRule() {}

    /**
     * The decision that follows {@code before}.
     *
     * @param values of the seeds, in their order
     */
    static Decision next(Plateau plateau, Gate gate, List<Decision> before, List<Double> values) {
        long number = before.size() + 1L;
        double median = median(values);
        double best = Double.POSITIVE_INFINITY;
        int without = 0;
        int drops = 0;
        for (Decision decision : before) {
            if (improves(plateau, decision.median(), best)) {
                best = decision.median();
                without = 0;
            } else {
                without++;
            }
            if (decision.drop()) {
                drops++;
                without = 0;
            }
        }
        boolean drop =
                !improves(plateau, median, best) && without + 1 >= plateau.patience() && drops < plateau.mostDrops();
        return new Decision(number, gate.iterationOf(number), values, median, drop);
    }

    private static boolean improves(Plateau plateau, double value, double best) {
        return Double.isInfinite(best) ? Double.isFinite(value) : value < best * (1 - plateau.threshold());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
