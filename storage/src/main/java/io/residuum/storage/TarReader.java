package io.residuum.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar from strangers: ustar, with long names of the pax and GNU kind. Takes memory for a header only, never for what a
 * header says; an archive that is cut is noticed even when it is cut between entries. (A library's reader was left for this: it
 * takes a missing end for the end, and reads a long name of any length.)
 */
final class TarReader implements Closeable {
    static final int BLOCK_BYTES = 512;
    private static final int MOST_EXTRA_BYTES = 64 << 10; // of a long name or a set of pax records

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER,
        LINK("a link"),
        DEVICE("a device or pipe"),
        SPARSE("a sparse file"),
        UNKNOWN("of an unknown type");

        private final String text;

        Kind() {
            this("");
        }

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    record Entry(String name, Kind kind, long sizeBytes) {}

    /** What an extended header says about the entry behind it. */
    private record Extra(@Nullable String name, long sizeBytes, boolean sparse) {
        static final Extra NONE = new Extra(null, -1, false);
    }

    private final String where;
    private final InputStream in;
    private final byte[] block = new byte[BLOCK_BYTES];
    private long position; // in the unpacked archive
    private long left; // of the entry at hand
    private long padding; // behind it
    private String current = "";

    /** Reads {@code in}, and closes it in the end; {@code where} names the archive in messages. */
    TarReader(String where, InputStream in) {
        this.where = where;
        this.in = in;
    }

    /** The next entry; empty at the end mark. What was not read of the one before is passed over. */
    Optional<Entry> next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Extra extra = Extra.NONE;
        while (true) {
            current = "";
            int got = in.readNBytes(block, 0, BLOCK_BYTES);
            if (got < BLOCK_BYTES) {
                throw endedEarly(got);
            }
            if (isZero()) {
                return Optional.empty();
            }
            position += BLOCK_BYTES;
            checkSum();
            char type = (char) (block[156] & 0xff);
            long size = number(124, 12);
            if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
                extra = extended(type, size, extra);
            } else {
                return Optional.of(entry(type, size, extra));
            }
        }
    }

    /** Reads all of the entry at hand, which has {@code sizeBytes}: the caller has found that to be little enough. */
    byte[] content(int sizeBytes) throws IOException {
        byte[] bytes = new byte[sizeBytes];
        read(bytes);
        return bytes;
    }

    /** Fills {@code bytes} from the entry at hand. */
    void read(byte[] bytes) throws IOException {
        if (bytes.length > left) {
            throw new IllegalArgumentException(
                    "entry [" + current + "] has " + left + " bytes left, not " + bytes.length);
        }
        int got = in.readNBytes(bytes, 0, bytes.length);
        position += got;
        left -= got;
        if (got < bytes.length) {
            throw cut();
        }
    }

    long left() {
        return left;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Entry entry(char type, long size, Extra extra) {
        String name = extra.name() != null ? extra.name() : headerName();
        Kind kind = extra.sparse() ? Kind.SPARSE : kind(type, name);
        long bytes = extra.sizeBytes() >= 0 ? extra.sizeBytes() : size;
        begin(name, kind == Kind.FILE || kind == Kind.UNKNOWN ? bytes : 0);
        return new Entry(name, kind, left);
    }

    private static Kind kind(char type, String name) {
        return switch (type) {
            case '0', '7', '\0' -> name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case '5' -> Kind.FOLDER;
            case '1', '2' -> Kind.LINK;
            case '3', '4', '6' -> Kind.DEVICE;
            case 'S' -> Kind.SPARSE;
            default -> Kind.UNKNOWN;
        };
    }

    private void begin(String name, long size) {
        current = name;
        left = size;
        padding = (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES;
    }

    private String headerName() {
        String name = text(0, 100);
        boolean posix = block[257] == 'u' && block[262] == 0; // GNU's magic has a blank there, and no prefix
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private Extra extended(char type, long size, Extra before) throws IOException {
        if (size > MOST_EXTRA_BYTES) {
            throw refused("has an extended header of " + size + " bytes at byte " + (position - BLOCK_BYTES)
                    + "; at most " + MOST_EXTRA_BYTES + " are read");
        }
        begin("extended header", size);
        byte[] bytes = content((int) size);
        skip(padding);
        padding = 0;
        if (type == 'L') {
            return new Extra(upToZero(bytes, 0, bytes.length), before.sizeBytes(), before.sparse());
        }
        return type == 'x' ? pax(bytes, before) : before; // global records and link names say nothing we use
    }

    /** Records of the form {@code LENGTH KEY=VALUE\n}. */
    private Extra pax(byte[] bytes, Extra before) {
        Extra extra = before;
        int at = 0;
        while (at < bytes.length) {
            int blank = indexOf(bytes, (byte) ' ', at);
            int length = (int) decimal(new String(bytes, at, blank - at, StandardCharsets.ISO_8859_1));
            if (length < blank - at + 3 || length > bytes.length - at) {
                throw refused("has a damaged extended header before byte " + position);
            }
            String record = new String(bytes, blank + 1, at + length - blank - 2, StandardCharsets.UTF_8);
            String value = record.substring(record.indexOf('=') + 1);
            if (record.startsWith("path=")) {
                extra = new Extra(value, extra.sizeBytes(), extra.sparse());
            } else if (record.startsWith("size=")) {
                extra = new Extra(extra.name(), decimal(value), extra.sparse());
            } else if (record.startsWith("GNU.sparse.")) {
                extra = new Extra(extra.name(), extra.sizeBytes(), true);
            }
            at += length;
        }
        return extra;
    }

    private int indexOf(byte[] bytes, byte wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw refused("has a damaged extended header before byte " + position);
    }

    private long decimal(String digits) {
        if (!digits.matches("[0-9]{1,15}")) {
            throw refused("has a damaged extended header before byte " + position);
        }
        return Long.parseLong(digits);
    }

    private boolean isZero() {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() {
        int sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        boolean octal = text(148, 8).strip().matches("[0-7]+");
        if (!octal || number(148, 8) != sum) {
            throw position == BLOCK_BYTES
                    ? refused("is not a tar, and not a gzipped one")
                    : refused("is damaged: no header at byte " + (position - BLOCK_BYTES));
        }
    }

    /** Octal digits, or a binary number behind a set high bit for what digits cannot hold. */
    private long number(int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            long value = block[offset] & 0x3f;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value >= 1L << 50) {
                    throw refused("has an entry of impossible size at byte " + (position - BLOCK_BYTES));
                }
                value = (value << 8) | (block[i] & 0xff);
            }
            return value;
        }
        String digits = text(offset, length).strip();
        if (!digits.matches("[0-7]*")) {
            throw refused("is damaged: a header without a size at byte " + (position - BLOCK_BYTES));
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private String text(int offset, int length) {
        return upToZero(block, offset, length);
    }

    private static String upToZero(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(bytes, offset, end), StandardCharsets.UTF_8);
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw cut();
        }
        position += bytes;
    }

    private ArchiveRefused endedEarly(int got) {
        if (position == 0 && got == 0) {
            return refused("is empty");
        }
        if (position == 0) {
            return refused("is not a tar, and not a gzipped one");
        }
        return refused(
                "is cut: it ends at byte " + (position + got) + " without the mark that ends a tar. Get it again");
    }

    private ArchiveRefused cut() {
        return refused("is cut: it ends inside entry [" + current + "]. Get it again");
    }

    private ArchiveRefused refused(String what) {
        return new ArchiveRefused("archive [" + where + "] " + what + ".");
    }
}
