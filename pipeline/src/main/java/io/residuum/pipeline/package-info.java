/**
 * What flows in: shards, images, augmented mini-batches, as stages of Akka Streams.
 *
 * <p>Under failure: a stream fails with the data set, shard, entry and reason; started again at an iteration it gives
 * the same bytes.
 */
@NullMarked
package io.residuum.pipeline;

import org.jspecify.annotations.NullMarked;
