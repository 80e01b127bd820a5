package io.residuum.pipeline;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The files of a shard's tar, one at a time. */
final class TarEntries implements Iterator<TarEntries.Entry> {
    /** A file as stored. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Entry(String name, byte[] bytes) {}

    private final TarArchiveInputStream tar;
    private @Nullable TarArchiveEntry next;

    TarEntries(byte[] bytes) {
        tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes));
        next = advance();
    }

    private @Nullable TarArchiveEntry advance() {
        try {
            return tar.getNextEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("is no tar: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Entry next() {
        if (next == null) {
            throw new NoSuchElementException("the tar has ended");
        }
        try {
            byte[] bytes = tar.readAllBytes();
            if (bytes.length != next.getSize()) {
                throw new IOException("entry " + next.getName() + " is cut off");
            }
            var entry = new Entry(next.getName(), bytes);
            next = advance();
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException("is a damaged tar: " + e.getMessage(), e);
        }
    }
}
