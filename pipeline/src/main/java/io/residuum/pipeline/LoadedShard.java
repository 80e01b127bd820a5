package io.residuum.pipeline;

/** A shard whose images are in memory, in one form or another; never changed once it is handed out. */
interface LoadedShard {
    int images();

    /** Index in its split of image {@code i} of this shard. */
    long indexOf(int i);

    /** Class number of image {@code i} of this shard. */
    int classOf(int i);
}
