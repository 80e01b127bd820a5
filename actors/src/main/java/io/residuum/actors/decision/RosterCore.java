package io.residuum.actors.decision;

import io.residuum.actors.experiment.BatchId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which batches a coordinator goes on with (M1 to M5). Markers under {@code derived/} say which are worth reading first; they
 * are never the truth: a marked batch is read before it is opened, and batches without a marker are found by their
 * chains, read once, and marked. Single-threaded.
 */
public final class RosterCore {

    /** What a batch's chain says to whoever looks for work. */
    public enum Found {
        /** There is something to do, or a user has paused it. */
        UNFINISHED,
        /** Reported, or deleted. */
        FINISHED,
        /** There is no chain: a claim is under way, or never came to be. */
        ABSENT;

        /** @param standing empty if there is no chain */
        public static Found of(Optional<BatchStanding> standing) {
            return standing.map(read -> read.reported() || read.deleted() ? FINISHED : UNFINISHED)
                    .orElse(ABSENT);
        }
    }

    public sealed interface Event {
        record MarkersListed(Set<BatchId> marked) implements Event {}

        record BatchesListed(Set<BatchId> batches) implements Event {}

        record Read(BatchId batch, Found found) implements Event {}

        /** It is open here, by whatever way it came. */
        record Opened(BatchId batch) implements Event {}

        /** Its report stands, or it is done with otherwise. */
        record Finished(BatchId batch) implements Event {}

        /** It is time to look for batches again. */
        record LookAgain() implements Event {}
    }

    /** What the shell has to do, in order; what the store does not do is tried again by the shell. */
    public sealed interface Effect {
        record ListMarkers() implements Effect {}

        record ListBatches() implements Effect {}

        record ReadChain(BatchId batch) implements Effect {}

        record Open(BatchId batch) implements Effect {}

        record Mark(BatchId batch) implements Effect {}

        record Unmark(BatchId batch) implements Effect {}

        /** For the first time every batch was looked at: trainers of other runs are nobody's. */
        record AllKnown() implements Effect {}

        /** {@link Event.LookAgain} after a while. */
        record LookLater() implements Effect {}
    }

    private static final Comparator<BatchId> BY_NAME = Comparator.comparing(BatchId::value);

    private final Set<BatchId> marked = new HashSet<>();
    private final Set<BatchId> open = new HashSet<>();
    private final Set<BatchId> finished = new HashSet<>(); // only a retry takes it out, and that opens it
    private final Set<BatchId> toRead = new HashSet<>();
    private boolean listingBatches;
    private boolean allKnown;

    /** Looks at marked batches first, then whether there are others. */
    public List<Effect> begin() {
        return List.of(new Effect.ListMarkers());
    }

    public List<Effect> on(Event event) {
        List<Effect> effects = new ArrayList<>();
        if (event instanceof Event.MarkersListed listed) {
            marked.clear();
            marked.addAll(listed.marked());
            open.stream()
                    .filter(batch -> !marked.contains(batch))
                    .sorted(BY_NAME)
                    .forEach(lost -> {
                        marked.add(lost);
                        effects.add(new Effect.Mark(lost));
                    });
            read(listed.marked(), effects);
            listingBatches = true;
            effects.add(new Effect.ListBatches());
        } else if (event instanceof Event.BatchesListed listed) {
            listingBatches = false;
            read(listed.batches(), effects);
            allKnown(effects);
        } else if (event instanceof Event.Read read) {
            read(read.batch(), read.found(), effects);
            allKnown(effects);
        } else if (event instanceof Event.Opened opened) {
            finished.remove(opened.batch());
            open(opened.batch(), effects);
        } else if (event instanceof Event.Finished done) {
            open.remove(done.batch());
            finish(done.batch(), effects);
        } else if (event instanceof Event.LookAgain) {
            effects.add(new Effect.ListMarkers());
        } else {
            throw new AssertionError(event);
        }
        return effects;
    }

    private void read(Set<BatchId> batches, List<Effect> effects) {
        for (BatchId batch : unread(batches)) {
            toRead.add(batch);
            effects.add(new Effect.ReadChain(batch));
        }
    }

    private Set<BatchId> unread(Set<BatchId> batches) {
        Set<BatchId> unread = new TreeSet<>(BY_NAME);
        for (BatchId batch : batches) {
            boolean settled = finished.contains(batch) && !marked.contains(batch);
            if (!open.contains(batch) && !settled && !toRead.contains(batch)) {
                unread.add(batch);
            }
        }
        return unread;
    }

    private void read(BatchId batch, Found found, List<Effect> effects) {
        toRead.remove(batch);
        switch (found) {
            case UNFINISHED -> {
                if (!open.contains(batch)) {
                    open(batch, effects);
                    effects.add(new Effect.Open(batch));
                }
            }
            case FINISHED -> finish(batch, effects);
            case ABSENT -> {} // its marker stays: whoever claims it marks it only once
        }
    }

    private void open(BatchId batch, List<Effect> effects) {
        open.add(batch);
        if (marked.add(batch)) {
            effects.add(new Effect.Mark(batch));
        }
    }

    private void finish(BatchId batch, List<Effect> effects) {
        finished.add(batch);
        if (marked.remove(batch)) {
            effects.add(new Effect.Unmark(batch));
        }
    }

    private void allKnown(List<Effect> effects) {
        if (listingBatches || !toRead.isEmpty()) {
            return;
        }
        if (!allKnown) {
            allKnown = true;
            effects.add(new Effect.AllKnown());
        }
        effects.add(new Effect.LookLater());
    }
}
