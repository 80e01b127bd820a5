package io.residuum.actors.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.residuum.actors.run.Coordinator;

/** What works beside the coordinator, on the same node: begun with it and ended with it. */
@FunctionalInterface
public interface Companion {

    /** A fresh one for a fresh coordinator. */
    Behavior<?> of(ActorRef<Coordinator.Command> coordinator);
}
