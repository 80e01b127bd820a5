package io.residuum.actors.command;

import io.residuum.actors.decision.RunState;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.run.BatchEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Why a batch cannot go on, each reason once: what its runs, or the batch itself, were parked for. */
final class Obstacles {

    private final RunNames names;
    private final Set<String> reasons =
            new ConcurrentSkipListSet<>(); // noted on the node's thread, read on the command's

    Obstacles(BatchPlan plan) {
        this.names = new RunNames(plan);
    }

    void note(BatchEvent event) {
        if (event instanceof BatchEvent.Damaged damaged) {
            reasons.add(damaged.reason());
        } else if (event instanceof BatchEvent.RunMoved moved && moved.state().phase() == RunState.Phase.PARKED) {
            reasons.add(names.of(moved.run()) + ": " + moved.state().reason());
        }
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
