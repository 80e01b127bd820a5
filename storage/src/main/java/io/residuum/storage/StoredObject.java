package io.residuum.storage;

import java.time.Instant;

/**
 * One line of a listing. A listing is a hint: what counts is read.
 *
 * @param modified the store's clock, not ours
 * @param etag as the store gives it, without quotes; an opaque name of this content
 */
public record StoredObject(String key, long sizeBytes, Instant modified, String etag) {}
