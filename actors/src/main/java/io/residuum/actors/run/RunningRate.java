package io.residuum.actors.run;

import io.residuum.actors.decision.WarmUpCore;
import io.residuum.actors.experiment.RateSchedule;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.Metrics;
import io.residuum.actors.history.RateChange;
import java.util.List;
import java.util.Optional;

/** The rate of a run under way: what its recipe says, and what it has reacted to. */
final class RunningRate {

    private static final long NEVER = -1;

    private final WarmUpCore warmUp;
    private RateSchedule rates;
    private long trained;
    private long warmedUpAt = NEVER;

    /** @param measured iterations before the next one that the rate may hang on */
    RunningRate(RunSpec run, List<Metrics> measured) {
        this.rates = run.rateSchedule();
        this.warmUp = new WarmUpCore(run.recipe().learningRate().warmUp());
        for (Metrics metrics : measured) {
            int[] errors = metrics.errors();
            int[] images = metrics.images();
            for (int i = 0; i < errors.length; i++) {
                trained(errors[i], images[i]);
            }
        }
    }

    double at(long iteration) {
        return rates.rateAt(iteration);
    }

    /** The mini-batch of the next iteration was trained. */
    void trained(int errors, int images) {
        trained++;
        if (warmUp.trained(errors, images)) {
            warmedUpAt = trained;
            rates = rates.warmedUpAt(trained);
        }
    }

    /** The cohort's decisions, all of them; those known already change nothing. */
    void decided(CohortHistory history) {
        history.drops().stream().skip(rates.drops().size()).forEach(at -> rates = rates.droppedAt(at));
    }

    /** The change of the rate that this iteration is the first to train with, if there is one. */
    Optional<RateChange> changeAt(long iteration) {
        if (rates.drops().contains(iteration)) {
            return Optional.of(new RateChange(iteration, at(iteration), RateChange.Cause.PLATEAU));
        }
        return iteration == warmedUpAt
                ? Optional.of(new RateChange(iteration, at(iteration), RateChange.Cause.WARMED_UP))
                : Optional.empty();
    }
}
