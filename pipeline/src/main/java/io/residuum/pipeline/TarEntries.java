package io.residuum.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The files of a shard's tar, one at a time. Shards are plain ustar with short names and regular files only, and their digest
 * was checked, so no more than that is read here; a general reader takes as long a small image as decoding it does.
 */
final class TarEntries implements Iterator<TarEntries.Entry> {
    /** A file as stored. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Entry(String name, byte[] bytes) {}

    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_DIGITS = 11;
    private static final int TYPE_AT = 156;

    private final byte[] tar;
    private int at;

    TarEntries(byte[] tar) {
        this.tar = tar;
    }

    /** Whether a header follows: a tar ends with blocks of zeros. */
    @Override
    public boolean hasNext() {
        return at + BLOCK <= tar.length && tar[at] != 0;
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the tar has ended");
        }
        String name = name();
        int from = at + BLOCK;
        long size = size();
        if (tar[at + TYPE_AT] != '0' || size < 0 || size > tar.length - from) {
            throw new IllegalStateException("its tar is damaged at entry [" + name + "]");
        }
        int to = from + (int) size;
        at = (int) Math.min(tar.length, (to + BLOCK - 1L) / BLOCK * BLOCK);
        return new Entry(name, Arrays.copyOfRange(tar, from, to));
    }

    private String name() {
        int end = at;
        while (end < at + NAME_BYTES && tar[end] != 0) {
            end++;
        }
        return new String(tar, at, end - at, StandardCharsets.UTF_8);
    }

    /** Octal digits; −1 if they are none. */
    private long size() {
        long size = 0;
        for (int i = at + SIZE_AT; i < at + SIZE_AT + SIZE_DIGITS; i++) {
            if (tar[i] < '0' || tar[i] > '7') {
                return -1;
            }
            size = size * 8 + tar[i] - '0';
        }
        return size;
    }
}
