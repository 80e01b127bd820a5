package io.residuum.actors.experiment;

/**
 * The learning rate of a run as its recipe writes it; {@link RateSchedule} says what it is at an iteration.
 *
 * @param rate after the warm-up, before any drop
 */
public record LearningRate(double rate, WarmUp warmUp, Schedule schedule) {
    public LearningRate {
        Checks.positive("rate", rate);
    }

    /** Whether the rate hangs on what all seeds of a variant measure together. */
    public boolean isReactive() {
        return schedule instanceof Schedule.Plateau;
    }

    /**
     * The paper's appendix: deep networks start at 0.01, "and then go back to 0.1".
     *
     * @param rate of iterations 0 … {@code iterations} − 1; 0 where there is none
     * @param iterations 0 for no warm-up, or for one that lasts until a training error
     * @param untilTrainingErrorPercent it lasts until the error on the mini-batches lies below; 0 for one of so many iterations
     */
    public record WarmUp(double rate, long iterations, double untilTrainingErrorPercent) {
        public static final WarmUp NONE = new WarmUp(0, 0);

        public WarmUp(double rate, long iterations) {
            this(rate, iterations, 0);
        }

        public static WarmUp untilTrainingError(double rate, double percent) {
            return new WarmUp(rate, 0, percent);
        }

        /** Whether its end hangs on what the run measures. */
        public boolean isReactive() {
            return untilTrainingErrorPercent > 0;
        }

        public WarmUp {
            Checks.notNegative("iterations", iterations);
            if (!(untilTrainingErrorPercent >= 0 && untilTrainingErrorPercent <= 100)
                    || (untilTrainingErrorPercent > 0 && iterations > 0)) {
                throw new IllegalArgumentException(
                        "a warm-up lasts for iterations or until a training error in percent," + " was " + iterations
                                + ", " + untilTrainingErrorPercent);
            }
            if (iterations > 0 || untilTrainingErrorPercent > 0) {
                Checks.positive("rate", rate);
            } else if (rate != 0) {
                throw new IllegalArgumentException("no warm-up has no rate, was " + rate);
            }
        }
    }
}
