package io.residuum.model;

/**
 * What a network says about some images, in their order.
 *
 * @param losses cross-entropy of each image in nats
 * @param classes the most probable class of each image
 * @param logits of each image in turn, one a class
 */
@SuppressWarnings("ArrayRecordComponent") // read in loops, never compared
public record Classified(float[] losses, int[] classes, float[] logits) {}
