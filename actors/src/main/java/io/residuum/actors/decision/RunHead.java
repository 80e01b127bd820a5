package io.residuum.actors.decision;

import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import java.util.Map;
import java.util.Optional;

/** The last entry of a run's chain, and what it means to those who supervise and train the run. */
public record RunHead(Chain.Entry entry, RunEntry content) {

    public static RunHead of(Chain.Entry entry) {
        return new RunHead(entry, RunEntry.read(entry.body()));
    }

    /** Iterations done. */
    public long iteration() {
        if (content instanceof RunEntry.Views views) {
            return views.iteration();
        }
        return content instanceof RunEntry.Segment segment ? segment.to() : 0;
    }

    /** The newest state; empty before the first segment. */
    public Optional<ObjectRef> state() {
        if (content instanceof RunEntry.Views views) {
            return Optional.of(views.state());
        }
        return content instanceof RunEntry.Segment segment ? Optional.of(segment.state()) : Optional.empty();
    }

    public RunCore.Ending ending() {
        if (content instanceof RunEntry.Deleted) {
            return RunCore.Ending.DELETED;
        }
        if (content instanceof RunEntry.Views views) {
            return views.wanted().isEmpty() ? RunCore.Ending.DONE : RunCore.Ending.NOT_YET;
        }
        if (!(content instanceof RunEntry.Segment segment) || segment.end() instanceof RunEntry.End.GoesOn) {
            return RunCore.Ending.NOT_YET;
        }
        return segment.end() instanceof RunEntry.End.Done ? RunCore.Ending.DONE : RunCore.Ending.DIVERGED;
    }

    /** What the run is pinned to; empty before its first segment. */
    public Map<String, String> environment() {
        if (content instanceof RunEntry.Views views) {
            return views.environment();
        }
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
