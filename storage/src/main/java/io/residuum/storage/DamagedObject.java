package io.residuum.storage;

/** An object is there and holds something else than it must. */
public final class DamagedObject extends StoreException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String reason;

    DamagedObject(StoreAddress address, String key, String reason) {
        super(address.object(key) + " is damaged: " + reason
                + ". Restore it from a copy, or delete it and write it again.");
        this.key = key;
        this.reason = reason;
    }

    public String key() {
        return key;
    }

    /** What is wrong with it. */
    public String reason() {
        return reason;
    }
}
