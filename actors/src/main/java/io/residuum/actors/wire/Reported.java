package io.residuum.actors.wire;

import java.util.Objects;

/** A report on its way to the coordinator, with the name of the node it comes from. */
public record Reported(String node, NodeReport report) implements WireMessage {
    public Reported {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(report, "report");
    }
}
