package io.residuum.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts checked images, in order, into shards. Where a shard ends is part of a data set's version, so the borders are constants
 * of format 1: CIFAR's 50,000 images are 50 shards, which fit one window of the training order.
 */
final class ShardCutter {
    private static final int MOST_SKIPPED_NAMED = 20;

    /**
     * Where a shard ends: before either is exceeded, after at least one image.
     *
     * @param entries images in a shard
     * @param bytes of the tar
     */
    record Borders(int entries, long bytes) {
        static final Borders FORMAT_1 = new Borders(1_000, 32 << 20);
    }

    /** An image that went through the check. */
    sealed interface Checked {
        @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
        record Good(
                String entry,
                Split split,
                int classNumber,
                ImageForm form,
                byte[] bytes,
                ImageShape shape,
                Sha256 digest)
                implements Checked {}

        record Broken(String where, String entry, String reason) implements Checked {}
    }

    /** A shard that is full, or the last of its split. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Cut(Split split, long firstIndex, byte[] tar, ImageList images) {}

    private record First(String entry, ImageShape shape) {}

    private final ImportSettings settings;
    private final Borders borders;
    private final Map<Split, ShardTar> open = new EnumMap<>(Split.class);
    private final Map<Split, Long> counts = new EnumMap<>(Split.class);
    private final Map<Integer, Long> trainingImages = new HashMap<>(); // by class
    private final List<String> skipped = new ArrayList<>();
    private long skippedCount;
    private long greys;
    private @Nullable First first;
    private boolean various;

    ShardCutter(ImportSettings settings, Borders borders) {
        this.settings = settings;
        this.borders = borders;
    }

    /** Takes the next image; gives the shard it did not fit into any more, if there is one. */
    List<Cut> add(Checked image) {
        if (image instanceof Checked.Broken broken) {
            return skip(broken);
        }
        Checked.Good good = (Checked.Good) image;
        look(good);
        greys += good.form().colours() == ImageForm.Colours.GREY ? 1 : 0;
        ShardTar tar = open.computeIfAbsent(good.split(), split -> new ShardTar());
        boolean full = tar.entries() == borders.entries()
                || (tar.entries() > 0 && tar.sizeWith(good.bytes().length) > borders.bytes());
        List<Cut> cut = full ? List.of(close(good.split())) : List.of();
        long index = counts.merge(good.split(), 1L, Long::sum) - 1;
        open.computeIfAbsent(good.split(), split -> new ShardTar())
                .add(index, good.form().extension(), good.bytes(), good.classNumber(), good.digest());
        if (good.split() == Split.TRAIN) {
            trainingImages.merge(good.classNumber(), 1L, Long::sum);
        }
        return cut;
    }

    /** The last shard of each split. */
    List<Cut> finish() {
        return List.copyOf(open.keySet()).stream().map(this::close).toList();
    }

    ImageSizes sizes() {
        return first == null || various ? new ImageSizes.Various() : new ImageSizes.One(first.shape());
    }

    ImportOutcome.Skipped skipped() {
        return new ImportOutcome.Skipped(skippedCount, skipped);
    }

    long greys() {
        return greys;
    }

    boolean hasTrainingImage(int classNumber) {
        return trainingImages.containsKey(classNumber);
    }

    private Cut close(Split split) {
        ShardTar tar = Objects.requireNonNull(open.remove(split));
        return new Cut(split, counts.getOrDefault(split, 0L) - tar.entries(), tar.bytes(), tar.images());
    }

    private void look(Checked.Good image) {
        if (first == null) {
            first = new First(image.entry(), image.shape());
        } else if (!first.shape().equals(image.shape())) {
            if (settings.shapes() == ImportSettings.Shapes.SAME) {
                throw new ArchiveRefused("image [" + image.entry() + "] has " + image.shape() + " pixels, but ["
                        + first.entry() + "] has " + first.shape() + ": all images have to have one size here."
                        + " Resize them, or import with images of any size.");
            }
            various = true;
        }
    }

    private List<Cut> skip(Checked.Broken broken) {
        if (settings.onBroken() == ImportSettings.OnBroken.FAIL) {
            throw new ArchiveRefused("image [" + broken.entry() + "] of archive [" + broken.where() + "] is broken: "
                    + broken.reason() + ". Replace it or take it out, or let the import skip and count broken images.");
        }
        skippedCount++;
        if (skipped.size() < MOST_SKIPPED_NAMED) {
            skipped.add("[" + broken.entry() + "]: " + broken.reason());
        }
        return List.of();
    }
}
