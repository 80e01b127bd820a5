package io.residuum.actors.history;

import io.residuum.storage.Chain;
import java.util.List;

/** What is to be done with a chain that is copied to where some of it, or something else, may stand already. */
public sealed interface ChainCopy {

    /** The entries that are missing there, in order; none if all are there. */
    record Append(List<Chain.Entry> missing) implements ChainCopy {
        public Append {
            missing = List.copyOf(missing);
        }
    }

    /** The chain there goes on where this one ends. */
    record Ahead(Chain.Entry last) implements ChainCopy {}

    /** From this entry on another history stands there. */
    record Fork(long index) implements ChainCopy {}

    /** Compares by digests: equal ones mean equal histories up to there. */
    static ChainCopy of(List<Chain.Entry> from, List<Chain.Entry> to) {
        for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
            if (!from.get(i).digest().equals(to.get(i).digest())) {
                return new Fork(i);
            }
        }
        return to.size() > from.size()
                ? new Ahead(to.get(to.size() - 1))
                : new Append(from.subList(to.size(), from.size()));
    }
}
