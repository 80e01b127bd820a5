package io.residuum.storage;

import akka.stream.javadsl.Sink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Copies a version of a data set between stores: shards, then statistics, then the manifest, without which nothing is there. What the
 * bare name stands for is said only where nobody has said so.
 */
public final class DataSetCopy {

    /**
     * What came of it.
     *
     * @param copied objects
     * @param alreadyThere objects
     * @param bytes of what was copied
     * @param newest whether the bare name now stands for this version there
     */
    public record Outcome(long copied, long alreadyThere, long bytes, boolean newest) {
        private Outcome with(boolean isNewest) {
            return new Outcome(copied, alreadyThere, bytes, isNewest);
        }

        private Outcome with(ObjectRef ref, ObjectCopy.Outcome outcome) {
            return outcome == ObjectCopy.Outcome.COPIED
                    ? new Outcome(copied + 1, alreadyThere, bytes + ref.sizeBytes(), newest)
                    : new Outcome(copied, alreadyThere + 1, bytes, newest);
        }
    }

    private final ObjectStore from;
    private final ObjectStore to;
    private final ObjectCopy copy;

    public DataSetCopy(ObjectStore from, ObjectStore to) {
        this.from = from;
        this.to = to;
        this.copy = new ObjectCopy(from, to);
    }

    /** @param told of every object that is done */
    public CompletionStage<Outcome> copy(DataSetId id, Consumer<String> told) {
        DataSets there = new DataSets(to);
        return new DataSets(from).manifest(id).thenCompose(manifest -> {
            CompletionStage<Outcome> done = CompletableFuture.completedFuture(new Outcome(0, 0, 0, false));
            for (Manifest.Shard shard : manifest.shards()) {
                done = done.thenCompose(before -> object(shard.object(), before, told));
            }
            byte[] bytes = manifest.toBytes();
            ObjectRef manifestRef = new ObjectRef(DataSetKeys.manifest(id), bytes.length, id.version());
            return done.thenCompose(shards -> statistics(id, shards, told))
                    .thenCompose(statistics -> object(manifestRef, statistics, told))
                    .thenCompose(all -> there.resolve(id.name())
                            .thenCompose(newest -> newest.isPresent()
                                    ? CompletableFuture.completedFuture(
                                            all.with(newest.filter(id::equals).isPresent()))
                                    : there.point(id).thenApply(pointed -> all.with(true))));
        });
    }

    private CompletionStage<Outcome> object(ObjectRef ref, Outcome before, Consumer<String> told) {
        return copy.copy(ref).thenApply(outcome -> {
            told.accept(ref.key());
            return before.with(ref, outcome);
        });
    }

    /** Derived, one a decoder: where others stand, they are left, being as good. */
    private CompletionStage<Outcome> statistics(DataSetId id, Outcome before, Consumer<String> told) {
        String folder = DataSetKeys.version(id) + "statistics/";
        return there(to, folder).thenCompose(known -> there(from, folder).thenCompose(keys -> {
            CompletionStage<Outcome> done = CompletableFuture.completedFuture(before);
            for (String key : keys) {
                if (!known.contains(key)) {
                    done = done.thenCompose(sofar -> from.get(key)
                            .thenCompose(found -> found.isEmpty()
                                    ? CompletableFuture.completedFuture(sofar)
                                    : object(
                                            new ObjectRef(key, found.get().length, Sha256.of(found.get())),
                                            sofar,
                                            told)));
                }
            }
            return done;
        }));
    }

    private static CompletionStage<List<String>> there(ObjectStore store, String folder) {
        return store.list(folder).map(StoredObject::key).runWith(Sink.seq(), store.system());
    }
}
