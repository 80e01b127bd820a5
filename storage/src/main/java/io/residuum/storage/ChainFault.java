package io.residuum.storage;

/** Why an object that was read is not the entry it must be; data, so that the pure machines can say it. */
public sealed interface ChainFault {
    long index();

    /** It is not whole, not of this chain, or not linked to its parent. */
    record Damaged(long index, String reason) implements ChainFault {}

    /** A later release wrote it. */
    record Newer(long index, long format) implements ChainFault {}
}
