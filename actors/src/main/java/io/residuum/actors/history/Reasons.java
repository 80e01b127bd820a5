package io.residuum.actors.history;

import io.residuum.actors.history.RunHistory.CommittedSegment;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The reasons behind a run's state, for people: what was committed by whom, what it recovered from, how it ended. */
public final class Reasons {
    private Reasons() {}

    /** One sentence each, in the order in which things happened; the last says what comes next. */
    public static List<String> of(RunHistory history) {
        List<String> reasons = new ArrayList<>();
        history.spec()
                .ifPresent(spec -> reasons.add("%s, %s, seed %d, %,d iterations"
                        .formatted(
                                spec.architecture().name(),
                                spec.network().unit().label(),
                                spec.seed(),
                                spec.iterations())));
        for (CommittedSegment committed : history.segments()) {
            RunEntry.Segment segment = committed.segment();
            Execution execution = segment.execution();
            for (Execution.Recovery recovery : execution.recoveries()) {
                reasons.add("went on from iteration " + segment.from() + " after: " + recovery.cause()
                        + (recovery.redoneIterations() > 0
                                ? " (" + recovery.redoneIterations() + " iterations redone)"
                                : ""));
            }
            reasons.add("%s  iterations %,d to %,d committed by attempt %s on slot %s"
                    .formatted(
                            execution.endedAt().truncatedTo(ChronoUnit.SECONDS),
                            segment.from(),
                            segment.to(),
                            committed.attempt(),
                            execution.slot()));
        }
        if (history.environments().size() > 1) {
            reasons.add("its segments are of " + history.environments().size()
                    + " numeric environments: not comparable bit by bit");
        }
        reasons.add(
                switch (history.status()) {
                    case WAITING -> "nothing is committed yet; it waits for a slot, or for somebody to run its experiment file";
                    case RUNNING -> "more is to come; if no process runs its experiment file, run that again and it goes on from here";
                    case DONE -> "all iterations are committed; it is never trained again";
                    case DIVERGED -> "its loss was not finite at iteration "
                            + history.divergedAt().orElseThrow() + ", and would be so again";
                    case FAILED, STOPPED -> history.reason();
                    case DELETED -> "it was deleted with the last batch that named it; run an experiment file that asks for it,"
                            + " and it begins anew";
                });
        return reasons;
    }
}
