package io.residuum.actors.command;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunHistory.CommittedSegment;
import io.residuum.actors.history.RunStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Which of a run's committed states a person means. */
final class Checkpoints {

    private static final int SHOWN = 8;

    private Checkpoints() {}

    /** @throws CommandFailure if nothing is committed */
    static RunEntry.Segment newest(RunId run, RunHistory history) {
        refuseDeleted(run, history);
        List<CommittedSegment> segments = history.segments();
        if (segments.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "run " + run.shortHex() + " has no committed iteration yet; nothing is to be had of it");
        }
        return segments.get(segments.size() - 1).segment();
    }

    /** @throws CommandFailure if no segment ends after that many iterations */
    static RunEntry.Segment at(RunId run, RunHistory history, long iteration) {
        refuseDeleted(run, history);
        return history.segments().stream()
                .map(CommittedSegment::segment)
                .filter(segment -> segment.to() == iteration)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.WRONG_INPUT,
                        "run " + run.shortHex() + " has no state after " + iteration + " iterations; it has one after "
                                + borders(history)));
    }

    private static void refuseDeleted(RunId run, RunHistory history) {
        if (history.status() == RunStatus.DELETED) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "run " + run.shortHex() + " was deleted with the last batch that named it; run an experiment file"
                            + " that asks for it, and it is trained anew");
        }
    }

    private static String borders(RunHistory history) {
        List<Long> borders = history.segments().stream()
                .map(committed -> committed.segment().to())
                .toList();
        return borders.isEmpty()
                ? "none yet"
                : borders.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "))
                        + (borders.size() > SHOWN ? ", ..., " + borders.get(borders.size() - 1) : "");
    }
}
