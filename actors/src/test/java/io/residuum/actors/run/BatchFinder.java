package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Has every batch of the store taken over that is not reported, and looks again and again for others. */
final class BatchFinder {

    private static final Duration EVERY = Duration.ofMillis(500);

    private sealed interface Command {}

    private record Look() implements Command {}

    private record Listed(List<BatchId> batches) implements Command {}

    private record Read(BatchHistory batch) implements Command {}

    private record Failed() implements Command {}

    private BatchFinder() {}

    static Behavior<?> create(ObjectStore store, ActorRef<Coordinator.Command> coordinator) {
        return Behaviors.<Command>setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), EVERY);
            StoredBatches batches = new StoredBatches(context.getSystem(), store);
            Set<BatchId> known = new HashSet<>();
            return Behaviors.receive(Command.class)
                    .onMessage(Look.class, look -> {
                        context.pipeToSelf(
                                batches.ids(), (ids, failure) -> failure == null ? new Listed(ids) : new Failed());
                        return Behaviors.same();
                    })
                    .onMessage(Listed.class, listed -> {
                        listed.batches().stream().filter(known::add).forEach(id -> read(context, batches, id));
                        return Behaviors.same();
                    })
                    .onMessage(Read.class, read -> {
                        BatchHistory batch = read.batch();
                        if (!batch.reported()) {
                            coordinator.tell(new Coordinator.TakeOver(
                                    batch.plan(),
                                    batch.source(),
                                    context.getSystem().ignoreRef()));
                        }
                        return Behaviors.same();
                    })
                    .onMessage(Failed.class, failed -> Behaviors.same())
                    .build();
        }));
    }

    private static void read(ActorContext<Command> context, StoredBatches batches, BatchId id) {
        context.pipeToSelf(batches.batch(id), (batch, failure) -> failure == null ? new Read(batch) : new Failed());
    }
}
