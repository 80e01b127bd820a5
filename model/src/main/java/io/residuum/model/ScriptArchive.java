package io.residuum.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript archive being written: a zip of stored entries under one folder. The same entries give the same bytes. */
final class ScriptArchive implements AutoCloseable {
    private final ZipOutputStream zip;
    private final String folder;

    ScriptArchive(OutputStream out, String folder) {
        this.zip = new ZipOutputStream(out);
        this.folder = folder;
    }

    /** The text of {@code __torch__}, and that it has no constants outside. */
    void source(String source) throws IOException {
        entry("code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
        // Pickle: PROTO 2, EMPTY_TUPLE, STOP.
        entry("constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
    }

    void entry(String name, byte[] data) throws IOException {
        var checksum = new CRC32();
        checksum.update(data);
        var entry = new ZipEntry(folder + "/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }

    /** Ends the archive; what it is written to stays open. */
    @Override
    public void close() throws IOException {
        entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
        zip.flush();
    }
}
