package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;

/**
 * The seam between a node's two actor systems. It lives in the cluster's system, which is thrown away and made anew when
 * the membership removes the node; the devices behind it live in the local one and train on. Only wire messages pass.
 */
public final class NodeAgent {

    public sealed interface Command {}

    /** From the coordinator, for the devices of this node. */
    public record ToNode(NodeCommand command) implements Command {}

    /** From the devices of this node, for whoever coordinates now. */
    public record FromNode(NodeReport report) implements Command {}

    private NodeAgent() {}

    public static Behavior<Command> create(
            String node, ActorRef<Devices.Command> devices, ActorRef<Coordinator.Command> coordinator) {
        return Behaviors.setup(context -> {
            coordinator.tell(new Coordinator.NodeJoined(node, context.messageAdapter(NodeCommand.class, ToNode::new)));
            ActorRef<NodeReport> uplink = context.messageAdapter(NodeReport.class, FromNode::new);
            devices.tell(new Devices.Attach(uplink));
            return Behaviors.receive(Command.class)
                    .onMessage(ToNode.class, to -> {
                        devices.tell(new Devices.Ordered(to.command(), uplink));
                        return Behaviors.same();
                    })
                    .onMessage(FromNode.class, from -> {
                        coordinator.tell(new Coordinator.FromNode(from.report()));
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}
