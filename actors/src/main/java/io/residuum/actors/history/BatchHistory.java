package io.residuum.actors.history;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A batch's chain read to its end: what was asked for, and what was decided about it since. */
public final class BatchHistory {
    private final BatchEntry.Accepted accepted;
    private final Map<RunId, String> failures;
    private final Set<RunId> cancelled;
    private final List<ObjectRef> reports;
    private final boolean deleted;

    private BatchHistory(
            BatchEntry.Accepted accepted,
            Map<RunId, String> failures,
            Set<RunId> cancelled,
            List<ObjectRef> reports,
            boolean deleted) {
        this.deleted = deleted;
        this.accepted = accepted;
        this.failures = Map.copyOf(failures);
        this.cancelled = Set.copyOf(cancelled);
        this.reports = List.copyOf(reports);
    }

    /**
     * Reads a batch's chain.
     *
     * @param entries of one chain, from 0 on, without gaps
     * @throws IllegalArgumentException if they don't begin with the acceptance, or one is unreadable; the message names the entry
     */
    public static BatchHistory of(List<Chain.Entry> entries) {
        List<BatchEntry.Accepted> accepted = new ArrayList<>();
        Map<RunId, String> failures = new LinkedHashMap<>();
        Set<RunId> cancelled = new HashSet<>();
        List<ObjectRef> reports = new ArrayList<>();
        boolean deleted = false;
        for (Chain.Entry entry : entries) {
            BatchEntry content = read(entry);
            if (content instanceof BatchEntry.Accepted first) {
                require(
                        entry,
                        deleted || entry.index() == 0,
                        "a batch's acceptance stands at 0, or behind its deletion");
                accepted.add(first);
                deleted = false;
            } else if (content instanceof BatchEntry.Deleted) {
                failures.clear();
                cancelled.clear();
                reports.clear();
                deleted = true;
            } else if (content instanceof BatchEntry.Failed verdict) {
                failures.put(verdict.run(), verdict.reason());
            } else if (content instanceof BatchEntry.Retry retry) {
                retry.runs().forEach(failures::remove);
                retry.runs().forEach(cancelled::remove);
            } else if (content instanceof BatchEntry.Cancelled wish) {
                cancelled.addAll(wish.runs());
            } else if (content instanceof BatchEntry.Reported reported) {
                reports.add(reported.report());
            } else if (!(content instanceof BatchEntry.Unknown)) {
                throw new AssertionError(content);
            }
            require(entry, !accepted.isEmpty(), "a batch begins with its acceptance");
        }
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("a batch without entries");
        }
        return new BatchHistory(accepted.get(accepted.size() - 1), failures, cancelled, reports, deleted);
    }

    private static void require(Chain.Entry entry, boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("entry " + entry.index() + ": " + otherwise);
        }
    }

    private static BatchEntry read(Chain.Entry entry) {
        try {
            return BatchEntry.read(entry.body());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("entry " + entry.index() + ": " + e.getMessage(), e);
        }
    }

    public BatchPlan plan() {
        return accepted.plan();
    }

    /** The text of the experiment file. */
    public String source() {
        return accepted.source();
    }

    /** Whether its last word is that it be gone. */
    public boolean deleted() {
        return deleted;
    }

    /** Runs with a verdict that nobody took back, and why. */
    public Map<RunId, String> failures() {
        return failures;
    }

    /** Runs that are not to be trained for this batch. */
    public Set<RunId> cancelled() {
        return cancelled;
    }

    /** The newest report. */
    public Optional<ObjectRef> report() {
        return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
    }

    /** A run as this batch sees it: its own history, under this batch's verdicts. */
    public RunHistory judge(RunId run, RunHistory history) {
        String reason = failures.get(run);
        if (reason != null) {
            return history.failed(reason);
        }
        return cancelled.contains(run) ? history.stopped() : history;
    }
}
