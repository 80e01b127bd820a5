package io.residuum.actors.command;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import io.residuum.actors.cluster.ClusterNode;
import io.residuum.actors.cluster.ClusterSettings;
import io.residuum.actors.http.Front;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.Moments;
import io.residuum.actors.run.NodeDevices;
import io.residuum.actors.run.TrainerResources;
import io.residuum.actors.service.Service;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A daemon's node: its devices, if it is there to train, its place in the cluster, and the service while the coordinator is here. */
final class DaemonNode implements AutoCloseable {

    private final List<NodeDevices> devices; // none on a node that trains nothing
    private final ClusterNode cluster;

    private DaemonNode(List<NodeDevices> devices, ClusterNode cluster) {
        this.devices = devices;
        this.cluster = cluster;
    }

    /**
     * @param front has the service while it is here
     * @param api where others reach the front
     */
    static DaemonNode start(Session session, ActorsSettings settings, Front front, URI api, Clock clock) {
        Config config = session.configuration().config();
        ClusterSettings place = clusterSettings(config);
        List<NodeDevices> devices = place.roles().contains(ClusterSettings.Role.TRAINS)
                ? List.of(NodeDevices.start(
                        TrainerResources.open(
                                session.system(),
                                session.store(),
                                config,
                                settings,
                                clock,
                                Moments.unobserved(),
                                Feed.ofRun()),
                        Machine::attempt))
                : List.of();
        try {
            ClusterNode cluster = ClusterNode.start(
                    settings.nodeName(),
                    api.toString(),
                    devices.stream().map(NodeDevices::ref).toList(),
                    session.store(),
                    config,
                    Machine::attempt,
                    coordinator -> serving(session, front, coordinator, clock));
            front.passOnTo(cluster::coordinatorApi);
            return new DaemonNode(devices, cluster);
        } catch (IllegalStateException e) { // the port is taken
            devices.forEach(NodeDevices::close);
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static ClusterSettings clusterSettings(Config config) {
        try {
            return ClusterSettings.from(config);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.WRONG_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /** Lives as long as the coordinator beside it; what it starts ends with the cluster's system. */
    private static Behavior<Void> serving(
            Session session, Front front, ActorRef<Coordinator.Command> coordinator, Clock clock) {
        return Behaviors.setup(context -> {
            front.serve(Service.start(
                    context.getSystem(),
                    session.store(),
                    session.configuration().config(),
                    coordinator,
                    clock,
                    Machine::attempt));
            return Behaviors.receive(Void.class)
                    .onSignal(PostStop.class, stopped -> {
                        front.passOn();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** Complete, with the reason for a person, once the cluster has refused this node. */
    CompletionStage<String> refusal() {
        return cluster.refusal();
    }

    /** Where other nodes reach this one. */
    String clusterAddress() {
        return cluster.address();
    }

    /** Has every trainer commit what it has and stop; complete when the last one is gone. */
    CompletionStage<Void> leave() {
        return devices.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : devices.get(0).leave();
    }

    @Override
    public void close() {
        cluster.close();
        devices.forEach(NodeDevices::close);
    }
}
