package io.residuum.storage;

/**
 * An object and what it must hold: enough to notice that it is missing, cut or changed.
 *
 * @param key where it is in the bucket
 * @param sizeBytes its length
 * @param sha256 the digest of its bytes
 */
public record ObjectRef(String key, long sizeBytes, Sha256 sha256) {
    public ObjectRef {
        Keys.check(key);
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of [" + key + "] must not be negative, was " + sizeBytes);
        }
    }
}
