package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Schedule;
import io.residuum.actors.history.RunAudit;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which states of a run may be deleted, given its chain and a listing of its states (G1 to G4). No clock is involved: what
 * may go once may go for ever, since entries never change and a state's entry is written after it. So any number of
 * collectors may be at work, on old listings and old heads, and wake up late.
 */
public final class CollectorCore {

    /** States of this many last entries stay, for readers who have just read a head. */
    public static final int LAST = 2;

    private static final Pattern STATE =
            Pattern.compile("(?<run>[0-9a-f]{64})/state/(?<index>[0-9]{8})-[a-z0-9]{1,32}");

    private CollectorCore() {}

    /** The state a trainer writes for entry {@code index}. */
    public static String stateKey(RunId run, long index, String attempt) {
        return "runs/%s/state/%08d-%s".formatted(run.hex(), index, attempt);
    }

    /** Where the states of a run lie. */
    public static String stateFolder(RunId run) {
        return "runs/" + run.hex() + "/state/";
    }

    /**
     * Which of the listed objects may go.
     *
     * @param entries of the run's chain from 0 on, read after the listing or before; none of them may be missing
     * @param decidedDrops drops of the rate that the run's cohort decided on, read after the run's chain: a decision that comes
     *     later lies at the head or behind it, since no seed passes an evaluation before it
     * @param keys of objects in the run's folder of states; what is no state's key is left alone
     */
    public static List<String> collectable(
            RunId run, List<Chain.Entry> entries, List<Long> decidedDrops, Collection<String> keys) {
        if (entries.isEmpty()) {
            return List.of();
        }
        RunAudit audit = RunAudit.of(run, entries);
        long head = entries.get(entries.size() - 1).index();
        Set<String> staying = staying(audit, decidedDrops);
        Set<Long> unknown = new HashSet<>(); // entries of later releases may name states in ways of their own
        for (Chain.Entry entry : entries) {
            if (RunEntry.read(entry.body()) instanceof RunEntry.Unknown) {
                unknown.add(entry.index());
            }
        }
        return keys.stream()
                .filter(key -> !staying.contains(key))
                .filter(key -> index(run, key)
                        .filter(index -> (index <= head || audit.hasEnded()) && !unknown.contains(index))
                        .isPresent())
                .sorted()
                .toList();
    }

    private static Optional<Long> index(RunId run, String key) {
        Matcher match = STATE.matcher(key.startsWith("runs/") ? key.substring("runs/".length()) : "");
        return match.matches() && match.group("run").equals(run.hex())
                ? Optional.of(Long.parseLong(match.group("index")))
                : Optional.empty();
    }

    /** The states that always stay, by their keys: of the last entries, the end, and before each drop of the rate. */
    public static Set<String> staying(RunAudit audit, List<Long> decidedDrops) {
        List<RunAudit.Placed> segments = audit.segments();
        Set<String> staying = new HashSet<>();
        segments.subList(Math.max(0, segments.size() - LAST), segments.size())
                .forEach(placed -> staying.add(placed.segment().state().key()));
        List<Long> drops = new ArrayList<>(decidedDrops);
        audit.spec().map(CollectorCore::plannedDrops).ifPresent(drops::addAll);
        for (long drop : drops) {
            segments.stream()
                    .filter(placed -> placed.segment().to() <= drop)
                    .reduce((earlier, later) -> later)
                    .ifPresent(placed -> staying.add(placed.segment().state().key()));
        }
        return staying;
    }

    /** Iterations from which on the rate is another, step by step; a rate that moves all the time has no drops. */
    private static List<Long> plannedDrops(RunSpec run) {
        Schedule schedule = run.recipe().learningRate().schedule();
        return schedule instanceof Schedule.Steps steps ? steps.drops() : List.of();
    }
}
