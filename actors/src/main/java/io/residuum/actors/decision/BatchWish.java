package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.Chain;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An entry that a batch's supervisor wants in the batch's chain. Another coordinator may want the same: before every
 * try to append, and after every lost race, it is judged against what stands by then.
 */
public sealed interface BatchWish {

    /**
     * What the chain says.
     *
     * @param givenUp runs with a failure verdict that no later {@code retry} lifted
     * @param reported its last word is a report
     */
    record Standing(Map<RunId, String> givenUp, boolean reported) {
        public Standing {
            givenUp = Map.copyOf(givenUp);
        }

        /** @param entries of the batch's chain, all of them */
        public static Standing of(List<Chain.Entry> entries) {
            BatchEntry last = BatchEntry.read(entries.get(entries.size() - 1).body());
            return new Standing(BatchHistory.of(entries).failures(), last instanceof BatchEntry.Reported);
        }
    }

    /** Whether nothing is left to write, whoever wrote it. */
    boolean fulfilledBy(Standing standing);

    record Verdict(RunId run) implements BatchWish {
        @Override
        public boolean fulfilledBy(Standing standing) {
            return standing.givenUp().containsKey(run);
        }
    }

    record Retry(Set<RunId> runs) implements BatchWish {
        public Retry {
            runs = Set.copyOf(runs);
        }

        @Override
        public boolean fulfilledBy(Standing standing) {
            return runs.stream().noneMatch(standing.givenUp()::containsKey);
        }
    }

    record Report() implements BatchWish {
        @Override
        public boolean fulfilledBy(Standing standing) {
            return standing.reported();
        }
    }
}
