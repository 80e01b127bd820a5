package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node: the engine and the devices in the local actor system, and beside it the cluster's system with the coordinator.
 * The local system and the store are the caller's; closing the node ends the cluster's system and the trainers.
 */
public final class LocalNode implements AutoCloseable {

    private static final Duration TO_TERMINATE = Duration.ofSeconds(10);

    private final ActorSystem<Void> cluster;
    private final NodeDevices devices;
    private final ActorRef<Coordinator.Command> coordinator;
    private final Supplier<String> attempts;

    private LocalNode(
            ActorSystem<Void> cluster,
            NodeDevices devices,
            ActorRef<Coordinator.Command> coordinator,
            Supplier<String> attempts) {
        this.attempts = attempts;
        this.cluster = cluster;
        this.devices = devices;
        this.coordinator = coordinator;
    }

    /**
     * @param local the node's own system, which outlives the cluster's
     * @param attempts names for assignments, each handed out once in the history of the bucket
     * @param moments told when a trainer passes a point at which a process may die
     * @param feed what trainers are fed with
     */
    public static LocalNode start(
            ActorSystem<?> local,
            ObjectStore store,
            Config config,
            ActorsSettings settings,
            Clock clock,
            Supplier<String> attempts,
            Moments moments,
            Feed feed) {
        TrainerResources resources = TrainerResources.open(local, store, config, settings, clock, moments, feed);
        NodeDevices devices = NodeDevices.start(resources, attempts);
        ActorSystem<Void> cluster = ActorSystem.create(Behaviors.empty(), "residuum", config);
        ActorRef<Coordinator.Command> coordinator =
                cluster.systemActorOf(Coordinator.create(store, attempts), "coordinator", Props.empty());
        cluster.systemActorOf(NodeAgent.create(settings.nodeName(), devices.ref(), coordinator), "node", Props.empty());
        return new LocalNode(cluster, devices, coordinator, attempts);
    }

    /** Runs the batch from wherever it is; {@code listener} hears everything about it, on one thread at a time. */
    public CompletionStage<BatchCore.Outcome> submit(BatchPlan plan, String sourceText, Consumer<BatchEvent> listener) {
        CompletableFuture<BatchCore.Outcome> ended = new CompletableFuture<>();
        ActorRef<BatchEvent> watcher = cluster.systemActorOf(
                watching(listener, ended), "watcher-" + plan.id().value(), Props.empty());
        coordinator.tell(new Coordinator.Submit(plan, sourceText, watcher));
        return ended;
    }

    /** A user's command about a batch that was submitted here; complete when its entry stands. */
    public CompletionStage<BatchControl.Answer> control(BatchId batch, BatchControl control) {
        CompletableFuture<BatchControl.Answer> answered = new CompletableFuture<>();
        ActorRef<BatchControl.Answer> user = cluster.systemActorOf(
                Behaviors.receiveMessage(answer -> {
                    answered.complete(answer);
                    return Behaviors.stopped();
                }),
                "user-" + attempts.get(),
                Props.empty());
        coordinator.tell(new Coordinator.Control(batch, control, OptionalLong.empty(), user));
        return answered;
    }

    /** Every trainer commits what it has and stops; the batches end as interrupted. */
    public void putDown(String reason) {
        coordinator.tell(new Coordinator.PutDown(reason));
    }

    @Override
    public void close() {
        cluster.terminate();
        try {
            cluster.getWhenTerminated().toCompletableFuture().get(TO_TERMINATE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            cluster.log().warn("the node did not end within {}", TO_TERMINATE, e);
        }
        devices.close();
    }

    private static Behavior<BatchEvent> watching(
            Consumer<BatchEvent> listener, CompletableFuture<BatchCore.Outcome> ended) {
        return Behaviors.receive(BatchEvent.class)
                .onAnyMessage(event -> {
                    listener.accept(event);
                    if (event instanceof BatchEvent.Ended last) {
                        ended.complete(last.outcome());
                        return Behaviors.stopped();
                    }
                    return Behaviors.same();
                })
                .build();
    }
}
