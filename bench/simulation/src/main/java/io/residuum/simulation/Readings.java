package io.residuum.simulation;

import akka.util.ByteString;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.history.BatchHistory;
import io.residuum.storage.Chain;
import io.residuum.storage.Sha256;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was read once need not be parsed again: the bytes of an entry never change, or an invariant says so first. */
final class Readings {

    private final IdentityHashMap<ByteString, Chain.Entry> entries = new IdentityHashMap<>();
    private final Map<Sha256, RunHead> heads = new HashMap<>();
    private final Map<Sha256, BatchHistory> histories = new HashMap<>();

    /** The entry in these bytes, checked against its parent. */
    Chain.Entry entry(String chain, Optional<Chain.Entry> parent, ByteString bytes) {
        Chain.Entry known = entries.get(bytes);
        if (known == null
                || !known.parent().equals(parent.map(p -> p.digest().hex()).orElse(""))) {
            known = Chains.decoded(chain, parent, bytes);
            entries.put(bytes, known);
        }
        return known;
    }

    RunHead head(Chain.Entry entry) {
        return heads.computeIfAbsent(entry.digest(), digest -> RunHead.of(entry));
    }

    /** @param chain all entries of a batch's chain; the last one's digest covers them */
    BatchHistory history(List<Chain.Entry> chain) {
        return histories.computeIfAbsent(chain.get(chain.size() - 1).digest(), digest -> BatchHistory.of(chain));
    }
}
