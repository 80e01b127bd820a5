package io.residuum.actors.experiment;

/**
 * The learning rate of every iteration of one run: a pure function of the iteration, so that a run resumed anywhere goes on with the
 * rate it would have had.
 *
 * <p>Iterations count from 0. A warm-up of 400 iterations holds for i &lt; 400; a drop at 32,000 acts from i = 32,000.
 */
public final class RateSchedule {
    private final LearningRate learningRate;
    private final long iterations;

    private RateSchedule(LearningRate learningRate, long iterations) {
        this.learningRate = learningRate;
        this.iterations = iterations;
    }

    /**
     * The rates of a run.
     *
     * @param iterations of the whole run; schedules that end with it need to know
     */
    public static RateSchedule of(LearningRate learningRate, long iterations) {
        Checks.positive("iterations", iterations);
        return new RateSchedule(learningRate, iterations);
    }

    /**
     * The rate of the update of one iteration.
     *
     * @throws IndexOutOfBoundsException if the run has no such iteration
     */
    public double rateAt(long iteration) {
        if (iteration < 0 || iteration >= iterations) {
            throw new IndexOutOfBoundsException("iteration " + iteration + " of a run of " + iterations);
        }
        LearningRate.WarmUp warmUp = learningRate.warmUp();
        return iteration < warmUp.iterations()
                ? warmUp.rate()
                : learningRate.schedule().rateAt(iteration, learningRate.rate(), warmUp.iterations(), iterations);
    }
}
