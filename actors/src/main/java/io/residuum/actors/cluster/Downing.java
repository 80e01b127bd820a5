package io.residuum.actors.cluster;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.DowningProvider;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * Akka's plug for who removes unreachable members; named in {@code reference.conf}. The decision is {@link
 * io.residuum.actors.decision.DowningCore}'s.
 */
public final class Downing extends DowningProvider {

    private final ClusterSettings settings;

    /** By reflection, of the system that the member belongs to. */
    public Downing(ActorSystem system) {
        settings = ClusterSettings.from(system.settings().config());
    }

    @Override
    public FiniteDuration downRemovalMargin() {
        return FiniteDuration.fromNanos(settings.removalMargin().toNanos());
    }

    @Override
    public Option<Props> downingActorProps() {
        return Option.apply(Adapter.props(() -> Splits.create(settings.stableAfter())));
    }
}
