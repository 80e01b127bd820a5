package io.residuum.actors.wire;

import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.Recovery;
import java.util.List;
import java.util.Objects;

/** From the coordinator to the devices of one node. */
public sealed interface NodeCommand extends WireMessage {

    /**
     * Train the assignment's run on its slot until told otherwise. What to train stands in the run's chain.
     *
     * @param recoveredFrom what ended the attempts before this one; the next entry keeps it for the report
     */
    record Train(Assignment assignment, List<Recovery> recoveredFrom) implements NodeCommand {
        public Train {
            Objects.requireNonNull(assignment, "assignment");
            recoveredFrom = List.copyOf(recoveredFrom);
        }
    }

    /** Stop after the step in hand, commit what is done, give the slot back. An unknown assignment is answered as stopped. */
    record Release(Assignment assignment) implements NodeCommand {
        public Release {
            Objects.requireNonNull(assignment, "assignment");
        }
    }

    /** Say again which slots there are and what they train. */
    record Offer() implements NodeCommand {}
}
