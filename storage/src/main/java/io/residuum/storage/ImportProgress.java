package io.residuum.storage;

/**
 * How far an import is; told after each shard.
 *
 * @param imagesDone images whose shards are in the store and were read back
 * @param imagesTotal images found in the archives
 * @param shardsWritten shards uploaded by this import
 * @param shardsPresent shards found whole in the store and not uploaded again
 */
public record ImportProgress(long imagesDone, long imagesTotal, int shardsWritten, int shardsPresent) {}
