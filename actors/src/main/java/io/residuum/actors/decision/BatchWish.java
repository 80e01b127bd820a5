package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import io.residuum.storage.ObjectRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An entry that somebody wants in a batch's chain: its supervisor, or a user. Another coordinator may want the same, or
 * the opposite: before every try to append, and after every lost race, it is judged against what stands by then (B2).
 */
public sealed interface BatchWish {

    /** What is to be done about a wish. */
    sealed interface Judgement {
        /** This entry is wanted behind the newest one. */
        record Append(BatchEntry entry) implements Judgement {}

        /** It is so already, whoever wrote it. */
        record Fulfilled() implements Judgement {}

        /** What stands rules it out. */
        record Refused(String reason) implements Judgement {}

        /** Another word came after the one that whoever wishes this had seen. */
        record Overtaken(long lastWord) implements Judgement {}
    }

    /** A deleted batch takes no word; anything else is judged by its kind. */
    default Judgement judge(BatchStanding standing) {
        return standing.deleted() ? new Judgement.Refused("the batch was deleted") : judgeOpen(standing);
    }

    /** The judgement on a batch that is not deleted. */
    Judgement judgeOpen(BatchStanding standing);

    /**
     * A run is given up.
     *
     * @param basis the newest entry that was known when the run failed: a later retry is not answered by an old failure
     */
    record Verdict(RunId run, String reason, long basis) implements BatchWish {
        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            if (standing.givenUp().containsKey(run)) {
                return new Judgement.Fulfilled();
            }
            if (standing.retriedAt() > basis) {
                return new Judgement.Refused("entry " + standing.retriedAt() + " wants it tried again");
            }
            return standing.open(run)
                    ? new Judgement.Append(new BatchEntry.Failed(run, reason))
                    : new Judgement.Refused("nobody wants the run any more");
        }
    }

    /**
     * The report is written.
     *
     * @param basis the newest entry when it was decided on: a report of what the batch was before, or has become since, is none
     */
    record Report(long basis, ObjectRef report) implements BatchWish {
        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            if (standing.reported()) {
                return new Judgement.Fulfilled();
            }
            if (standing.paused()) {
                return new Judgement.Refused("the batch is paused");
            }
            return standing.head() == basis
                    ? new Judgement.Append(new BatchEntry.Reported(report))
                    : new Judgement.Refused("entry " + (basis + 1) + " was written while the report was made");
        }
    }

    /**
     * A user's wish about the batch as it was when the user looked (B7). A command that is repeated, or wakes up late, finds
     * its own entry or a later word and does nothing more.
     *
     * @param asOf the last word that the user had seen
     */
    record AsOf(long asOf, BatchWish wish) implements BatchWish {
        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            Judgement judgement = wish.judgeOpen(standing);
            return judgement instanceof Judgement.Append && standing.lastWord() > asOf
                    ? new Judgement.Overtaken(standing.lastWord())
                    : judgement;
        }
    }

    /** Nothing of the batch is to be trained until it is resumed. */
    record Pause() implements BatchWish {
        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            if (standing.reported()) {
                return new Judgement.Refused("the batch is reported; nothing of it is left to pause");
            }
            return standing.paused() ? new Judgement.Fulfilled() : new Judgement.Append(new BatchEntry.Paused());
        }
    }

    /** The batch is to go on. */
    record Resume() implements BatchWish {
        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            return standing.paused() ? new Judgement.Append(new BatchEntry.Resumed()) : new Judgement.Fulfilled();
        }
    }

    /** Slots go to batches of higher priority first. */
    record Priority(int priority) implements BatchWish {
        public Priority {
            priority = new BatchEntry.Priority(priority).priority(); // refuses what no entry can say
        }

        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            if (standing.priority() == priority) {
                return new Judgement.Fulfilled();
            }
            return standing.reported()
                    ? new Judgement.Refused("the batch is reported; nothing of it waits for a slot")
                    : new Judgement.Append(new BatchEntry.Priority(priority));
        }
    }

    /** These runs are not to be trained for this batch; one that has ended keeps its result. */
    record Cancel(List<RunId> runs) implements BatchWish {
        public Cancel {
            runs = List.copyOf(runs);
        }

        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            List<RunId> left = runs.stream()
                    .filter(run -> !standing.cancelled().contains(run))
                    .toList();
            if (left.isEmpty()) {
                return new Judgement.Fulfilled();
            }
            return standing.reported()
                    ? new Judgement.Refused("the batch is reported; nothing of it is left to cancel")
                    : new Judgement.Append(new BatchEntry.Cancelled(left));
        }
    }

    /**
     * A selection chooses. Whoever decides it decides the same, so it is in the chain once.
     *
     * @param trials by which it is judged; without one of them, because a user cancelled it, there is no choice
     */
    record Select(String selection, Set<RunId> trials, SelectionCore.Choice choice) implements BatchWish {
        public Select {
            trials = Set.copyOf(trials);
        }

        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            if (standing.selected().containsKey(selection)) {
                return new Judgement.Fulfilled();
            }
            if (!standing.judges(trials)) {
                return new Judgement.Refused("a trial is cancelled or given up");
            }
            return standing.reported()
                    ? new Judgement.Refused("the batch is reported without it")
                    : new Judgement.Append(new BatchEntry.Selected(selection, choice.values(), choice.errorsPercent()));
        }
    }

    /** What failed or was cancelled among these runs is to be tried again, from where it stands. */
    record Retry(List<RunId> runs) implements BatchWish {
        public Retry {
            runs = List.copyOf(runs);
        }

        @Override
        public Judgement judgeOpen(BatchStanding standing) {
            Set<RunId> left = new LinkedHashSet<>(runs);
            left.removeIf(run -> !standing.givenUp().containsKey(run)
                    && !standing.cancelled().contains(run));
            return left.isEmpty()
                    ? new Judgement.Fulfilled()
                    : new Judgement.Append(new BatchEntry.Retry(List.copyOf(left)));
        }
    }
}
