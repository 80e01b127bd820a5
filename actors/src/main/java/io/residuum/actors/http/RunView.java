package io.residuum.actors.http;

import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.service.Board;
import io.residuum.actors.wire.NodeReport;
import java.util.Optional;

/**
 * How a run stands: as its supervisor says it where one is at work, as its chain's newest entry says it otherwise.
 *
 * @param status a word of {@link RunStatus}, or {@code parked}
 * @param iteration iterations committed
 * @param testErrorPercent of the last evaluation that is known; not a number before
 * @param reason one sentence for a person
 * @param progress of its trainer, if it has one
 */
record RunView(
        RunId run,
        String status,
        long iteration,
        double testErrorPercent,
        String reason,
        Optional<NodeReport.Progress> progress) {

    static RunView of(RunId run, Board.LiveRun live) {
        RunState state = live.state();
        return new RunView(
                run,
                Board.status(state.phase()),
                state.iteration(),
                state.testErrorPercent(),
                state.reason(),
                live.progress());
    }

    /** Of a run that nobody supervises now. */
    static RunView of(RunId run, Optional<RunHead> head) {
        if (head.isEmpty()) {
            return new RunView(
                    run, RunStatus.WAITING.label(), 0, Double.NaN, "nothing of it is committed yet", Optional.empty());
        }
        RunCore.Head summary = head.get().summary();
        long iteration = summary.iteration();
        RunStatus status = status(summary);
        String reason =
                switch (status) {
                    case DONE -> "all " + iteration + " iterations are committed";
                    case DIVERGED -> "its loss was no longer finite at iteration " + iteration;
                    case DELETED -> "it was deleted with the last batch that named it";
                    case RUNNING -> iteration + " iterations are committed; nobody is at it now";
                    case WAITING, FAILED, STOPPED -> "nothing of it is committed yet";
                };
        return new RunView(run, status.label(), iteration, summary.testErrorPercent(), reason, Optional.empty());
    }

    private static RunStatus status(RunCore.Head head) {
        return switch (head.ending()) {
            case DONE -> RunStatus.DONE;
            case DIVERGED -> RunStatus.DIVERGED;
            case DELETED -> RunStatus.DELETED;
            case NOT_YET -> head.iteration() > 0 ? RunStatus.RUNNING : RunStatus.WAITING;
        };
    }

    /** The same under a batch's verdict; what has a result keeps it. */
    RunView judged(RunStatus verdict, String because) {
        return hasResult() ? this : new RunView(run, verdict.label(), iteration, testErrorPercent, because, progress);
    }

    boolean hasResult() {
        return status.equals(RunStatus.DONE.label()) || status.equals(RunStatus.DIVERGED.label());
    }

    /** For medians of variants. */
    RunState state() {
        RunState.Phase phase = RunState.Phase.WAITING;
        for (RunState.Phase each : RunState.Phase.values()) {
            phase = Board.status(each).equals(status) ? each : phase;
        }
        return new RunState(phase, iteration, testErrorPercent, reason);
    }
}
