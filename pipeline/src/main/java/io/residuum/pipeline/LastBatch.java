package io.residuum.pipeline;

/** What becomes of the images left over when an epoch doesn't divide into mini-batches. */
public enum LastBatch {
    /** They open the next epoch's first mini-batch: iteration i takes places [iB, (i+1)B) of all epochs end to end. */
    CARRY,
    /** They make a mini-batch of their own, shorter than the others. */
    SHORT,
    /** They are left out of that epoch. */
    DROP
}
