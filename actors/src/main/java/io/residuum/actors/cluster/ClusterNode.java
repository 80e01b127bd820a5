package io.residuum.actors.cluster;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.Join;
import akka.cluster.typed.SingletonActor;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Devices;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's place in the cluster: an actor system that joins, runs the coordinator when it is its turn, and carries what the
 * devices have to say. An actor system that the membership removed cannot join again, so it is thrown away and another one made,
 * for as long as the node is open; the devices are the local system's and notice nothing but another coordinator.
 */
public final class ClusterNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
    private static final Duration TO_LEAVE = Duration.ofSeconds(10);

    private final String node;
    private final ActorRef<Devices.Command> devices;
    private final ObjectStore store;
    private final Config config;
    private final ClusterSettings settings;
    private final Supplier<String> attempts;
    private final Companion companion;
    private final int port;
    private ActorSystem<Void> system; // guarded by this
    private boolean closing; // guarded by this

    private ClusterNode(
            String node,
            ActorRef<Devices.Command> devices,
            ObjectStore store,
            Config config,
            Supplier<String> attempts,
            Companion companion) {
        this.node = node;
        this.devices = devices;
        this.store = store;
        this.config = config;
        this.settings = ClusterSettings.from(config);
        this.attempts = attempts;
        this.companion = companion;
        this.system = join(settings);
        this.port = Cluster.get(system).selfMember().address().getPort().orElse(settings.port());
        system.getWhenTerminated().thenRun(this::ended);
    }

    /**
     * @param node its name, which no other process has
     * @param devices in the local system, which is the caller's
     * @param attempts names for assignments, each handed out once in the history of the bucket
     * @param companion works beside the coordinator, whenever that is on this node
     */
    public static ClusterNode start(
            String node,
            ActorRef<Devices.Command> devices,
            ObjectStore store,
            Config config,
            Supplier<String> attempts,
            Companion companion) {
        return new ClusterNode(node, devices, store, config, attempts, companion);
    }

    private ActorSystem<Void> join(ClusterSettings at) {
        Config own = ConfigFactory.parseMap(at.toAkka(Membership.role(node))).withFallback(config);
        ActorSystem<Void> fresh = ActorSystem.create(Behaviors.empty(), ClusterSettings.SYSTEM, own);
        fresh.systemActorOf(NodeLink.create(node, devices), Membership.NODE_END, Props.empty());
        ClusterSingleton.get(fresh)
                .init(SingletonActor.of(CoordinatorHost.create(store, attempts, companion), "coordinator")
                        .withStopMessage(new CoordinatorHost.HandOver()));
        Cluster cluster = Cluster.get(fresh);
        if (at.seeds().isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
        return fresh;
    }

    private synchronized void ended() {
        if (!closing) {
            LOG.warn("node [{}] was removed from the cluster; its trainers go on, and it joins again", node);
            rejoinLater();
        }
    }

    private void rejoinLater() {
        CompletableFuture.delayedExecutor(settings.rejoinAfter().toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::rejoin);
    }

    private synchronized void rejoin() {
        if (closing) {
            return;
        }
        try {
            system = join(settings.at(port)); // the port it had, so that others find it where they know it
            system.getWhenTerminated().thenRun(this::ended);
        } catch (RuntimeException e) { // the port may still be taken for a moment
            LOG.warn("node [{}] cannot join again at port [{}] yet: {}", node, port, e.getMessage());
            rejoinLater();
        }
    }

    /** Where others reach this node: {@code host:port}. */
    public String address() {
        return settings.host() + ":" + port;
    }

    /** Leaves in order: the coordinator hands over, the others know at once. Trainers are not touched. */
    @Override
    public void close() {
        CompletionStage<?> left;
        synchronized (this) {
            closing = true;
            left = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
        }
        try {
            left.toCompletableFuture().get(TO_LEAVE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("node [{}] did not leave the cluster within {}", node, TO_LEAVE, e);
        }
    }
}
