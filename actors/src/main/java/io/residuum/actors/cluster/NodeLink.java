package io.residuum.actors.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.residuum.actors.run.Devices;
import io.residuum.actors.wire.NodeReport;
import io.residuum.actors.wire.Ordered;
import io.residuum.actors.wire.Reported;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A node's end of the seam between its two actor systems. It lives in the cluster's, which is thrown away and made anew when the
 * membership removes the node; the devices behind it live in the local one and train on. Only wire messages pass.
 *
 * <p>The devices obey one coordinator at a time: the one on the oldest member, by the membership as this node knows it. They
 * are attached to it by its first order.
 */
final class NodeLink extends AbstractBehavior<NodeLink.Command> {

    sealed interface Command {}

    private record FromCoordinator(Ordered order) implements Command {}

    private record MembershipChanged(MemberEvent event) implements Command {}

    /** Who is obeyed now, and where the devices report. */
    private record Attachment(String coordinator, ActorRef<NodeReport> uplink) {}

    private final String node;
    private final ActorRef<Devices.Command> devices;
    private final ActorRefResolver resolver;
    private final Map<Address, Member> members = new HashMap<>();
    private Optional<Attachment> attachment = Optional.empty();
    private long attachments;

    /** Where orders arrive; {@link Membership#nodeEnd} resolves it from everywhere. */
    static Behavior<Ordered> create(String node, ActorRef<Devices.Command> devices) {
        return Behaviors.setup(context -> {
            ActorRef<Command> link =
                    context.spawn(Behaviors.setup(inner -> new NodeLink(inner, node, devices)), "link");
            return Behaviors.receiveMessage(order -> {
                link.tell(new FromCoordinator(order));
                return Behaviors.same();
            });
        });
    }

    private NodeLink(ActorContext<Command> context, String node, ActorRef<Devices.Command> devices) {
        super(context);
        this.node = node;
        this.devices = devices;
        this.resolver = ActorRefResolver.get(context.getSystem());
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(MemberEvent.class, MembershipChanged::new), MemberEvent.class));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromCoordinator.class, from -> ordered(from.order()))
                .onMessage(MembershipChanged.class, changed -> {
                    if (changed.event() instanceof MemberRemoved removed) {
                        members.remove(removed.member().address());
                    } else {
                        members.put(
                                changed.event().member().address(),
                                changed.event().member());
                    }
                    return this;
                })
                .build();
    }

    private Behavior<Command> ordered(Ordered order) {
        if (!isFromOldest(order.coordinator())) {
            getContext().getLog().debug("an order of [{}], which is not the oldest member here", order.coordinator());
            return this;
        }
        Attachment present = attachment
                .filter(known -> known.coordinator().equals(order.coordinator()))
                .orElseGet(() -> attach(order.coordinator()));
        devices.tell(new Devices.Ordered(order.command(), present.uplink()));
        return this;
    }

    private Attachment attach(String coordinator) {
        attachment.ifPresent(former -> getContext().stop(former.uplink()));
        ActorRef<Reported> to = resolver.resolveActorRef(coordinator);
        ActorRef<NodeReport> uplink = getContext().spawn(uplink(to), "uplink-" + attachments++);
        Attachment fresh = new Attachment(coordinator, uplink);
        attachment = Optional.of(fresh);
        getContext().getLog().info("node [{}] takes orders from [{}]", node, coordinator);
        devices.tell(new Devices.Attach(uplink));
        return fresh;
    }

    private Behavior<NodeReport> uplink(ActorRef<Reported> to) {
        return Behaviors.receiveMessage(report -> {
            to.tell(new Reported(node, report));
            return Behaviors.same();
        });
    }

    private boolean isFromOldest(String coordinator) {
        Address from = resolver.resolveActorRef(coordinator).path().address();
        Address self = Cluster.get(getContext().getSystem()).selfMember().address();
        return Membership.oldest(members.values())
                .map(Member::address)
                .filter(oldest -> oldest.equals(from) || (oldest.equals(self) && from.hasLocalScope()))
                .isPresent();
    }
}
