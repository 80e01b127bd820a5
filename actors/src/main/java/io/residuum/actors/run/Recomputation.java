package io.residuum.actors.run;

import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Difference;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RecomputationPlan.Stretch;
import io.residuum.actors.history.RunAudit.Placed;
import io.residuum.actors.history.RunEntry.Segment;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.MiniBatch;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Trains segments of a run again, by the trainer's own session, and holds metrics and state of each against what the chain says. On
 * the calling thread. Writes nothing but states that came out as their digests say, where they were lost.
 */
public final class Recomputation {

    /** What came of a segment. */
    public sealed interface Outcome {
        Placed placed();

        /** For programs. */
        default String label() {
            if (this instanceof Same) {
                return "same";
            }
            return this instanceof Different ? "different" : "not-comparable";
        }

        /** Metrics and state are those of the chain, bit by bit. */
        record Same(Placed placed, TrainingState state) implements Outcome {}

        /**
         * They are not.
         *
         * @param difference the first one in the metrics; none, or one
         * @param state digest of the state that came out
         */
        record Different(Placed placed, Optional<Difference> difference, Sha256 state) implements Outcome {}

        /** This machine's numeric environment is another than the segment's. */
        record NotComparable(Placed placed, String difference) implements Outcome {}
    }

    private final TrainerResources node;
    private final RunSpec run;
    private final DataSetId dataSet;

    /** @param node its settings are those of the segments' environment, as far as settings go */
    public Recomputation(TrainerResources node, RunSpec run, DataSetId dataSet) {
        this.node = node;
        this.run = run;
        this.dataSet = dataSet;
    }

    /**
     * Trains one stretch; ends early at the first segment that is different, since nothing after it can be the same.
     *
     * @param told of each segment as it is done
     */
    public void train(Stretch stretch, BiConsumer<Recomputation, Outcome> told) {
        NumericEnvironment.Program program = NumericEnvironment.open(node, run);
        for (Placed placed : stretch.segments()) {
            Optional<String> difference =
                    NumericEnvironment.difference(placed.segment().environment(), program.environment());
            if (difference.isPresent()) {
                program.network().close();
                told.accept(this, new Outcome.NotComparable(placed, difference.get()));
                return;
            }
        }
        Reactions reactions = await(Reactions.read(node.store(), run));
        try (TrainingSession session = stretch.start().stream()
                .findFirst()
                .map(Placed::segment)
                .map(start -> TrainingSession.resumed(
                        program.network(), run, state(start), start.to(), reactions.before(start.to())))
                .orElseGet(() -> TrainingSession.fresh(program.network(), run))) {
            session.decided(reactions.cohort());
            InputPipeline input =
                    await(InputPipeline.open(node.system(), node.dataSets(), dataSet, node.images(), node.pipeline())
                            .thenApply(opened -> DataParts.of(opened, run)));
            SinkQueueWithCancel<MiniBatch> batches = run(node.feed().of(input, run, stretch.from()));
            try {
                for (Placed placed : stretch.segments()) {
                    Outcome outcome = again(placed, session, input, batches);
                    told.accept(this, outcome);
                    if (outcome instanceof Outcome.Different) {
                        return;
                    }
                }
            } finally {
                batches.cancel();
            }
        }
    }

    /** Puts a state back where its chain says it is. */
    public ObjectRef putBack(Outcome.Same same) {
        return await(node.store()
                .put(same.placed().segment().state().key(), same.state().toBytes()));
    }

    private TrainingState state(Segment segment) {
        return StoredWeights.state(segment.state(), await(node.store().get(segment.state())));
    }

    private Outcome again(
            Placed placed, TrainingSession session, InputPipeline input, SinkQueueWithCancel<MiniBatch> batches) {
        Segment committed = placed.segment();
        evaluateIfCommitted(committed, session, input); // one that an attempt before this segment's had left to it
        boolean diverged = false;
        while (session.done() < committed.to() && !diverged) {
            MiniBatch batch = await(batches.pull()).orElseThrow(() -> new IllegalStateException("the input ended"));
            try {
                diverged = session.step(batch).diverged();
            } finally {
                batch.release();
            }
            if (!diverged) {
                evaluateIfCommitted(committed, session, input);
            }
        }
        Optional<Difference> difference =
                Difference.first(committed.from(), committed.metrics(), session.takeMetrics());
        TrainingState state = session.state();
        Sha256 digest = Sha256.of(state.toBytes());
        return difference.isEmpty() && digest.equals(committed.state().sha256())
                ? new Outcome.Same(placed, state)
                : new Outcome.Different(placed, difference, digest);
    }

    private void evaluateIfCommitted(Segment committed, TrainingSession session, InputPipeline input) {
        if (committed.metrics().evaluations().stream().noneMatch(e -> isAt(e, session.done()))) {
            return;
        }
        SinkQueueWithCancel<EvaluationBatch> images =
                run(input.judging(run.recipe().input(), node.settings().evaluationBatchImages()));
        try {
            Optional<EvaluationBatch> batch = await(images.pull());
            while (batch.isPresent()) {
                try {
                    session.evaluate(batch.get());
                } finally {
                    batch.get().release();
                }
                batch = await(images.pull());
            }
            session.evaluated();
        } finally {
            images.cancel();
        }
    }

    private static boolean isAt(Evaluation evaluation, long done) {
        return evaluation.iteration() == done && evaluation.view().equals(Evaluation.TEST);
    }

    private <T> SinkQueueWithCancel<T> run(Source<T, ?> source) {
        return source.runWith(Sink.<T>queue().withAttributes(Attributes.inputBuffer(1, 1)), node.system());
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}
