package io.residuum.actors.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.ClusterDomainEvent;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberLeft;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.ReachableMember;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import org.slf4j.Logger;

/** One line of the log for each thing that happens to the membership, as this node sees it. */
final class MembershipLog {

    /** Every member has one, by this name among its system's actors. */
    static final String NAME = "log";

    private MembershipLog() {}

    static Behavior<ClusterDomainEvent> create() {
        return Behaviors.setup(context -> {
            var subscriptions = Cluster.get(context.getSystem()).subscriptions();
            subscriptions.tell(Subscribe.create(context.getSelf().narrow(), MemberEvent.class));
            subscriptions.tell(Subscribe.create(context.getSelf().narrow(), ReachabilityEvent.class));
            return Behaviors.receiveMessage(event -> {
                say(context.getLog(), event);
                return Behaviors.same();
            });
        });
    }

    private static void say(Logger log, ClusterDomainEvent event) {
        if (event instanceof MemberUp up) {
            log.info("{} is a member", name(up.member()));
        } else if (event instanceof MemberLeft left) {
            log.info("{} is leaving", name(left.member()));
        } else if (event instanceof MemberDowned downed) {
            log.warn("{} is being removed", name(downed.member()));
        } else if (event instanceof MemberRemoved removed) {
            log.info("{} is no member any more", name(removed.member()));
        } else if (event instanceof UnreachableMember unreachable) {
            log.warn("{} cannot be reached", name(unreachable.member()));
        } else if (event instanceof ReachableMember reachable) {
            log.info("{} can be reached again", name(reachable.member()));
        }
    }

    private static String name(Member member) {
        String at = "[" + member.address().hostPort() + "]";
        return Membership.node(member)
                .map(node -> "node [" + node + "] at " + at)
                .orElse("member " + at);
    }
}
