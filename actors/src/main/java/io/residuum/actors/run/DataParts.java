package io.residuum.actors.run;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.pipeline.InputPipeline;

/** What of a data set a run trains on, and what judges it. */
final class DataParts {

    private DataParts() {}

    static InputPipeline of(InputPipeline whole, RunSpec run) {
        return run.view().part().map(whole::holding).orElse(whole);
    }
}
