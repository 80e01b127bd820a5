package io.residuum.storage;

import java.util.List;
import java.util.Optional;

/**
 * What a data set holds: its classes and, shard by shard, class and digest of every image. The version of a data set is the
 * digest of {@link #toBytes}, which say nothing of names, times or keys: the same images in the same order are the same
 * version under every name.
 *
 * @param name the data set's name; where its shards are, not part of the version
 * @param classes names, by class number
 * @param sizes whether all images have one shape
 * @param shards training shards first, each split in image order
 */
public record Manifest(String name, List<String> classes, ImageSizes sizes, List<Shard> shards) {
    public Manifest {
        DataSetId.checkName(name);
        classes = List.copyOf(classes);
        shards = List.copyOf(shards);
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            if (shard.number() != i
                    || (i > 0 && shard.split().compareTo(shards.get(i - 1).split()) < 0)) {
                throw new IllegalArgumentException(
                        "shards are numbered from 0, training shards first; place " + i + " has number "
                                + shard.number() + " of " + shard.split().text());
            }
            for (int entry = 0; entry < shard.entries(); entry++) {
                if (shard.classOf(entry) < 0 || shard.classOf(entry) >= classes.size()) {
                    throw new IllegalArgumentException("shard " + i + " holds an image of class " + shard.classOf(entry)
                            + ", of " + classes.size() + " classes");
                }
            }
        }
    }

    /**
     * A tar of consecutive images of one split.
     *
     * @param number place in the manifest, from 0 over both splits
     * @param firstIndex index of its first image, counted from 0 in each split; entry e is image {@code firstIndex + e}
     * @param object the tar
     * @param images class and digest of each entry, in order
     */
    public record Shard(int number, Split split, long firstIndex, ObjectRef object, ImageList images) {
        public int entries() {
            return images.size();
        }

        /** Class number of entry {@code entry} of this shard. */
        public int classOf(int entry) {
            return images.classOf(entry);
        }

        /** SHA-256 of the stored bytes of entry {@code entry} of this shard. */
        public Sha256 digestOf(int entry) {
            return images.digestOf(entry);
        }
    }

    /** The shape of every image; empty where they differ. */
    public Optional<ImageShape> imageShape() {
        return sizes instanceof ImageSizes.One one ? Optional.of(one.shape()) : Optional.empty();
    }

    public DataSetId id() {
        return new DataSetId(name, Sha256.of(toBytes()));
    }

    /** The shards of one split, in image order. */
    public List<Shard> shards(Split split) {
        return shards.stream().filter(shard -> shard.split() == split).toList();
    }

    /** How many images a split has. */
    public long images(Split split) {
        return shards.stream()
                .filter(shard -> shard.split() == split)
                .mapToLong(Shard::entries)
                .sum();
    }

    /** Canonical JSON (RFC 8785), format 1. */
    public byte[] toBytes() {
        return ManifestCodec.encode(this);
    }
}
