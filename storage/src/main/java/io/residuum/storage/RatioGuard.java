package io.residuum.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Counts bytes; over unpacked bytes, refuses to go on when they outgrow the packed ones. */
final class RatioGuard extends FilterInputStream {
    private static final long FREE_BYTES = 1 << 20; // a ratio over less than this says nothing

    /** Counts what passes. */
    static final class Counter extends FilterInputStream {
        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }

        long count() {
            return count;
        }
    }

    private final Counter packed;
    private final long mostRatio;
    private final Supplier<ArchiveRefused> refusal;
    private long unpackedBytes;

    RatioGuard(InputStream unpacked, Counter packed, long mostRatio, Supplier<ArchiveRefused> refusal) {
        super(unpacked);
        this.packed = packed;
        this.mostRatio = mostRatio;
        this.refusal = refusal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        unpackedBytes += Math.max(read, 0);
        if (unpackedBytes > FREE_BYTES && unpackedBytes > packed.count() * mostRatio) {
            throw refusal.get();
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] scratch = new byte[(int) Math.min(bytes, 8192)];
        return Math.max(0, read(scratch, 0, scratch.length));
    }
}
