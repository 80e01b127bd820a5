package io.residuum.storage;

/** Something else stands where an object was to be copied to; nothing is written over it. */
public final class ObjectDiffers extends StoreException {
    private static final long serialVersionUID = 1;

    ObjectDiffers(StoreAddress address, String key) {
        super(address.object(key)
                + " is there and holds something else; nothing was written over it. If it is damaged there,"
                + " delete it and copy again; if it is meant, copy to another bucket.");
    }
}
