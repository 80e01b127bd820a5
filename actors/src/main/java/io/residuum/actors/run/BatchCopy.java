package io.residuum.actors.run;

import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Start;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.ChainCopy;
import io.residuum.actors.history.CohortEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunHistory.CommittedSegment;
import io.residuum.actors.history.RunStatus;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.KeptWeights;
import io.residuum.storage.MissingObject;
import io.residuum.storage.ObjectCopy;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Copies a batch between stores, on the calling thread: run by run its states, then the entries that name them; then the report,
 * and the batch's own chain last. Entries are committed there as they were here, one conditional PUT each, so a process that writes to
 * the same chain there is noticed, and nothing is ever written over another history. Cut off, it is begun again.
 */
public final class BatchCopy {

    /** Why a batch cannot be copied there; nothing of what stands there was changed. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** Which states go along. */
    public enum States {
        /** Of the last two segments, the final one among them: what is always kept, and all it takes to go on. */
        LAST,
        /** All that are there. */
        ALL
    }

    private static final int LAST = 2;

    private final ObjectStore from;
    private final ObjectStore to;
    private final ObjectCopy objects;
    private final Consumer<String> told;
    private final List<RunId> kept = new ArrayList<>();
    private final Set<String> cohorts = new HashSet<>();
    private long copiedObjects;
    private long copiedBytes;
    private long thereObjects;
    private long copiedEntries;
    private long thereEntries;

    /** @param told of each run and chain as it is done, for a person */
    public BatchCopy(ObjectStore from, ObjectStore to, Consumer<String> told) {
        this.from = from;
        this.to = to;
        this.objects = new ObjectCopy(from, to);
        this.told = told;
    }

    /** @throws Refused if another history, or a deletion, stands there */
    public void copy(BatchId id, States states) {
        String prefix = BatchChain.prefix(id);
        List<Chain.Entry> entries = entries(from, prefix);
        BatchHistory batch = BatchHistory.of(entries);
        ChainCopy chain = ChainCopy.of(entries, entries(to, prefix));
        if (chain instanceof ChainCopy.Fork fork) {
            throw new Refused("batch " + id + " stands there with another history from entry " + fork.index() + " on");
        }
        if (batch.deleted()) {
            throw new Refused("batch " + id + " was deleted here");
        }
        if (chain instanceof ChainCopy.Ahead
                && BatchHistory.of(entries(to, prefix)).deleted()) {
            throw new Refused(
                    "batch " + id + " was deleted there; run its experiment file there, and it is accepted anew");
        }
        int number = 0;
        for (RunId run : batch.runs().keySet()) {
            run(run, states);
            number++;
            told.accept("run " + run.shortHex() + ": " + number + " of "
                    + batch.runs().size());
        }
        if (chain instanceof ChainCopy.Append append) {
            batch.report().ifPresent(this::report);
            append(prefix, entries, append.missing());
        } else {
            thereEntries += entries.size();
        }
    }

    private void run(RunId id, States states) {
        String prefix = RunChain.prefix(id);
        List<Chain.Entry> entries = entries(from, prefix);
        List<Chain.Entry> there = entries(to, prefix);
        ChainCopy chain = ChainCopy.of(entries, there);
        RunHistory history = RunHistory.of(entries);
        history.spec().ifPresent(this::whatItHangsOn);
        if (chain instanceof ChainCopy.Append append) {
            states(history, states);
            append(prefix, entries, append.missing());
            return;
        }
        RunHistory other = RunHistory.of(there);
        if (other.status() == RunStatus.DELETED) {
            throw new Refused("run " + id.shortHex()
                    + " was deleted there; run an experiment file there that asks for it, and" + " it is trained anew");
        }
        if (chain instanceof ChainCopy.Ahead) {
            thereEntries += entries.size();
            return;
        }
        if (!hasEnded(other) || !sameEnd(history, other)) {
            throw new Refused("run " + id.shortHex() + " stands there with another history from entry "
                    + ((ChainCopy.Fork) chain).index() + " on, "
                    + (hasEnded(other) ? "and ended with other weights" : "which has not ended")
                    + "; a chain is never written over");
        }
        kept.add(id);
    }

    /** The weights it started from, and what its seeds decided together. */
    private void whatItHangsOn(RunSpec run) {
        if (run.start() instanceof Start.Weights taken) {
            byte[] bytes = await(new KeptWeights(from).get(taken.weights()));
            object(new ObjectRef(KeptWeights.key(taken.weights()), bytes.length, taken.weights()));
        }
        run.cohortId().filter(id -> cohorts.add(id.hex())).ifPresent(this::cohort);
    }

    /**
     * Decisions follow from results alone, so where others wrote the chain there, theirs are as good as these, as far as they go; only
     * other decisions are another history.
     */
    private void cohort(CohortId id) {
        String prefix = CohortChain.prefix(id);
        List<Chain.Entry> entries = entries(from, prefix);
        List<Chain.Entry> there = entries(to, prefix);
        if (ChainCopy.of(entries, there) instanceof ChainCopy.Append append) {
            append(prefix, entries, append.missing());
            return;
        }
        List<CohortEntry.Decision> here = CohortHistory.of(entries).decisions();
        List<CohortEntry.Decision> decided = CohortHistory.of(there).decisions();
        int both = Math.min(here.size(), decided.size());
        if (!here.subList(0, both).equals(decided.subList(0, both))) {
            throw new Refused("the seeds of cohort " + id.hex().substring(0, 12) + " decided otherwise there");
        }
        for (CohortEntry.Decision missing : here.subList(both, here.size())) {
            await(new CohortChain(to, id)
                    .append(entries.get((int) missing.number()).attempt(), missing));
            copiedEntries++;
        }
        thereEntries += both + 1;
    }

    private static boolean hasEnded(RunHistory run) {
        return run.status() == RunStatus.DONE || run.status() == RunStatus.DIVERGED;
    }

    /** One that has not ended here may be any training of the run, so the one there will do. */
    private static boolean sameEnd(RunHistory here, RunHistory there) {
        return !hasEnded(here)
                || (here.weights().equals(there.weights()) && here.divergedAt().equals(there.divergedAt()));
    }

    private void states(RunHistory history, States which) {
        List<CommittedSegment> segments = history.segments();
        for (int i = 0; i < segments.size(); i++) {
            ObjectRef state = segments.get(i).segment().state();
            if (i >= segments.size() - LAST) {
                object(state);
            } else if (which == States.ALL) {
                ifThere(state);
            }
        }
    }

    private void ifThere(ObjectRef state) {
        try {
            object(state);
        } catch (MissingObject collected) {
            told.accept("not there any more, and not needed: " + collected.key());
        }
    }

    private void object(ObjectRef ref) {
        switch (await(objects.copy(ref))) {
            case COPIED -> {
                copiedObjects++;
                copiedBytes += ref.sizeBytes();
            }
            case ALREADY_THERE -> thereObjects++;
        }
    }

    /** The pointer is written last, and over an older one: the batch's chain there ends before this report. */
    private void report(ObjectRef pointer) {
        await(new StoredReports(from).files(pointer)).forEach(this::object);
        byte[] bytes = await(from.get(pointer));
        Optional<byte[]> there = await(to.get(pointer.key()));
        if (there.isPresent() && Arrays.equals(there.get(), bytes)) {
            thereObjects++;
        } else {
            await(to.put(pointer.key(), bytes));
            copiedObjects++;
            copiedBytes += bytes.length;
        }
    }

    private void append(String prefix, List<Chain.Entry> entries, List<Chain.Entry> missing) {
        Chain chain = new Chain(to, prefix);
        for (Chain.Entry entry : missing) {
            CommitOutcome outcome = await(
                    entry.index() == 0
                            ? chain.create(entry.attempt(), entry.body())
                            : chain.append(entries.get((int) entry.index() - 1), entry.attempt(), entry.body()));
            if (!outcome.entry().digest().equals(entry.digest())) {
                throw new Refused("somebody else wrote entry " + entry.index() + " of " + prefix + " there meanwhile");
            }
            copiedEntries++;
        }
        thereEntries += entries.size() - missing.size();
        if (!ChainCopy.of(entries, entries(to, prefix)).equals(new ChainCopy.Append(List.of()))) {
            told.accept("chain " + prefix + " has gone on there meanwhile");
        }
    }

    private static List<Chain.Entry> entries(ObjectStore store, String prefix) {
        return await(new Chain(store, prefix).entries());
    }

    /** Runs that have a history of their own there, which ended in the same way. */
    public List<RunId> kept() {
        return List.copyOf(kept);
    }

    /** States and files of reports. */
    public long copiedObjects() {
        return copiedObjects;
    }

    public long copiedBytes() {
        return copiedBytes;
    }

    public long thereObjects() {
        return thereObjects;
    }

    public long copiedEntries() {
        return copiedEntries;
    }

    public long thereEntries() {
        return thereEntries;
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}
