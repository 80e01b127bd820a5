package io.residuum.actors.history;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Words words;

    private BatchHistory(
            BatchEntry.Accepted accepted,
            Map<RunId, String> failures,
            Set<RunId> cancelled,
            List<ObjectRef> reports,
            Words words) {
        this.words = words;
        this.accepted = accepted;
        this.failures = Map.copyOf(failures);
        this.cancelled = Set.copyOf(cancelled);
        this.reports = List.copyOf(reports);
    }

    /** The words about the batch as a whole, as the last of each kind left them. */
    private static final class Words {
        private long head;
        private int acceptances;
        private long retriedAt;
        private long lastWord;
        private boolean paused;
        private boolean reported;
        private boolean deleted;
        private int priority = BatchEntry.Priority.USUAL;
        private final Map<String, BatchEntry.Selected> selected = new LinkedHashMap<>();

        void delete() {
            selected.clear();
            paused = false;
            reported = false;
            deleted = true;
            priority = BatchEntry.Priority.USUAL;
        }
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
        Words words = new Words();
        for (Chain.Entry entry : entries) {
            BatchEntry content = read(entry);
            words.head = entry.index();
            if (!(content instanceof BatchEntry.Failed
                    || content instanceof BatchEntry.Selected
                    || content instanceof BatchEntry.Unknown)) {
                words.lastWord = entry.index();
            }
            if (content instanceof BatchEntry.Accepted first) {
                require(
                        entry,
                        words.deleted || entry.index() == 0,
                        "a batch's acceptance stands at 0, or behind its deletion");
                accepted.add(first);
                words.acceptances++;
                words.deleted = false;
            } else if (content instanceof BatchEntry.Deleted) {
                failures.clear();
                cancelled.clear();
                reports.clear();
                words.delete();
            } else if (content instanceof BatchEntry.Failed verdict) {
                failures.put(verdict.run(), verdict.reason());
            } else if (content instanceof BatchEntry.Retry retry) {
                retry.runs().forEach(failures::remove);
                retry.runs().forEach(cancelled::remove);
                words.retriedAt = entry.index();
                words.reported = false;
            } else if (content instanceof BatchEntry.Cancelled wish) {
                cancelled.addAll(wish.runs());
            } else if (content instanceof BatchEntry.Reported reported) {
                reports.add(reported.report());
                words.reported = true;
            } else if (content instanceof BatchEntry.Paused) {
                words.paused = true;
            } else if (content instanceof BatchEntry.Resumed) {
                words.paused = false;
            } else if (content instanceof BatchEntry.Selected choice) {
                words.selected.putIfAbsent(choice.selection(), choice);
            } else if (content instanceof BatchEntry.Priority wish) {
                words.priority = wish.priority();
            } else if (!(content instanceof BatchEntry.Unknown)) {
                throw new AssertionError(content);
            }
            require(entry, !accepted.isEmpty(), "a batch begins with its acceptance");
        }
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("a batch without entries");
        }
        return new BatchHistory(accepted.get(accepted.size() - 1), failures, cancelled, reports, words);
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
        return words.deleted;
    }

    /** Whether it was accepted anew behind a deletion. */
    public boolean acceptedAgain() {
        return words.acceptances > 1;
    }

    /** The index of the newest entry. */
    public long head() {
        return words.head;
    }

    /** The index of the newest {@code retry}; 0 where nobody wished any. */
    public long retriedAt() {
        return words.retriedAt;
    }

    /** The index of the newest entry that a user's command led to, or a report; verdicts and choices are nobody's word. */
    public long lastWord() {
        return words.lastWord;
    }

    /** Whether nothing of it is to be trained until it is resumed. */
    public boolean paused() {
        return words.paused;
    }

    /** Whether its report stands, and nobody wished a retry since. */
    public boolean reported() {
        return words.reported;
    }

    /** Slots go to batches of higher priority first. */
    public int priority() {
        return words.priority;
    }

    /** What selections came to so far, by their names. */
    public Map<String, BatchEntry.Selected> selected() {
        return Collections.unmodifiableMap(words.selected);
    }

    /** The values that were chosen, by the name of the selection. */
    public Map<String, String> chosen() {
        Map<String, String> chosen = new LinkedHashMap<>();
        words.selected.forEach((name, choice) -> chosen.put(name, choice.values()));
        return chosen;
    }

    /** The variants that are trained: all of the plan's but candidates that are not, or not yet, chosen. */
    public List<PlannedVariant> variants() {
        return plan().variants(chosen());
    }

    /** The runs of {@link #variants()}, each once. */
    public Map<RunId, RunSpec> runs() {
        return plan().runs(variants());
    }

    /** Runs that are trained only if a selection chooses them, and none has so far. */
    public Set<RunId> waiting() {
        List<PlannedVariant> chosen = variants();
        if (chosen.size() == plan().variants().size()) {
            return Set.of();
        }
        Set<RunId> waiting = new HashSet<>(plan().runs().keySet());
        waiting.removeAll(plan().runs(chosen).keySet());
        return waiting;
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
