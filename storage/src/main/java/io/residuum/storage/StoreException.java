package io.residuum.storage;

/** What goes wrong with a store or what is in it; every message says what, where and what to do. */
public abstract sealed class StoreException extends RuntimeException
        permits StoreUnreachable, StoreRefused, MissingObject, DamagedObject, NewerFormat, DamagedChain, ObjectDiffers {
    private static final long serialVersionUID = 1;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
