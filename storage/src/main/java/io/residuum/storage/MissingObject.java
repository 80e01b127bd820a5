package io.residuum.storage;

/** An object that must be there is not. */
public final class MissingObject extends StoreException {
    private static final long serialVersionUID = 1;

    private final String key;

    MissingObject(StoreAddress address, String key) {
        super(address.object(key)
                + " is missing: it was deleted, or never written to this bucket. Restore it from a copy; verify says"
                + " what else is missing.");
        this.key = key;
    }

    public String key() {
        return key;
    }
}
