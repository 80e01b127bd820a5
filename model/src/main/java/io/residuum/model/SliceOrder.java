package io.residuum.model;

/** A slice's place in its mini-batch. */
public enum SliceOrder {
    /** Starts the gradient's sum anew, and is the one whose batch statistics go into the running ones. */
    FIRST,
    /** Adds to the gradient; normalised by its own batch statistics, which are then forgotten. */
    FURTHER
}
