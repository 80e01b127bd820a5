package io.residuum.storage;

/** An archive that is not imported: the message says which, which entry, what is wrong, what is allowed and what to do. */
public final class ArchiveRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    ArchiveRefused(String message) {
        super(message);
    }

    ArchiveRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
