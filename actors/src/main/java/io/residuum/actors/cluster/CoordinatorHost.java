package io.residuum.actors.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.Ordered;
import io.residuum.actors.wire.Reported;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The coordinator in a cluster, on whichever member the membership puts it: told which nodes there are, its orders carried to
 * them and their reports to it, and its companion beside it.
 */
final class CoordinatorHost extends AbstractBehavior<CoordinatorHost.Command> {

    sealed interface Command {}

    private record MembershipChanged(MemberEvent event) implements Command {}

    /** Whoever was a member when this began and is none any more, without an event about it. */
    private record LookForGone() implements Command {}

    /** Another member is to coordinate from now on. */
    record HandOver() implements Command {}

    private static final Duration LOOK_FOR_GONE_EVERY = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final ActorRef<Coordinator.Command> coordinator;
    private final String self;
    private final Map<String, UniqueAddress> nodes = new HashMap<>(); // to which orders go
    private final Set<String> silent = new HashSet<>(); // members at the beginning that no event was about

    static Behavior<Command> create(ObjectStore store, Supplier<String> attempts, Companion companion) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new CoordinatorHost(context, timers, store, attempts, companion)));
    }

    private CoordinatorHost(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ObjectStore store,
            Supplier<String> attempts,
            Companion companion) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.silent.addAll(Membership.nodes(cluster.state()));
        this.coordinator = context.spawn(Coordinator.create(store, attempts, Set.copyOf(silent)), "coordinator");
        this.self = ActorRefResolver.get(context.getSystem())
                .toSerializationFormat(context.spawn(reports(coordinator), "reports"));
        context.spawn(companion.of(coordinator), "companion");
        context.getLog().info("coordinates here, with nodes {}", silent);
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(MemberEvent.class, MembershipChanged::new), MemberEvent.class));
        timers.startTimerWithFixedDelay(new LookForGone(), LOOK_FOR_GONE_EVERY);
    }

    private static Behavior<Reported> reports(ActorRef<Coordinator.Command> coordinator) {
        return Behaviors.receiveMessage(reported -> {
            coordinator.tell(new Coordinator.FromNode(reported.report()));
            return Behaviors.same();
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(MembershipChanged.class, changed -> membershipChanged(changed.event()))
                .onMessage(LookForGone.class, look -> lookForGone())
                .onMessage(HandOver.class, handOver -> {
                    getContext().getLog().info("hands the coordination over");
                    return Behaviors.stopped();
                })
                .build();
    }

    private Behavior<Command> membershipChanged(MemberEvent event) {
        Member member = event.member();
        Membership.node(member).ifPresent(node -> {
            silent.remove(node);
            if (event instanceof MemberUp) {
                joined(node, member);
            } else if (event instanceof MemberRemoved && nodes.remove(node, member.uniqueAddress())) {
                left(node, member);
            }
        });
        return this;
    }

    private void joined(String node, Member member) {
        UniqueAddress present = nodes.putIfAbsent(node, member.uniqueAddress());
        if (present == null) {
            coordinator.tell(new Coordinator.NodeJoined(node, orders(member.address())));
        } else if (!present.equals(member.uniqueAddress())) {
            getContext()
                    .getLog()
                    .error(
                            "nodes at [{}] and [{}] are both called [{}]: the second one gets nothing to train while the"
                                    + " first is a member; give each its own residuum.actors.node.name",
                            present.address(),
                            member.address(),
                            node);
        }
    }

    private void left(String node, Member member) {
        coordinator.tell(new Coordinator.NodeLeft(node));
        Membership.named(cluster.state(), node)
                .filter(other -> !other.uniqueAddress().equals(member.uniqueAddress()))
                .ifPresent(other -> joined(node, other));
    }

    private Behavior<Command> lookForGone() {
        Set<String> gone = new HashSet<>(silent);
        gone.removeAll(Membership.nodes(cluster.state()));
        gone.forEach(node -> coordinator.tell(new Coordinator.NodeLeft(node)));
        silent.removeAll(gone);
        return this;
    }

    /** Stands for the node here: puts our name on what is said to it. */
    private ActorRef<NodeCommand> orders(Address address) {
        ActorRef<Ordered> to = Membership.nodeEnd(getContext().getSystem(), address);
        Behavior<NodeCommand> envelope = Behaviors.receiveMessage(command -> {
            to.tell(new Ordered(self, command));
            return Behaviors.same();
        });
        return getContext().spawnAnonymous(envelope);
    }
}
