package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One variant of a batch: subscribes to the runs of all its seeds, passes their states on to the batch and says how the
 * variant stands whenever one ends.
 */
final class VariantSupervisor {

    private VariantSupervisor() {}

    /** @param claimOf what each run is to those who hand out slots */
    static Behavior<Coordinator.RunChanged> create(
            PlannedVariant variant,
            List<RunSpec> runs,
            Function<RunSpec, Claim> claimOf,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<BatchSupervisor.Command> batch,
            ActorRef<BatchEvent> watcher) {
        return Behaviors.setup(context -> {
            VariantCore core = new VariantCore(
                    variant.name(), runs.stream().map(RunSpec::id).toList());
            for (RunSpec run : runs) {
                coordinator.tell(
                        new Coordinator.Supervise(run, variant.dataSet().id(), claimOf.apply(run), context.getSelf()));
            }
            return Behaviors.receive(Coordinator.RunChanged.class)
                    .onAnyMessage(changed -> {
                        Optional<VariantCore.Standing> standing = core.on(changed.run(), changed.state());
                        watcher.tell(new BatchEvent.RunMoved(changed.run(), changed.state()));
                        standing.ifPresent(now -> watcher.tell(new BatchEvent.VariantStands(now)));
                        batch.tell(new BatchSupervisor.RunMoved(changed.run(), changed.state()));
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}
