package io.residuum.actors.history;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the entries of a run's chain make one training, whatever is damaged among them: the run its name says, iterations
 * covered once each, nothing behind its end.
 */
public final class RunAudit {

    /** An entry that does not say what it must. */
    public record Fault(long index, String reason) {}

    /** A segment and its place. */
    public record Placed(long index, RunEntry.Segment segment) {}

    private final List<Fault> faults = new ArrayList<>();
    private final List<Placed> segments = new ArrayList<>();
    private final List<RunEntry.Created> beginnings = new ArrayList<>(); // more than one only after a deletion
    private final Set<Map<String, String>> environments = new LinkedHashSet<>();
    private boolean deleted;
    private long beginning; // index of the entry that the run begins with, anew after a deletion

    private RunAudit() {}

    /** @param entries whole ones of one chain, in order; some may be missing */
    public static RunAudit of(RunId run, List<Chain.Entry> entries) {
        var audit = new RunAudit();
        for (Chain.Entry entry : entries) {
            try {
                audit.add(run, entry, RunEntry.read(entry.body()));
            } catch (IllegalArgumentException e) {
                audit.fault(entry, String.valueOf(e.getMessage()));
            }
        }
        return audit;
    }

    private void add(RunId run, Chain.Entry entry, RunEntry content) {
        if (content instanceof RunEntry.Created created) {
            if (entry.index() != 0 && !deleted) {
                fault(entry, "the beginning of a run stands at 0, or behind its deletion");
            } else if (!created.spec().id().equals(run)) {
                fault(entry, "it describes run " + created.spec().id() + ", not the one the chain is named by");
            }
            beginnings.add(created);
            deleted = false;
            beginning = entry.index();
        } else if (entry.index() == 0) {
            fault(entry, "a run begins with what it is, not with a segment");
        } else if (content instanceof RunEntry.Deleted) {
            segments.clear();
            environments.clear();
            deleted = true;
        } else if (content instanceof RunEntry.Segment segment) {
            segment(entry, segment);
        } else if (content instanceof RunEntry.Views views) {
            views(entry, views);
        }
    }

    private void views(Chain.Entry entry, RunEntry.Views views) {
        boolean another = last().map(placed -> isAnother(entry, placed, views)).orElse(entry.index() == beginning + 1);
        if (deleted || another) {
            fault(entry, "it judges another network than the one that the run ended with");
        }
    }

    private boolean isAnother(Chain.Entry entry, Placed last, RunEntry.Views views) {
        boolean known = hasEnded() || last.index() == entry.index() - 1; // else the end is what is missing
        return known
                && !(last.segment().state().equals(views.state())
                        && last.segment().end().equals(new RunEntry.End.Done(views.weights())));
    }

    private void segment(Chain.Entry entry, RunEntry.Segment segment) {
        Optional<Placed> before = last().filter(placed -> placed.index() == entry.index() - 1);
        if (deleted) {
            fault(entry, "it follows the run's deletion");
        }
        long reached = entry.index() == beginning + 1
                ? 0
                : before.map(placed -> placed.segment().to()).orElse(segment.from());
        if (segment.from() != reached) {
            fault(entry, "it begins at iteration " + segment.from() + ", the entry before ends at " + reached);
        }
        if (last().filter(placed -> !(placed.segment().end() instanceof RunEntry.End.GoesOn))
                .isPresent()) {
            fault(entry, "it follows the run's end");
        }
        spec().filter(spec -> segment.to() > spec.iterations()
                        || (segment.end() instanceof RunEntry.End.Done && segment.to() != spec.iterations()))
                .ifPresent(spec ->
                        fault(entry, "it ends at iteration " + segment.to() + " of a run of " + spec.iterations()));
        segments.add(new Placed(entry.index(), segment));
        environments.add(segment.environment());
    }

    private void fault(Chain.Entry entry, String reason) {
        faults.add(new Fault(entry.index(), reason));
    }

    private Optional<Placed> last() {
        return segments.isEmpty() ? Optional.empty() : Optional.of(segments.get(segments.size() - 1));
    }

    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    public List<Placed> segments() {
        return List.copyOf(segments);
    }

    public Optional<RunSpec> spec() {
        return created().map(RunEntry.Created::spec);
    }

    /** What the run begins with. */
    public Optional<RunEntry.Created> created() {
        return beginnings.stream().findFirst();
    }

    /** The numeric environments of its segments, each once. */
    public int environments() {
        return environments.size();
    }

    /** Whether its last word is that it be gone. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Whether its last segment is an end. */
    public boolean hasEnded() {
        return last().filter(placed -> !(placed.segment().end() instanceof RunEntry.End.GoesOn))
                .isPresent();
    }

    /** Iterations its last whole segment reaches. */
    public long iteration() {
        return last().map(placed -> placed.segment().to()).orElse(0L);
    }
}
