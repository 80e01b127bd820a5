package io.residuum.actors.run;

import io.residuum.actors.decision.CohortCore;
import io.residuum.actors.decision.CollectorCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Start;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RecomputationPlan.Candidate;
import io.residuum.actors.history.RecomputationPlan.Standing;
import io.residuum.actors.history.RunAudit;
import io.residuum.actors.history.RunEntry;
import io.residuum.model.TrainingState;
import io.residuum.storage.Chain;
import io.residuum.storage.ChainFault;
import io.residuum.storage.DamagedObject;
import io.residuum.storage.KeptWeights;
import io.residuum.storage.MissingObject;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Walks chains from 0 and looks at everything they name, on the calling thread. What is damaged is noted and the walk goes on;
 * only a store that cannot be asked ends it. Writes nothing.
 */
public final class Verification {

    /**
     * Something that is not what it must be.
     *
     * @param entry of the chain that has it, or names it
     * @param object its key
     */
    public record Damage(String chain, long entry, String object, String reason) {}

    private final ObjectStore store;
    private final Map<RunId, RunAudit> runs = new LinkedHashMap<>();
    private final Map<RunId, List<Candidate>> candidates = new HashMap<>();
    private final Set<String> cohorts = new HashSet<>();
    private final List<Damage> damaged = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long chains;
    private long entries;
    private long objects;

    public Verification(ObjectStore store) {
        this.store = store;
    }

    public List<Damage> damaged() {
        return List.copyOf(damaged);
    }

    /** The runs looked at whose chain is whole, in the order in which they were looked at. */
    public List<RunId> wholeRuns() {
        return runs.keySet().stream().filter(candidates::containsKey).toList();
    }

    /** Segments of a run whose chain is whole, in order, and how their states stand. */
    public List<Candidate> candidates(RunId run) {
        return List.copyOf(candidates.getOrDefault(run, List.of()));
    }

    /** The object was put back as its chain says: it is not damaged any more. */
    public void restored(ObjectRef object) {
        damaged.removeIf(damage -> damage.object().equals(object.key()));
    }

    /** Something else than its bytes shows that an object is not what it must be. */
    public void found(Damage damage) {
        damaged.add(damage);
    }

    /** What is unusual and no damage. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    public long chains() {
        return chains;
    }

    public long entries() {
        return entries;
    }

    /** States and report files that were read whole. */
    public long objects() {
        return objects;
    }

    /** A batch, its report, and every run it asks for. */
    public void batch(BatchId id) {
        String chain = BatchChain.prefix(id);
        List<Chain.Entry> whole = walk(chain);
        BatchHistory batch;
        try {
            batch = BatchHistory.of(whole);
        } catch (IllegalArgumentException e) {
            add(chain, 0, entryKey(chain, 0), "it does not make a batch: " + e.getMessage());
            return;
        }
        if (!batch.plan().id().equals(id)) {
            add(
                    chain,
                    0,
                    entryKey(chain, 0),
                    "it describes batch " + batch.plan().id() + ", not the one the chain is named by");
        }
        report(chain, id, batch, whole);
        boolean reported = batch.reported();
        for (RunId run : batch.runs().keySet()) {
            RunAudit audit = run(run);
            boolean excused =
                    batch.failures().containsKey(run) || batch.cancelled().contains(run) || audit.isDeleted();
            if (reported && !excused && !audit.hasEnded()) {
                String of = RunChain.prefix(run);
                long missing = audit.segments().stream()
                                .mapToLong(RunAudit.Placed::index)
                                .max()
                                .orElse(0)
                        + 1;
                add(
                        of,
                        missing,
                        entryKey(of, missing),
                        "batch " + id + " is reported, but the run's chain reaches iteration " + audit.iteration()
                                + " and no end: entries are missing");
            }
        }
    }

    private void report(String chain, BatchId id, BatchHistory batch, List<Chain.Entry> whole) {
        Optional<ObjectRef> pointer = batch.report();
        if (pointer.isEmpty()) {
            return;
        }
        long entry = whole.get(whole.size() - 1).index();
        if (read(chain, entry, pointer.get()).isPresent()) {
            try {
                StoredReports.Files files =
                        await(new StoredReports(store).newest(id)).orElseThrow();
                objects += files.byName().size();
            } catch (DamagedObject e) {
                add(chain, entry, e.key(), e.reason());
            } catch (MissingObject e) {
                add(chain, entry, e.key(), "it is missing");
            } catch (UnreadableObject e) {
                add(chain, entry, pointer.get().key(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** A run and every state it names. Looked at once, however many batches ask for it. */
    public RunAudit run(RunId id) {
        RunAudit known = runs.get(id);
        if (known != null) {
            return known;
        }
        String chain = RunChain.prefix(id);
        RunAudit audit = RunAudit.of(id, walk(chain));
        runs.put(id, audit);
        audit.faults().forEach(fault -> add(chain, fault.index(), entryKey(chain, fault.index()), fault.reason()));
        if (audit.environments() > 1) {
            notes.add("run " + id + " has segments of " + audit.environments()
                    + " numeric environments: not comparable bit by bit");
        }
        boolean wholeChain = damaged.stream().noneMatch(damage -> damage.chain().equals(chain));
        Set<String> staying = CollectorCore.staying(audit, List.of());
        List<Candidate> standing = new ArrayList<>();
        for (RunAudit.Placed placed : audit.segments()) {
            boolean stays = staying.contains(placed.segment().state().key());
            standing.add(new Candidate(placed, state(id, chain, audit.spec(), placed, stays)));
        }
        if (wholeChain) {
            candidates.put(id, standing);
        }
        audit.spec().filter(spec -> !spec.cohort().isEmpty()).ifPresent(this::cohort);
        audit.spec().ifPresent(spec -> start(chain, spec));
        return audit;
    }

    /** The weights that a run started from; without them it could not be begun, nor trained again. */
    private void start(String chain, RunSpec spec) {
        if (!(spec.start() instanceof Start.Weights taken)) {
            return;
        }
        try {
            await(new KeptWeights(store).get(taken.weights()));
            objects++;
        } catch (DamagedObject e) {
            add(chain, 0, e.key(), e.reason());
        } catch (MissingObject e) {
            add(chain, 0, e.key(), "it is missing; the run starts from it");
        }
    }

    /** What the run's cohort decided: every decision has to follow from those before it and the values it names. */
    private void cohort(RunSpec member) {
        String chain = CohortChain.prefix(member.cohortId().orElseThrow());
        if (!cohorts.add(chain)) {
            return;
        }
        try {
            CohortHistory history = CohortHistory.of(walk(chain));
            CohortCore.wrong(member, history)
                    .ifPresent(decision -> add(
                            chain,
                            decision.number(),
                            entryKey(chain, decision.number()),
                            "it does not follow from the decisions before it and the values it names"));
        } catch (IllegalArgumentException e) {
            add(chain, 0, entryKey(chain, 0), "it does not make a cohort: " + e.getMessage());
        }
    }

    private Standing state(RunId id, String chain, Optional<RunSpec> spec, RunAudit.Placed placed, boolean isKept) {
        ObjectRef state = placed.segment().state();
        if (!state.key().startsWith(chain + "/state/")) {
            add(chain, placed.index(), state.key(), "it is no state of this run");
            return Standing.COLLECTED; // nobody puts anything back there
        }
        if (!isKept && await(store.get(state.key())).isEmpty()) {
            notes.add("run " + id + " no longer has its state after iteration "
                    + placed.segment().to() + " (entry " + placed.index()
                    + "); only the last two and those before drops of the rate stay");
            return Standing.COLLECTED;
        }
        Optional<byte[]> bytes = read(chain, placed.index(), state);
        Optional<String> wrong =
                bytes.flatMap(read -> wrong(read, spec, placed.segment().end()));
        wrong.ifPresent(reason -> add(chain, placed.index(), state.key(), reason));
        return bytes.isPresent() && wrong.isEmpty() ? Standing.WHOLE : Standing.LOST;
    }

    /** What is wrong with a state whose bytes are those that were written. */
    private static Optional<String> wrong(byte[] bytes, Optional<RunSpec> spec, RunEntry.End end) {
        try {
            TrainingState state = TrainingState.fromBytes(bytes);
            if (spec.isPresent() && !spec.get().architecture().layout().digest().equals(state.layoutDigest())) {
                return Optional.of("it is of another network than the run's");
            }
            if (end instanceof RunEntry.End.Done done && !done.weights().hex().equals(state.weightsDigest())) {
                return Optional.of("its weights are " + state.weightsDigest() + ", the entry says " + done.weights());
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private List<Chain.Entry> walk(String prefix) {
        Chain.Inspection inspection = await(new Chain(store, prefix).inspect());
        chains++;
        entries += inspection.entries().size();
        for (ChainFault fault : inspection.faults()) {
            String reason = fault instanceof ChainFault.Damaged hurt
                    ? hurt.reason()
                    : "a newer release wrote it: format " + ((ChainFault.Newer) fault).format();
            add(prefix, fault.index(), entryKey(prefix, fault.index()), reason);
        }
        return inspection.entries();
    }

    private Optional<byte[]> read(String chain, long entry, ObjectRef ref) {
        try {
            byte[] bytes = await(store.get(ref));
            objects++;
            return Optional.of(bytes);
        } catch (DamagedObject e) {
            add(chain, entry, e.key(), e.reason());
        } catch (MissingObject e) {
            add(chain, entry, e.key(), "it is missing");
        }
        return Optional.empty();
    }

    private void add(String chain, long entry, String object, String reason) {
        damaged.add(new Damage(chain, entry, object, reason));
    }

    private static String entryKey(String chain, long index) {
        return chain + "/log/%08d".formatted(index);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException known ? known : e;
        }
    }
}
