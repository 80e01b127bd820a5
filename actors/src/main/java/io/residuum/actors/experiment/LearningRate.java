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

    /**
     * The paper's appendix: deep networks start at 0.01, "and then go back to 0.1".
     *
     * @param rate of iterations 0 … {@code iterations} − 1; 0 where there is none
     * @param iterations 0 for no warm-up
     */
    public record WarmUp(double rate, long iterations) {
        public static final WarmUp NONE = new WarmUp(0, 0);

        public WarmUp {
            Checks.notNegative("iterations", iterations);
            if (iterations > 0) {
                Checks.positive("rate", rate);
            } else if (rate != 0) {
                throw new IllegalArgumentException("no warm-up has no rate, was " + rate);
            }
        }
    }
}
