package io.residuum.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An archive whose names were read and found good. Its images are read in a second pass, one by one. */
interface ImageSource {
    /** Where it is, for messages. */
    String where();

    /** The names of its classes; in the order of their numbers if {@link #numbersClasses}. */
    List<String> classes();

    /** Whether the archive itself gives classes their numbers; otherwise the byte order of the names does. */
    boolean numbersClasses();

    /** How many images the first pass found. */
    long images();

    Reader open() throws IOException;

    /** The images in order; used by one thread at a time. */
    interface Reader extends Closeable {
        /** The next image; empty at the end. */
        Optional<RawImage> next() throws IOException;
    }

    /**
     * An image as it is stored.
     *
     * @param entry its name in the archive
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record RawImage(String entry, Split split, String className, byte[] bytes) {}
}
