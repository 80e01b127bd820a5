package io.residuum.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives for tests, written by another library than the one that reads them. */
final class Archives {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8");

    Archives() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /** A PPM of random pixels, different for each seed. */
    static byte[] image(int height, int width, int seed) {
        byte[] rgb = new byte[3 * height * width];
        new Random(seed).nextBytes(rgb);
        return Ppm.ofInterleaved(new ImageShape(height, width), rgb);
    }

    /** A tar of these entries in the map's order. */
    static byte[] tarOf(Map<String, byte[]> files) {
        var archive = new Archives();
        files.forEach(archive::file);
        return archive.bytes();
    }

    Archives file(String name, byte[] content) {
        var entry = new TarArchiveEntry(name, TarArchiveEntry.LF_NORMAL, true);
        entry.setSize(content.length);
        return put(entry, content);
    }

    /** An entry with an extended header as long as the comment. */
    Archives commented(String name, String comment) {
        var entry = new TarArchiveEntry(name, TarArchiveEntry.LF_NORMAL, true);
        entry.addPaxHeader("comment", comment);
        return put(entry, new byte[0]);
    }

    Archives folder(String name) {
        return put(new TarArchiveEntry(name, TarArchiveEntry.LF_DIR, true), new byte[0]);
    }

    Archives special(String name, byte type) {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName("/etc/passwd");
        return put(entry, new byte[0]);
    }

    Archives gnuNames() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        return this;
    }

    private Archives put(TarArchiveEntry entry, byte[] content) {
        entry.setModTime(0); // fractions of a second would need an extended header
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
