package io.residuum.actors.wire;

import java.util.Objects;

/**
 * A command on its way to a node, with the name of who gives it: a coordinator that is gone may still have orders under way, and
 * only the present one's count.
 *
 * @param coordinator the path of the coordinator's end of the seam, with the number of its incarnation; reports go there
 */
public record Ordered(String coordinator, NodeCommand command) implements WireMessage {
    public Ordered {
        Objects.requireNonNull(coordinator, "coordinator");
        Objects.requireNonNull(command, "command");
    }
}
