package io.residuum.actors.cluster;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.Join;
import akka.cluster.typed.SingletonActor;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Devices;
import io.residuum.actors.wire.WireFormat;
import io.residuum.storage.ObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private final String api;
    private final List<ActorRef<Devices.Command>> devices; // none on a node that trains nothing
    private final ObjectStore store;
    private final Config config;
    private final ClusterSettings settings;
    private final Supplier<String> attempts;
    private final Companion companion;
    private final int port;
    private final CompletableFuture<String> refused = new CompletableFuture<>();
    private ActorSystem<Void> system; // guarded by this
    private boolean closing; // guarded by this

    private ClusterNode(
            String node,
            String api,
            List<ActorRef<Devices.Command>> devices,
            ObjectStore store,
            Config config,
            Supplier<String> attempts,
            Companion companion) {
        this.node = node;
        this.api = api;
        this.devices = devices;
        this.store = store;
        this.config = config;
        this.settings = ClusterSettings.from(config);
        this.attempts = attempts;
        this.companion = companion;
        if (devices.isEmpty() == settings.roles().contains(ClusterSettings.Role.TRAINS)) {
            throw new IllegalArgumentException("node [" + node + "] has " + devices.size() + " devices and the roles "
                    + settings.roles() + "; a node that trains has devices, and no other");
        }
        this.system = join(settings, settings.seedAddresses());
        this.port = Cluster.get(system).selfMember().address().getPort().orElse(settings.port());
        system.getWhenTerminated().thenRun(this::ended);
    }

    /**
     * @param node its name, which no other process has
     * @param api where others reach its API; empty for one that has none
     * @param devices in the local system, which is the caller's; none where the node's roles do not say that it trains
     * @param attempts names for assignments, each handed out once in the history of the bucket
     * @param companion works beside the coordinator, whenever that is on this node
     */
    public static ClusterNode start(
            String node,
            String api,
            List<ActorRef<Devices.Command>> devices,
            ObjectStore store,
            Config config,
            Supplier<String> attempts,
            Companion companion) {
        return new ClusterNode(node, api, devices, store, config, attempts, companion);
    }

    /** @param contacts addresses to ask, the first of which founds a cluster if the others do not answer */
    private ActorSystem<Void> join(ClusterSettings at, List<String> contacts) {
        Config own = ConfigFactory.parseMap(at.toAkka(Membership.roles(node, api, at.roles()), contacts))
                .withFallback(config);
        ActorSystem<Void> fresh = bound(at, own);
        fresh.systemActorOf(MembershipLog.create(), MembershipLog.NAME, Props.empty());
        devices.forEach(there -> fresh.systemActorOf(NodeLink.create(node, there), Membership.NODE_END, Props.empty()));
        ClusterSingleton.get(fresh)
                .init(SingletonActor.of(CoordinatorHost.create(store, attempts, companion), "coordinator")
                        .withStopMessage(new CoordinatorHost.HandOver())
                        .withSettings(ClusterSingletonSettings.create(fresh).withRole(Membership.COORDINATES)));
        Cluster cluster = Cluster.get(fresh);
        if (at.isAlone()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        } else {
            fresh.systemActorOf(Islands.create(at.seedAddresses(), at.seedsAskedEvery()), "islands", Props.empty());
            LOG.info(
                    "node [{}] at [{}] looks for the cluster [{}] at {}",
                    node,
                    at.host() + ":" + at.port(),
                    at.name(),
                    contacts);
        }
        if (contacts.isEmpty() && !at.isAlone()) { // Akka would wait for somebody to say whom to join
            after(at.foundAfter(), () -> CoordinatedShutdown.get(fresh)
                    .run(CoordinatedShutdown.clusterJoinUnsuccessfulReason()));
        }
        return fresh;
    }

    private static ActorSystem<Void> bound(ClusterSettings at, Config own) {
        try {
            return ActorSystem.create(Behaviors.empty(), ClusterSettings.SYSTEM, own);
        } catch (RemoteTransportException e) {
            throw new IllegalStateException(
                    "the cluster cannot listen at " + at.host() + ":" + at.port() + ": " + e.getMessage()
                            + "; end whatever does, or set residuum.actors.cluster.port",
                    e);
        }
    }

    private synchronized void ended() {
        if (closing) {
            return;
        }
        Optional<CoordinatedShutdown.Reason> reason =
                CoordinatedShutdown.get(system).getShutdownReason();
        if (reason.filter(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals)
                .isPresent()) {
            closing = true;
            refused.complete(refusalOf(settings));
            return;
        }
        if (reason.filter(CoordinatedShutdown.clusterJoinUnsuccessfulReason()::equals)
                .isPresent()) {
            List<String> seeds = settings.seedAddresses();
            LOG.warn(
                    "node [{}] found nobody at {}: founds a cluster, and joins that of the seeds once they answer",
                    node,
                    seeds);
            rejoinLater(Stream.concat(Stream.of(settings.ownAddress()), seeds.stream())
                    .distinct()
                    .toList());
        } else {
            LOG.warn("node [{}] was removed from the cluster; its trainers go on, and it joins again", node);
            rejoinLater(settings.seedAddresses());
        }
    }

    private String refusalOf(ClusterSettings own) {
        return ("the nodes at %s refused node [%s], since it is of another cluster, bucket or release: here the cluster is"
                        + " [%s] (%s), the bucket [%s] (%s), and messages are of wire version %d; the log of those nodes"
                        + " says which it is")
                .formatted(
                        own.seedAddresses(),
                        node,
                        own.name(),
                        Compatibility.NAME,
                        config.getString(Compatibility.BUCKET),
                        Compatibility.BUCKET,
                        WireFormat.VERSION);
    }

    private void rejoinLater(List<String> contacts) {
        after(settings.rejoinAfter(), () -> rejoin(contacts));
    }

    private static void after(Duration delay, Runnable next) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(next);
    }

    private synchronized void rejoin(List<String> contacts) {
        if (closing) {
            return;
        }
        try {
            system = join(settings.at(port), contacts); // the port it had, so that others find it where they know it
            system.getWhenTerminated().thenRun(this::ended);
        } catch (RuntimeException e) { // the port may still be taken for a moment
            LOG.warn("node [{}] cannot join again at port [{}] yet: {}", node, port, e.getMessage());
            rejoinLater(contacts);
        }
    }

    /** Complete, with the reason for a person, once the cluster has refused this node for what it is; it does not try again. */
    public CompletionStage<String> refusal() {
        return refused;
    }

    /** The API of the node that coordinates, by the membership as this node knows it; empty while none does, or it has none. */
    public synchronized Optional<URI> coordinatorApi() {
        return system.whenTerminated().isCompleted()
                ? Optional.empty()
                : Membership.oldest(Cluster.get(system).state())
                        .flatMap(Membership::api)
                        .map(URI::create);
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
