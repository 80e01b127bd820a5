package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * In which order a batch is deleted, and what of it. Every effect may be performed again, so whoever is killed between two of
 * them, at whatever point, is followed by one who begins anew; until then nothing contradicts anything.
 *
 * <p>The batch's own entry comes first: from then on it names no run. Only then are the other batches asked what they name; so of
 * two deletions at once of batches that share a run, the one that asks last finds that nobody names it. Runs get their
 * tombstones before anything they hold is removed: a chain without a tombstone has its states. Single-threaded.
 */
public final class DeletionCore {

    /** What happened: each the answer to the effect of its name. */
    public sealed interface Event {
        record BatchMarked() implements Event {}

        /** @param named by any batch that is not deleted */
        record OthersRead(Set<RunId> named) implements Event {
            public OthersRead {
                named = Set.copyOf(named);
            }
        }

        record RunMarked(RunId run) implements Event {}

        record ReportRemoved() implements Event {}

        record StatesRemoved(RunId run) implements Event {}
    }

    /** What to do next. Each of them finds it done, if it is done. */
    public sealed interface Effect {
        /** Let {@code deleted} be the last word of the batch's chain. */
        record MarkBatch() implements Effect {}

        /** Read which runs all other batches name. */
        record ReadOthers() implements Effect {}

        /** Let {@code deleted} be the last word of the run's chain, if it has one. */
        record MarkRun(RunId run) implements Effect {}

        /** Remove the files of the batch's reports. */
        record RemoveReport() implements Effect {}

        /** Remove the states up to the tombstone. */
        record RemoveStates(RunId run) implements Effect {}

        /**
         * Done.
         *
         * @param deleted runs that have a tombstone
         * @param kept runs that another batch names
         */
        record Finish(List<RunId> deleted, List<RunId> kept) implements Effect {}
    }

    private final List<RunId> runs;
    private final List<RunId> deleted = new ArrayList<>();
    private final Deque<Effect> rest = new ArrayDeque<>();

    /** @param runs those that the batch names */
    public DeletionCore(List<RunId> runs) {
        this.runs = List.copyOf(runs);
    }

    public Effect begin() {
        return new Effect.MarkBatch();
    }

    public Effect on(Event event) {
        if (event instanceof Event.BatchMarked) {
            return new Effect.ReadOthers();
        }
        if (event instanceof Event.OthersRead others) {
            plan(others.named());
        }
        return rest.removeFirst();
    }

    private void plan(Set<RunId> named) {
        runs.stream().filter(run -> !named.contains(run)).forEach(deleted::add);
        deleted.forEach(run -> rest.add(new Effect.MarkRun(run)));
        rest.add(new Effect.RemoveReport());
        deleted.forEach(run -> rest.add(new Effect.RemoveStates(run)));
        rest.add(new Effect.Finish(
                List.copyOf(deleted), runs.stream().filter(named::contains).toList()));
    }
}
