package io.residuum.simulation;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.Chain;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches every object that is written or removed, and holds the invariants of what is kept against it. */
final class Ledger {

    private final World world;
    private final Map<String, List<Chain.Entry>> chains = new HashMap<>();
    private final Map<String, ObjectRef> named = new HashMap<>();
    private final Map<String, ObjectNode> reported = new HashMap<>();

    Ledger(World world) {
        this.world = world;
    }

    /** Iterations of the run that are committed. */
    long committed(RunId run) {
        List<Chain.Entry> entries = chains.getOrDefault(World.chain(run), List.of());
        return entries.isEmpty()
                ? 0
                : RunHead.of(entries.get(entries.size() - 1)).iteration();
    }

    Optional<ObjectNode> result(Plan plan) {
        return Optional.ofNullable(reported.get(World.chain(plan)));
    }

    /** @param bytes empty for an object that is removed */
    void written(String key, ByteString bytes) {
        ObjectRef promised = named.get(key);
        if (promised != null && !fits(promised, bytes)) {
            throw new Violation(Invariant.STATES_STAND, key + " is named by an entry, and is removed or changed");
        }
        int log = key.indexOf("/log/");
        if (log < 0) {
            return;
        }
        Optional<ByteString> before = world.store().object(key);
        if (before.isPresent()) {
            if (!before.get().equals(bytes)) {
                throw new Violation(Invariant.NO_ENTRY_CHANGES, key);
            }
            return;
        }
        String chain = key.substring(0, log);
        List<Chain.Entry> entries = chains.computeIfAbsent(chain, c -> new ArrayList<>());
        if (!key.equals(Chains.key(chain, entries.size()))) {
            throw new Violation(Invariant.ONE_CHAIN, key + " follows " + entries.size() + " entries");
        }
        Optional<Chain.Entry> parent =
                entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
        Chain.Entry entry = Chains.decoded(chain, parent, bytes);
        if (chain.startsWith("runs/")) {
            runEntry(chain, parent, entry);
        } else if (chain.startsWith("cohorts/")) {
            cohortEntry(chain, entry);
        } else {
            batchEntry(chain, entry);
        }
        entries.add(entry);
    }

    private void runEntry(String chain, Optional<Chain.Entry> parent, Chain.Entry entry) {
        if (!(RunEntry.read(entry.body()) instanceof RunEntry.Segment segment)) {
            return;
        }
        RunHead before = RunHead.of(parent.orElseThrow());
        String where = chain.substring(0, 11) + " entry " + entry.index();
        if (segment.from() != before.iteration() || before.ending() != RunCore.Ending.NOT_YET) {
            throw new Violation(
                    Invariant.ONE_CHAIN,
                    "%s begins at %d, the one before ends at %d (%s)"
                            .formatted(where, segment.from(), before.iteration(), before.ending()));
        }
        Optional<ByteString> state = world.store().object(segment.state().key());
        if (state.isEmpty() || !fits(segment.state(), state.get())) {
            throw new Violation(Invariant.STATES_STAND, where + " names a state that is not there");
        }
        named.put(segment.state().key(), segment.state());
        RunId run = RunId.ofHex(chain.substring("runs/".length()));
        long steps = segment.end() instanceof RunEntry.End.Diverged ? segment.to() - 1 : segment.to();
        List<Long> drops = drops(world.run(run), segment.to(), where);
        if (Training.state(state.get()) != new Training(world.run(run)).after(steps, drops)) {
            throw new Violation(Invariant.SAME_BITS, where + " after " + segment.to() + " iterations");
        }
        world.timeline().say("store", "%s stands: [%d, %d)", where, segment.from(), segment.to());
    }

    /** What the run's cohort has decided by now, which has to be enough for its iterations. */
    private List<Long> drops(RunSpec run, long to, String where) {
        if (run.cohort().isEmpty()) {
            return List.of();
        }
        CohortHistory decided = CohortHistory.of(chains.getOrDefault(World.cohortChain(run), List.of()));
        long needed = to == 0 ? 0 : Gate.of(run).needed(to - 1);
        if (needed > Gate.passable(run, decided)) {
            throw new Violation(
                    Invariant.NO_SEED_GOES_AHEAD,
                    "%s reaches iteration %d, its cohort has decided %d times"
                            .formatted(where, to, decided.decisions().size()));
        }
        return decided.drops();
    }

    private void cohortEntry(String chain, Chain.Entry entry) {
        if (CohortEntry.read(entry.body()) instanceof CohortEntry.Decision decision) {
            world.expectedDecisions(chain).ifPresent(expected -> {
                if (!expected.decisions().contains(decision)) {
                    throw new Violation(Invariant.SAME_DECISIONS, chain.substring(0, 14) + " decides " + decision);
                }
            });
            world.timeline().say("store", "%s decides: %s", chain.substring(0, 14), decision);
        }
    }

    /** Of every cohort, by its chain. */
    Map<String, CohortHistory> decisions() {
        Map<String, CohortHistory> decisions = new HashMap<>();
        chains.forEach((chain, entries) -> {
            if (chain.startsWith("cohorts/")) {
                decisions.put(chain, CohortHistory.of(entries));
            }
        });
        return decisions;
    }

    private void batchEntry(String chain, Chain.Entry entry) {
        if (reported.containsKey(chain)) {
            throw new Violation(Invariant.ONE_REPORT, chain + " entry " + entry.index() + " follows its report");
        }
        if (BatchEntry.read(entry.body()) instanceof BatchEntry.Reported report) {
            ByteString bytes = world.store()
                    .object(report.report().key())
                    .filter(found -> fits(report.report(), found))
                    .orElseThrow(() -> new Violation(Invariant.STATES_STAND, chain + " names no report that is there"));
            ObjectNode result = CanonicalJson.parse(bytes.toArray());
            reported.put(chain, result);
            world.expected(chain).ifPresent(expected -> {
                if (!result.equals(expected)) {
                    throw new Violation(Invariant.SAME_RESULT, chain + " reports another result than undisturbed");
                }
            });
            world.timeline().say("store", "%s is reported", chain);
        }
    }

    private static boolean fits(ObjectRef ref, ByteString bytes) {
        return bytes.size() == ref.sizeBytes() && Sha256.of(bytes.toArray()).equals(ref.sha256());
    }
}
