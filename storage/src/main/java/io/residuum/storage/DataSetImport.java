package io.residuum.storage;

import akka.NotUsed;
import akka.actor.typed.DispatcherSelector;
import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Builds a data set from archives, streaming: names first, then images, which are checked in parallel, kept in order, cut into
 * shards, written and read back. Shards are called by their digest, so an import that was interrupted, or is done again, writes
 * only what is missing. The data set exists with its manifest, which is written last; whatever fails before leaves none.
 *
 * <p>Memory: a few images and at most {@value #SHARDS_AT_ONCE} shards of 32 MiB, however large the archives are.
 */
public final class DataSetImport {
    private static final int SHARDS_AT_ONCE = 2;
    private static final String BLOCKING = "akka.actor.default-blocking-io-dispatcher";

    private final ObjectStore store;
    private final DataSets dataSets;
    private final ImageCheck check;
    private final ImportSettings settings;
    private final ShardCutter.Borders borders;
    private final Executor blocking;
    private final int parallelism = Runtime.getRuntime().availableProcessors();

    /** An import into {@code store}; {@code check} decodes as training will. */
    public DataSetImport(ObjectStore store, ImageCheck check, ImportSettings settings) {
        this(store, check, settings, ShardCutter.Borders.FORMAT_1);
    }

    DataSetImport(ObjectStore store, ImageCheck check, ImportSettings settings, ShardCutter.Borders borders) {
        this.store = store;
        this.dataSets = new DataSets(store);
        this.check = check;
        this.settings = settings;
        this.borders = borders;
        this.blocking = store.system().dispatchers().lookup(DispatcherSelector.blocking());
    }

    /**
     * Imports archives as the newest version of data set {@code name}. Fails with {@link ArchiveRefused}, which says what is wrong
     * with an archive, or with a {@link StoreException}.
     *
     * @param archives class-folder archives of either split, or one that holds both
     * @param progress told after each shard, by one thread at a time
     */
    public CompletionStage<ImportOutcome> run(
            String name, List<ImageArchive> archives, Consumer<ImportProgress> progress) {
        DataSetId.checkName(name);
        return CompletableFuture.supplyAsync(() -> ImportPlan.of(archives, settings), blocking)
                .thenCompose(plan -> run(name, plan, progress));
    }

    private CompletionStage<ImportOutcome> run(String name, ImportPlan plan, Consumer<ImportProgress> progress) {
        var cutter = new ShardCutter(settings, borders); // used by one stage, and read when the stream has ended
        return images(plan)
                .via(checked(plan.numbers()))
                .via(shards(cutter))
                .mapAsync(SHARDS_AT_ONCE, cut -> written(name, cut))
                .via(told(plan.images(), progress))
                .runWith(Sink.seq(), store.system())
                .thenCompose(shards -> finished(name, plan, cutter, shards));
    }

    /** Reads the archives one after the other, on a thread that may block. */
    private Source<Found, NotUsed> images(ImportPlan plan) {
        return Source.from(plan.sources())
                .flatMapConcat(source ->
                        Source.unfoldResource(source::open, reader -> next(source, reader), ImageSource.Reader::close))
                .withAttributes(ActorAttributes.dispatcher(BLOCKING))
                .async();
    }

    private record Found(String where, ImageSource.RawImage image) {}

    private static Optional<Found> next(ImageSource source, ImageSource.Reader reader) {
        try {
            return reader.next().map(image -> new Found(source.where(), image));
        } catch (IOException e) {
            throw TarSource.unreadable(Path.of(source.where()), e);
        }
    }

    private Flow<Found, ShardCutter.Checked, NotUsed> checked(Map<String, Integer> numbers) {
        return Flow.<Found>create()
                .mapAsync(
                        parallelism,
                        found -> CompletableFuture.supplyAsync(
                                () -> check(found.where(), found.image(), numbers), blocking));
    }

    private ShardCutter.Checked check(String where, ImageSource.RawImage image, Map<String, Integer> numbers) {
        try {
            ImageForm form = ImageForm.of(image.bytes());
            if (form.shape().pixels() > settings.mostPixels()) {
                throw new BrokenImage("it says it has " + form.shape() + " pixels; at most " + settings.mostPixels()
                        + " are decoded");
            }
            if (form.colours() == ImageForm.Colours.GREY && settings.greys() == ImportSettings.Greys.REFUSE) {
                throw new ArchiveRefused("image [" + image.entry() + "] of archive [" + where
                        + "] is grey, and networks take red, green and blue. Import with grey images made RGB"
                        + " (--grey-to-rgb), or take it out.");
            }
            Integer number = numbers.get(image.className());
            if (number == null) {
                throw new ArchiveRefused("archive [" + where + "] changed while it was read: class ["
                        + image.className() + "] was not there before.");
            }
            return new ShardCutter.Checked.Good(
                    image.entry(),
                    image.split(),
                    number,
                    form,
                    image.bytes(),
                    check.check(image.entry(), image.bytes()),
                    Sha256.of(image.bytes()));
        } catch (BrokenImage e) {
            return new ShardCutter.Checked.Broken(where, image.entry(), String.valueOf(e.getMessage()));
        }
    }

    private static Flow<ShardCutter.Checked, ShardCutter.Cut, NotUsed> shards(ShardCutter cutter) {
        return Flow.<ShardCutter.Checked>create()
                .statefulMap(
                        () -> cutter,
                        (state, image) -> Pair.create(state, state.add(image)),
                        state -> Optional.of(state.finish()))
                .mapConcat(cuts -> cuts);
    }

    private record Written(ShardCutter.Cut cut, ObjectRef object, boolean isNew) {
        Written withoutBytes() {
            return new Written(
                    new ShardCutter.Cut(cut.split(), cut.firstIndex(), new byte[0], cut.images()), object, isNew);
        }
    }

    /** A shard in the store, read back in any case. */
    private CompletionStage<Written> written(String name, ShardCutter.Cut cut) {
        Sha256 digest = Sha256.of(cut.tar());
        var object = new ObjectRef(DataSetKeys.shard(name, digest), cut.tar().length, digest);
        return store.get(object)
                .thenApply(present -> false)
                .exceptionallyCompose(thrown -> {
                    Throwable failure = StoreFailures.unwrapped(thrown);
                    return failure instanceof MissingObject || failure instanceof DamagedObject
                            ? store.put(object.key(), cut.tar())
                                    .thenCompose(put -> store.get(object))
                                    .thenApply(back -> true)
                            : CompletableFuture.failedFuture(failure);
                })
                .thenApply(isNew -> new Written(cut, object, isNew).withoutBytes());
    }

    private static Flow<Written, Written, NotUsed> told(long imagesTotal, Consumer<ImportProgress> progress) {
        return Flow.<Written>create()
                .statefulMap(
                        () -> new ImportProgress(0, imagesTotal, 0, 0),
                        (before, written) -> {
                            var now = new ImportProgress(
                                    before.imagesDone() + written.cut().images().size(),
                                    imagesTotal,
                                    before.shardsWritten() + (written.isNew() ? 1 : 0),
                                    before.shardsPresent() + (written.isNew() ? 0 : 1));
                            progress.accept(now);
                            return Pair.create(now, written);
                        },
                        last -> Optional.empty());
    }

    private CompletionStage<ImportOutcome> finished(
            String name, ImportPlan plan, ShardCutter cutter, List<Written> written) {
        for (int number = 0; number < plan.classes().size(); number++) {
            if (!cutter.hasTrainingImage(number)) {
                throw new ArchiveRefused("class [" + plan.classes().get(number) + "] has no training image"
                        + (cutter.skipped().count() > 0 ? " that is not broken." : "."));
            }
        }
        var shards = new ArrayList<Manifest.Shard>();
        for (Split split : Split.values()) {
            written.stream()
                    .filter(each -> each.cut().split() == split)
                    .forEach(each -> shards.add(new Manifest.Shard(
                            shards.size(),
                            split,
                            each.cut().firstIndex(),
                            each.object(),
                            each.cut().images())));
        }
        var manifest = new Manifest(name, plan.classes(), cutter.sizes(), shards);
        int isNew = (int) written.stream().filter(Written::isNew).count();
        return kept(manifest, cutter.skipped(), cutter.greys(), isNew, written.size() - isNew);
    }

    /** Writes the manifest, unless it stands, and then lets the name stand for it. */
    private CompletionStage<ImportOutcome> kept(
            Manifest manifest, ImportOutcome.Skipped skipped, long greys, int shardsWritten, int shardsPresent) {
        byte[] bytes = manifest.toBytes();
        var id = new DataSetId(manifest.name(), Sha256.of(bytes));
        var object = new ObjectRef(DataSetKeys.manifest(id), bytes.length, id.version());
        return dataSets.hasManifest(id)
                .thenCompose(stands -> {
                    if (stands) {
                        return CompletableFuture.<ImportOutcome>completedFuture(
                                new ImportOutcome.AlreadyImported(id, manifest, skipped, greys));
                    }
                    return store.put(object.key(), bytes)
                            .thenCompose(put -> store.get(object))
                            .<ImportOutcome>thenApply(back -> new ImportOutcome.Imported(
                                    id, manifest, skipped, greys, shardsWritten, shardsPresent));
                })
                .thenCompose(outcome -> dataSets.point(id).thenApply(pointed -> outcome));
    }
}
