package io.residuum.actors.history;

import io.residuum.actors.history.CohortEntry.Decision;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.List;

/**
 * A cohort's chain read to its end.
 *
 * @param decisions one an evaluation, from the first on
 */
public record CohortHistory(List<Decision> decisions) {
    private static final CohortHistory EMPTY = new CohortHistory(List.of());

    public CohortHistory {
        decisions = List.copyOf(decisions);
    }

    /** Of a cohort without a chain. */
    public static CohortHistory empty() {
        return EMPTY;
    }

    /**
     * Reads a cohort's chain.
     *
     * @param entries of one chain, from 0 on, without gaps
     * @throws IllegalArgumentException if a decision does not follow the one before; the message names the entry
     */
    public static CohortHistory of(List<Chain.Entry> entries) {
        List<Decision> decisions = new ArrayList<>();
        for (Chain.Entry entry : entries) {
            if (CohortEntry.read(entry.body()) instanceof Decision decision) {
                if (decision.number() != decisions.size() + 1) {
                    throw new IllegalArgumentException("entry " + entry.index() + ": decision " + decision.number()
                            + " follows " + decisions.size());
                }
                decisions.add(decision);
            }
        }
        return new CohortHistory(decisions);
    }

    /** The iterations from which on a drop acts. */
    public List<Long> drops() {
        return decisions.stream()
                .filter(Decision::drop)
                .map(Decision::iteration)
                .toList();
    }
}
