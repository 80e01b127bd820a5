package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a node trains with: the engine and the devices, in the local actor system, which outlives any cluster's. Closing stops the
 * trainers where they are and frees their memory; the system and the store are the caller's.
 */
public final class NodeDevices implements AutoCloseable {

    private static final Duration TO_STOP = Duration.ofSeconds(10);

    private final ActorSystem<?> local;
    private final ActorRef<Devices.Command> devices;

    private NodeDevices(ActorSystem<?> local, ActorRef<Devices.Command> devices) {
        this.local = local;
        this.devices = devices;
    }

    /** @param attempts names for assignments, each handed out once in the history of the bucket */
    public static NodeDevices start(TrainerResources resources, Supplier<String> attempts) {
        ActorSystem<?> local = resources.system();
        return new NodeDevices(
                local,
                local.systemActorOf(
                        Devices.create(
                                resources.settings().nodeName(),
                                resources.settings().slots(),
                                NumericEnvironment.ofNode(resources),
                                (order, reports) -> Trainer.create(order, resources, reports)),
                        "devices-" + attempts.get(),
                        Props.empty()));
    }

    public ActorRef<Devices.Command> ref() {
        return devices;
    }

    /** Lets every trainer commit what it has and stop; complete when the last one is gone. */
    public CompletionStage<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        devices.tell(new Devices.Leave(left));
        return left;
    }

    @Override
    public void close() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        devices.tell(new Devices.Stop(stopped));
        try {
            stopped.get(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            local.log().warn("the trainers did not stop within {}", TO_STOP, e);
        }
    }
}
