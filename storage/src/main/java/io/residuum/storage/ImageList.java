package io.residuum.storage;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Class and digest of consecutive images, 36 bytes an image, so that manifests of millions fit in memory. */
public final class ImageList {
    private final int[] classes;
    private final byte[] digests;

    ImageList(int[] classes, byte[] digests) {
        if (digests.length != classes.length * Sha256.BYTES) {
            throw new IllegalArgumentException(
                    classes.length + " classes but " + digests.length + " bytes of digests, " + Sha256.BYTES + " each");
        }
        this.classes = classes.clone();
        this.digests = digests.clone();
    }

    public int size() {
        return classes.length;
    }

    public int classOf(int entry) {
        return classes[entry];
    }

    public Sha256 digestOf(int entry) {
        return Sha256.ofRaw(digests, Math.multiplyExact(entry, Sha256.BYTES));
    }

    byte[] rawDigests() {
        return digests.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageList that
                && Arrays.equals(classes, that.classes)
                && Arrays.equals(digests, that.digests);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(classes) * 31 + Arrays.hashCode(digests);
    }

    @Override
    public String toString() {
        return "ImageList[" + size() + " images]";
    }

    /** Collects a list image by image; used by one thread. */
    static final class Builder {
        private int[] classes = new int[64];
        private int size;
        private final ByteArrayOutputStream digests = new ByteArrayOutputStream();

        void add(int classNumber, Sha256 digest) {
            if (size == classes.length) {
                classes = Arrays.copyOf(classes, 2 * size);
            }
            classes[size++] = classNumber;
            digests.writeBytes(digest.raw());
        }

        int size() {
            return size;
        }

        ImageList build() {
            return new ImageList(Arrays.copyOf(classes, size), digests.toByteArray());
        }
    }
}
