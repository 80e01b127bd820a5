package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import java.util.Objects;

/**
 * One trainer's mandate: train this run on this slot until told otherwise.
 *
 * @param attempt unique for every assignment ever made; it names the states and entries the trainer writes
 */
public record Assignment(String attempt, RunId run, SlotId slot) {
    public Assignment {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(slot, "slot");
        if (!attempt.matches("[a-z0-9]{1,32}")) {
            throw new IllegalArgumentException("an attempt is 1 to 32 of a-z0-9, was " + attempt);
        }
    }
}
