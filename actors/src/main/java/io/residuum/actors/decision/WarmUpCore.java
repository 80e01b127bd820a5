package io.residuum.actors.decision;

import io.residuum.actors.experiment.LearningRate.WarmUp;

/**
 * When a warm-up that lasts until a training error is over: after the first hundred iterations, counted from a multiple of a
 * hundred, whose images were classified wrongly less often. It hangs on the run's own mini-batches alone and is told all of them,
 * from the first on, so that a run resumed anywhere decides the same.
 */
public final class WarmUpCore {

    /** Iterations that are judged together: single mini-batches scatter too much. */
    public static final int TOGETHER = 100;

    private final WarmUp warmUp;
    private long done;
    private long errors;
    private long images;
    private boolean over;

    public WarmUpCore(WarmUp warmUp) {
        this.warmUp = warmUp;
        this.over = !warmUp.isReactive();
    }

    public boolean over() {
        return over;
    }

    /** The next iteration's mini-batch; true if the warm-up ends with it. */
    public boolean trained(int wrong, int ofImages) {
        done++;
        if (over) {
            return false;
        }
        errors += wrong;
        images += ofImages;
        if (done % TOGETHER == 0) {
            over = 100.0 * errors / images < warmUp.untilTrainingErrorPercent();
            errors = 0;
            images = 0;
        }
        return over;
    }
}
