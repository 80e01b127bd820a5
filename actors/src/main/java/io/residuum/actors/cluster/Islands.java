package io.residuum.actors.cluster;

import akka.actor.ActorIdentity;
import akka.actor.Identify;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import io.residuum.actors.decision.IslandsCore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The shell around {@link IslandsCore}: asks seeds that are no members whether they are there, and leaves the cluster for theirs. */
final class Islands extends AbstractBehavior<Islands.Command> {

    sealed interface Command {}

    private record Look() implements Command {}

    private record Answered(String seed) implements Command {}

    private record RemovedBy(String other) implements Command {}

    private final Cluster cluster;
    private final IslandsCore core;
    private final Set<String> answering = new HashSet<>();

    /** @param seeds addresses, in the order in which every node has them */
    static Behavior<Command> create(List<String> seeds, Duration lookEvery) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Islands(context, timers, new IslandsCore(seeds), lookEvery)));
    }

    private Islands(
            ActorContext<Command> context, TimerScheduler<Command> timers, IslandsCore core, Duration lookEvery) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.core = core;
        timers.startTimerWithFixedDelay(new Look(), lookEvery);
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(
                        ThisActorSystemQuarantinedEvent.class,
                        context.messageAdapter(
                                ThisActorSystemQuarantinedEvent.class,
                                event -> new RemovedBy(
                                        event.remoteAddress().address().toString()))));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, look -> look())
                .onMessage(Answered.class, answered -> {
                    answering.add(answered.seed());
                    return this;
                })
                .onMessage(RemovedBy.class, removed -> removedBy(removed.other()))
                .build();
    }

    private Behavior<Command> look() {
        if (!isMember()) {
            answering.clear();
            return this;
        }
        Set<String> members = members();
        core.looked(members, answering)
                .ifPresent(seed -> leave("seed [" + seed + "] answers and belongs to another cluster"));
        answering.clear();
        akka.actor.ActorRef answers = Adapter.toClassic(getContext()
                .messageAdapter(ActorIdentity.class, identity -> new Answered((String) identity.correlationId())));
        for (String seed : core.toAsk(members)) {
            Adapter.toClassic(getContext().getSystem())
                    .actorSelection(seed + "/system/" + MembershipLog.NAME)
                    .tell(new Identify(seed), answers);
        }
        return this;
    }

    private Behavior<Command> removedBy(String other) {
        if (isMember() && core.leavesAfterRemovalBy(other, members())) {
            leave("[" + other + "] has removed this node");
        }
        return this;
    }

    private void leave(String reason) {
        getContext().getLog().warn("leaves this cluster to join that one: {}", reason);
        cluster.manager().tell(new Down(cluster.selfMember().address()));
    }

    private boolean isMember() {
        return cluster.selfMember().status() == MemberStatus.up();
    }

    private Set<String> members() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(member -> member.address().toString())
                .collect(Collectors.toSet());
    }
}
