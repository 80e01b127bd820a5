package io.residuum.storage;

/** An object as it was read: its bytes, and the name the store has for this content. */
public final class ObjectVersion {
    private final byte[] bytes;
    private final String etag;

    ObjectVersion(byte[] bytes, String etag) {
        this.bytes = bytes;
        this.etag = etag;
    }

    /** All of the object. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** As the store gives it, without quotes; opaque, and the same as in a {@link StoredObject}. */
    public String etag() {
        return etag;
    }
}
