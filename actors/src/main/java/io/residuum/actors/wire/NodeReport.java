package io.residuum.actors.wire;

import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.StopCause;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From the devices of one node to whoever coordinates now. */
public sealed interface NodeReport extends WireMessage {

    /**
     * One slot and what it is busy with.
     *
     * @param environment the numeric environment that every program trained here shares
     * @param training the assignment it trains; an empty list for a free slot
     */
    record SlotOffer(SlotId slot, Map<String, String> environment, List<Assignment> training) implements WireMessage {
        public SlotOffer {
            Objects.requireNonNull(slot, "slot");
            environment = Map.copyOf(environment);
            training = List.copyOf(training);
            if (training.size() > 1) {
                throw new IllegalArgumentException("a slot trains one run at a time, was " + training);
            }
        }
    }

    /** All slots of a node: when it joins, and whenever it is asked. */
    record Offers(String node, List<SlotOffer> slots) implements NodeReport {
        public Offers {
            Objects.requireNonNull(node, "node");
            slots = List.copyOf(slots);
        }
    }

    /** The node is about to end: its trainers commit and stop, and nobody is to get its slots. */
    record Leaving(String node) implements NodeReport {
        public Leaving {
            Objects.requireNonNull(node, "node");
        }
    }

    /**
     * Where a trainer is; at most one a second and run.
     *
     * @param done iterations done, committed or not
     * @param inAll iterations of the whole run
     * @param loss training loss of the last mini-batch, mean cross-entropy in nats
     * @param rate the learning rate in force
     */
    record Progress(
            Assignment assignment,
            long done,
            long inAll,
            double loss,
            double rate,
            double imagesPerSecond,
            Activity activity)
            implements NodeReport {
        public Progress {
            Objects.requireNonNull(assignment, "assignment");
            Objects.requireNonNull(activity, "activity");
        }
    }

    /**
     * The store does not take a segment; the trainer goes on asking it.
     *
     * @param reason one line for a person
     */
    record Waits(Assignment assignment, String reason) implements NodeReport {
        public Waits {
            Objects.requireNonNull(assignment, "assignment");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** What a trainer is doing. */
    enum Activity {
        OPENING,
        TRAINING,
        EVALUATING,
        COMMITTING,
        /** For what other seeds decide. */
        WAITING
    }

    /** An entry of the run's chain exists. */
    record Committed(Assignment assignment, RunCore.Head head) implements NodeReport {
        public Committed {
            Objects.requireNonNull(assignment, "assignment");
            Objects.requireNonNull(head, "head");
        }
    }

    /**
     * The trainer is gone and its slot is free.
     *
     * @param done iterations it had done, committed or not; 0 where it could not say
     */
    record Stopped(Assignment assignment, StopCause cause, String reason, long done) implements NodeReport {
        public Stopped {
            Objects.requireNonNull(assignment, "assignment");
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
