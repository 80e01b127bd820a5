package io.residuum.actors.run;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.Metrics;
import io.residuum.model.EvaluationResult;
import io.residuum.model.Network;
import io.residuum.model.SliceKey;
import io.residuum.model.SliceOrder;
import io.residuum.model.SliceResult;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.CentreView;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.MiniBatch;
import io.residuum.pipeline.Randomness;
import io.residuum.pipeline.Slice;
import java.util.List;

/**
 * One run being trained: its network, its rate, and what was measured since the last border of a segment. Used on one
 * thread; owns the network's native memory.
 */
final class TrainingSession implements AutoCloseable {

    private final Network network;
    private final RunningRate rates;
    private final long seed;
    private final boolean crops;
    private final MetricsBuilder metrics = new MetricsBuilder();
    private long done;
    private EvaluationResult evaluation = NOTHING_EVALUATED;

    private static final EvaluationResult NOTHING_EVALUATED = new EvaluationResult(0, 0, 0, 0);

    private TrainingSession(Network network, RunSpec run, RunningRate rates, long done) {
        this.network = network;
        this.rates = rates;
        this.seed = run.seed();
        this.crops = run.recipe().augmenting().method().crops();
        this.done = done;
    }

    /** A run from its beginning: every tensor drawn from its own generator. */
    static TrainingSession fresh(Network network, RunSpec run) {
        network.initialise(tensor -> Randomness.initialWeights(run.seed(), tensor));
        return new TrainingSession(network, run, new RunningRate(run, List.of()), 0);
    }

    /**
     * A run from a committed state.
     *
     * @param reactions what its rate has reacted to
     */
    static TrainingSession resumed(Network network, RunSpec run, TrainingState state, long done, Reactions reactions) {
        network.load(state);
        RunningRate rates = new RunningRate(run, reactions.measured());
        rates.decided(reactions.cohort());
        return new TrainingSession(network, run, rates, done);
    }

    /** What the cohort decided, all of it. */
    void decided(CohortHistory history) {
        rates.decided(history);
    }

    /** What one iteration gave. */
    record Step(double loss, boolean diverged) {}

    /**
     * One iteration: the gradient slice by slice, in order, then one update. A loss that is not finite ends the run; no
     * update follows it.
     */
    Step step(MiniBatch batch) {
        if (batch.iteration() != done) {
            throw new IllegalStateException(
                    "mini-batch of iteration " + batch.iteration() + " where " + done + " is next");
        }
        List<Slice> slices = batch.slices();
        int images = slices.stream().mapToInt(Slice::images).sum();
        double loss = 0;
        int errors = 0;
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            SliceResult result = network.gradient(
                    slice.pixels(),
                    slice.labels(),
                    slice.images(),
                    slice.height(),
                    slice.width(),
                    images,
                    i == 0 ? SliceOrder.FIRST : SliceOrder.FURTHER,
                    new SliceKey(seed, done, i));
            loss += result.loss();
            errors += result.errors();
        }
        boolean diverged = !Double.isFinite(loss);
        if (diverged) {
            network.abandonGradient();
        } else {
            network.update(rates.at(done));
        }
        rates.changeAt(done).ifPresent(metrics::rateChange);
        done++;
        metrics.iteration((float) loss, errors, images);
        rates.trained(errors, images);
        return new Step(loss, diverged);
    }

    /** Adds a batch of images that judge to the evaluation in hand. */
    void evaluate(EvaluationBatch batch) {
        Slice slice = batch.slice();
        evaluation = evaluation.plus(
                network.evaluate(slice.pixels(), slice.labels(), slice.images(), slice.height(), slice.width()));
    }

    /** The evaluation in hand has seen every image. */
    void evaluated() {
        metrics.evaluation(judged(Evaluation.TEST));
    }

    /** The same of a view that is in no segment's metrics. */
    Evaluation viewed(CentreView view) {
        return judged(Evaluation.name(view));
    }

    private Evaluation judged(String view) {
        EvaluationResult result = evaluation;
        evaluation = NOTHING_EVALUATED;
        return new Evaluation(
                done,
                view,
                result.images(),
                result.errors(),
                crops ? result.topFiveErrors() : Evaluation.NOT_COUNTED,
                result.loss());
    }

    /** The evaluation in hand is given up; whoever goes on from here makes it again. */
    void evaluationAbandoned() {
        evaluation = NOTHING_EVALUATED;
    }

    long done() {
        return done;
    }

    /** The rate of the iteration done last. */
    double rate() {
        return done == 0 ? rates.at(0) : rates.at(done - 1);
    }

    TrainingState state() {
        return network.state();
    }

    /** What was measured since this was last asked. */
    Metrics takeMetrics() {
        return metrics.take();
    }

    @Override
    public void close() {
        network.close();
    }
}
