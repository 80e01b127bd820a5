package io.residuum.actors.decision;

import java.util.Map;
import java.util.Optional;

/**
 * A slot, as its node says it is.
 *
 * @param environment the numeric environment that every program trained here shares
 * @param training the assignment it trains; empty for a free slot
 */
public record SlotStatus(SlotId slot, Map<String, String> environment, Optional<Assignment> training) {
    public SlotStatus {
        environment = Map.copyOf(environment);
    }
}
