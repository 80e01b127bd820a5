package io.residuum.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a shard: a ustar file without times, ids or names of people, so that its bytes are a function of its images. Entries
 * are called by their index in the split, nine digits, and the extension of their form.
 */
final class ShardTar {
    private static final int BLOCK = TarReader.BLOCK_BYTES;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ImageList.Builder images = new ImageList.Builder();

    void add(long index, String extension, byte[] bytes, int classNumber, Sha256 digest) {
        out.writeBytes(header(String.format(Locale.ROOT, "%09d.%s", index, extension), bytes.length));
        out.writeBytes(bytes);
        out.writeBytes(new byte[padding(bytes.length)]);
        images.add(classNumber, digest);
    }

    int entries() {
        return images.size();
    }

    /** Bytes the tar has, with an entry of {@code imageBytes} more. */
    long sizeWith(int imageBytes) {
        return (long) out.size() + BLOCK + imageBytes + padding(imageBytes) + 2 * BLOCK;
    }

    ImageList images() {
        return images.build();
    }

    /** The whole tar, with its end mark of two empty blocks. */
    byte[] bytes() {
        return Arrays.copyOf(out.toByteArray(), out.size() + 2 * BLOCK);
    }

    private static int padding(int bytes) {
        return (BLOCK - bytes % BLOCK) % BLOCK;
    }

    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        write(header, 0, name);
        write(header, 100, "0000644\0"); // mode
        write(header, 108, "0000000\0"); // user
        write(header, 116, "0000000\0"); // group
        write(header, 124, String.format(Locale.ROOT, "%011o\0", size));
        write(header, 136, "00000000000\0"); // time
        write(header, 148, "        "); // blanks, as the checksum wants them
        header[156] = '0'; // a plain file
        write(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        write(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void write(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
