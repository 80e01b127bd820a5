package io.residuum.actors.wire;

/** Bytes that are no message this version reads; the message says which, and what would do. */
public final class WireException extends RuntimeException {
    public WireException(String message) {
        super(message);
    }

    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
