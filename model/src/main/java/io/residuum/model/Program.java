package io.residuum.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A network's program: TorchScript source with a class {@code Net} that has no parameters of its own. */
record Program(String source) {
    /** Of the source, lower-case hex: equal programs do equal arithmetic on equal machines. */
    String digest() {
        return Digests.sha256(source.getBytes(StandardCharsets.UTF_8));
    }

    /** The archive that libtorch loads: a zip of stored entries under one folder. */
    byte[] archive() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            // Pickle 2, an instance of __torch__.Net with empty state:
            // PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, BUILD, STOP.
            entry(zip, "net/data.pkl", "\u0080\u0002c__torch__\nNet\n)\u0081}b.".getBytes(StandardCharsets.ISO_8859_1));
            entry(zip, "net/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            // No constants: PROTO 2, EMPTY_TUPLE, STOP.
            entry(zip, "net/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
            entry(zip, "net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] data) throws IOException {
        var checksum = new CRC32();
        checksum.update(data);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
