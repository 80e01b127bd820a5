package io.residuum.actors.run;

import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.Metrics;
import io.residuum.actors.history.RateChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects what a segment measures; no boxing, since there is one call an iteration. */
final class MetricsBuilder {

    private static final int FIRST_CAPACITY = 256;

    private float[] loss = new float[FIRST_CAPACITY];
    private int[] errors = new int[FIRST_CAPACITY];
    private int[] images = new int[FIRST_CAPACITY];
    private int iterations;
    private List<Evaluation> evaluations = new ArrayList<>();
    private List<RateChange> rateChanges = new ArrayList<>();

    /** @param meanLoss of the mini-batch */
    void iteration(float meanLoss, int errorCount, int imageCount) {
        if (iterations == loss.length) {
            loss = Arrays.copyOf(loss, 2 * iterations);
            errors = Arrays.copyOf(errors, 2 * iterations);
            images = Arrays.copyOf(images, 2 * iterations);
        }
        loss[iterations] = meanLoss;
        errors[iterations] = errorCount;
        images[iterations] = imageCount;
        iterations++;
    }

    void evaluation(Evaluation evaluation) {
        evaluations.add(evaluation);
    }

    void rateChange(RateChange change) {
        rateChanges.add(change);
    }

    /** Everything since this was last asked. */
    Metrics take() {
        Metrics metrics = new Metrics(
                Arrays.copyOf(loss, iterations),
                Arrays.copyOf(errors, iterations),
                Arrays.copyOf(images, iterations),
                evaluations,
                rateChanges);
        iterations = 0;
        evaluations = new ArrayList<>();
        rateChanges = new ArrayList<>();
        return metrics;
    }
}
