package io.residuum.actors.cluster;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Subscribe;
import io.residuum.actors.decision.DowningCore;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Waits until the membership has stayed as it is for a while, then has those removed whom {@link DowningCore} names. */
final class Splits extends AbstractBehavior<Splits.Command> {

    sealed interface Command {}

    private record Changed() implements Command {}

    private record Stable() implements Command {}

    private final Cluster cluster;
    private final TimerScheduler<Command> timers;
    private final Duration stableAfter;

    static Behavior<Command> create(Duration stableAfter) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Splits(context, timers, stableAfter)));
    }

    private Splits(ActorContext<Command> context, TimerScheduler<Command> timers, Duration stableAfter) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.timers = timers;
        this.stableAfter = stableAfter;
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(MemberEvent.class, event -> new Changed()), MemberEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ReachabilityEvent.class, event -> new Changed()),
                        ReachabilityEvent.class));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Changed.class, changed -> {
                    timers.startSingleTimer(new Stable(), stableAfter); // from the beginning again
                    return this;
                })
                .onMessage(Stable.class, stable -> decide())
                .build();
    }

    private Behavior<Command> decide() {
        CurrentClusterState state = cluster.state();
        Map<String, Address> members = new TreeMap<>();
        StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(Splits::counts)
                .forEach(member -> members.put(member.address().toString(), member.address()));
        Set<String> unreachable = state.getUnreachable().stream()
                .filter(Splits::counts)
                .map(member -> member.address().toString())
                .collect(Collectors.toSet());
        for (String name : DowningCore.toRemove(members.keySet(), unreachable)) {
            getContext()
                    .getLog()
                    .warn("[{}] of {} cannot be reached; removing [{}]", unreachable, members.keySet(), name);
            cluster.manager().tell(new Down(members.get(name)));
        }
        return this;
    }

    /** Members that joined only just have no say, and those that leave count until they are gone. */
    private static boolean counts(Member member) {
        return member.status() != MemberStatus.joining()
                && member.status() != MemberStatus.weaklyUp()
                && member.status() != MemberStatus.down()
                && member.status() != MemberStatus.removed();
    }
}
