package io.residuum.actors.decision;

import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.Chain;
import java.util.Map;

/** The last entry of a run's chain, and what it means to those who supervise and train the run. */
public record RunHead(Chain.Entry entry, RunEntry content) {

    public static RunHead of(Chain.Entry entry) {
        return new RunHead(entry, RunEntry.read(entry.body()));
    }

    /** Iterations done. */
    public long iteration() {
        return content instanceof RunEntry.Segment segment ? segment.to() : 0;
    }

    public RunCore.Ending ending() {
        if (content instanceof RunEntry.Deleted) {
            return RunCore.Ending.DELETED;
        }
        if (!(content instanceof RunEntry.Segment segment) || segment.end() instanceof RunEntry.End.GoesOn) {
            return RunCore.Ending.NOT_YET;
        }
        return segment.end() instanceof RunEntry.End.Done ? RunCore.Ending.DONE : RunCore.Ending.DIVERGED;
    }

    /** What the run is pinned to; empty before its first segment. */
    public Map<String, String> environment() {
        return content instanceof RunEntry.Segment segment ? segment.environment() : Map.of();
    }

    /** Whether the evaluation due after {@code iteration} iterations is already in this entry. */
    public boolean evaluatedAt(long iteration) {
        return content instanceof RunEntry.Segment segment
                && segment.metrics().evaluations().stream().anyMatch(e -> e.iteration() == iteration);
    }

    public RunCore.Head summary() {
        double testErrorPercent = content instanceof RunEntry.Segment segment
                ? segment.metrics().evaluations().stream()
                        .reduce((first, second) -> second)
                        .map(Evaluation::errorPercent)
                        .orElse(Double.NaN)
                : Double.NaN;
        return new RunCore.Head(entry.index(), iteration(), testErrorPercent, ending());
    }
}
