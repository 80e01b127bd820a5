package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import java.util.List;
import java.util.Optional;

/**
 * One variant of a batch: hears of the runs of all its seeds, passes their states on to the batch and says how the variant
 * stands whenever one ends.
 */
final class VariantSupervisor {

    private VariantSupervisor() {}

    static Behavior<Coordinator.RunChanged> create(
            BatchId id,
            PlannedVariant variant,
            List<RunId> runs,
            ActorRef<BatchSupervisor.Command> batch,
            ActorRef<BatchEvent> watcher) {
        VariantCore core = new VariantCore(variant.name(), runs);
        return Behaviors.receive(Coordinator.RunChanged.class)
                .onAnyMessage(changed -> {
                    Optional<VariantCore.Standing> standing = core.on(changed.run(), changed.state());
                    watcher.tell(new BatchEvent.RunMoved(id, changed.run(), changed.state()));
                    standing.ifPresent(now -> watcher.tell(new BatchEvent.VariantStands(id, now)));
                    batch.tell(new BatchSupervisor.RunMoved(changed.run(), changed.state()));
                    return Behaviors.same();
                })
                .build();
    }
}
