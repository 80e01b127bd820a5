package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchHistory;
import java.util.Map;
import java.util.Set;

/**
 * What a batch's chain says of it up to its newest entry. Whatever is decided about a batch is decided on this.
 *
 * @param head the index of the newest entry
 * @param priority slots go to batches of higher priority first
 * @param givenUp runs with a failure verdict that no later {@code retry} lifted, and why
 * @param cancelled runs that a user does not want, and no later {@code retry} lifted
 * @param selected the values that selections chose, by their names
 * @param waiting runs that are trained only if a selection chooses them, and none has so far
 * @param retriedAt the index of the newest {@code retry}; 0 where there is none
 * @param lastWord the index of the newest entry that a user's command led to, or a report
 * @param reported its report stands, and nobody wished a retry since
 * @param deleted nothing is decided about it any more
 */
public record BatchStanding(
        long head,
        boolean paused,
        int priority,
        Map<RunId, String> givenUp,
        Set<RunId> cancelled,
        Map<String, String> selected,
        Set<RunId> waiting,
        long retriedAt,
        long lastWord,
        boolean reported,
        boolean deleted) {
    public BatchStanding {
        givenUp = Map.copyOf(givenUp);
        cancelled = Set.copyOf(cancelled);
        selected = Map.copyOf(selected);
        waiting = Set.copyOf(waiting);
    }

    public static BatchStanding of(BatchHistory history) {
        return new BatchStanding(
                history.head(),
                history.paused(),
                history.priority(),
                history.failures(),
                history.cancelled(),
                history.chosen(),
                history.waiting(),
                history.retriedAt(),
                history.lastWord(),
                history.reported(),
                history.deleted());
    }

    /** Whether the batch still wants something of the run, now or once it is resumed. */
    boolean open(RunId run) {
        return !reported && !deleted && !givenUp.containsKey(run) && !cancelled.contains(run) && !waiting.contains(run);
    }

    /** Whether nobody took one of these trials away: a choice is by all of them. */
    boolean judges(Set<RunId> trials) {
        return trials.stream().noneMatch(trial -> givenUp.containsKey(trial) || cancelled.contains(trial));
    }

    /** Whether the run is to be trained now. */
    boolean wants(RunId run) {
        return open(run) && !paused;
    }

    /** Whether a report stands and there is nothing that asking again would try again. */
    public boolean answersWhoeverAsks() {
        return reported && !hasSomethingToRetry();
    }

    boolean hasSomethingToRetry() {
        return !givenUp.isEmpty() || !cancelled.isEmpty();
    }
}
