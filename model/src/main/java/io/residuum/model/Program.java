package io.residuum.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A network's program: TorchScript source with a class {@code Net} that has no parameters of its own. */
record Program(String source) {
    /** Of the source, lower-case hex: equal programs do equal arithmetic on equal machines. */
    String digest() {
        return Digests.sha256(source.getBytes(StandardCharsets.UTF_8));
    }

    /** The archive that libtorch loads. */
    byte[] archive() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ScriptArchive(bytes, "net")) {
            // Pickle 2, an instance of __torch__.Net with empty state:
            // PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, BUILD, STOP.
            zip.entry("data.pkl", "\u0080\u0002c__torch__\nNet\n)\u0081}b.".getBytes(StandardCharsets.ISO_8859_1));
            zip.source(source);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
