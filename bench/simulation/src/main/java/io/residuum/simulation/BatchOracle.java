package io.residuum.simulation;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch's entries say, one after another: a second, plain reading of them, against which decisions are held. */
final class BatchOracle {

    /** What stands after one of the entries. */
    record State(
            boolean paused,
            int priority,
            Set<RunId> cancelled,
            Set<RunId> failed,
            Map<String, String> selected,
            boolean reported) {
        boolean wants(RunId run) {
            return !paused && !reported && !cancelled.contains(run) && !failed.contains(run);
        }
    }

    private final List<State> states = new ArrayList<>();
    private long lastWord;

    /** Takes the next entry. */
    void add(BatchEntry entry) {
        State before = states.isEmpty() ? new State(false, 0, Set.of(), Set.of(), Map.of(), false) : last();
        boolean paused = before.paused();
        int priority = before.priority();
        Set<RunId> cancelled = new HashSet<>(before.cancelled());
        Set<RunId> failed = new HashSet<>(before.failed());
        Map<String, String> selected = new HashMap<>(before.selected());
        boolean reported = before.reported();
        if (entry instanceof BatchEntry.Paused || entry instanceof BatchEntry.Resumed) {
            paused = entry instanceof BatchEntry.Paused;
        } else if (entry instanceof BatchEntry.Priority wish) {
            priority = wish.priority();
        } else if (entry instanceof BatchEntry.Cancelled wish) {
            cancelled.addAll(wish.runs());
        } else if (entry instanceof BatchEntry.Failed verdict) {
            failed.add(verdict.run());
        } else if (entry instanceof BatchEntry.Retry wish) {
            wish.runs().forEach(cancelled::remove);
            wish.runs().forEach(failed::remove);
            reported = false;
        } else if (entry instanceof BatchEntry.Reported) {
            reported = true;
        } else if (entry instanceof BatchEntry.Selected choice) {
            selected.put(choice.selection(), choice.values());
        }
        if (!(entry instanceof BatchEntry.Failed || entry instanceof BatchEntry.Selected)) {
            lastWord = states.size();
        }
        states.add(new State(paused, priority, cancelled, failed, selected, reported));
    }

    State last() {
        return states.get(states.size() - 1);
    }

    /** After entry {@code index}, or after the newest one where it is not there yet. */
    State after(long index) {
        return states.get((int) Math.min(index, states.size() - 1));
    }

    /** Every state from entry {@code index} on, oldest first. */
    List<State> since(long index) {
        return states.subList((int) Math.min(index, states.size() - 1), states.size());
    }

    /** The index of the newest entry that is no verdict and no choice. */
    long lastWord() {
        return lastWord;
    }

    /** The index of the newest entry. */
    long head() {
        return states.size() - 1L;
    }
}
