package io.residuum.actors.experiment;

import java.util.List;
import java.util.stream.Stream;

/**
 * The learning rate of every iteration of one run: a pure function of the iteration and of the reactions known so far, so that a run
 * resumed anywhere goes on with the rate it would have had.
 *
 * <p>Iterations count from 0. A warm-up of 400 iterations holds for i &lt; 400; a drop at 32,000 acts from i = 32,000.
 */
public final class RateSchedule {
    private static final long NOT_YET = Long.MAX_VALUE;

    private final LearningRate learningRate;
    private final long iterations;
    private final long warmUpEnd;
    private final List<Long> drops;

    private RateSchedule(LearningRate learningRate, long iterations, long warmUpEnd, List<Long> drops) {
        this.learningRate = learningRate;
        this.iterations = iterations;
        this.warmUpEnd = warmUpEnd;
        this.drops = drops;
    }

    /**
     * The rates of a run before it has reacted to anything.
     *
     * @param iterations of the whole run; schedules that end with it need to know
     */
    public static RateSchedule of(LearningRate learningRate, long iterations) {
        Checks.positive("iterations", iterations);
        LearningRate.WarmUp warmUp = learningRate.warmUp();
        return new RateSchedule(
                learningRate, iterations, warmUp.isReactive() ? NOT_YET : warmUp.iterations(), List.of());
    }

    /** With a warm-up until a training error that ends before {@code iteration}. */
    public RateSchedule warmedUpAt(long iteration) {
        return new RateSchedule(learningRate, iterations, iteration, drops);
    }

    /** With one more drop of a schedule that waits for the training to stop getting better; it acts from {@code iteration} on. */
    public RateSchedule droppedAt(long iteration) {
        List<Long> more = Stream.concat(drops.stream(), Stream.of(iteration)).toList();
        Checks.ascending("drops", more);
        return new RateSchedule(learningRate, iterations, warmUpEnd, more);
    }

    /** The iterations from which on a drop of a reactive schedule acts. */
    public List<Long> drops() {
        return drops;
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
        if (iteration < warmUpEnd) {
            return learningRate.warmUp().rate();
        }
        if (learningRate.schedule() instanceof Schedule.Plateau plateau) {
            int fallen = (int) drops.stream().filter(drop -> iteration >= drop).count();
            return plateau.rateAfter(fallen, learningRate.rate());
        }
        return learningRate.schedule().rateAt(iteration, learningRate.rate(), warmUpEnd, iterations);
    }
}
