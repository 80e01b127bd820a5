package io.residuum.actors.run;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.MiniBatch;

/** Where a trainer's mini-batches come from. */
@FunctionalInterface
public interface Feed {

    /** The mini-batches of {@code run} from iteration {@code from} on. */
    Source<MiniBatch, NotUsed> of(InputPipeline input, RunSpec run, long from);

    /** The run's own: a pure function of its recipe, its seed and the iteration. */
    static Feed ofRun() {
        return (input, run, from) -> input.training(run.recipe().input(), run.seed(), from);
    }
}
