package io.residuum.storage;

/** An entry of a chain is not what it must be; the chain counts up to the entry before. */
public final class DamagedChain extends StoreException {
    private static final long serialVersionUID = 1;

    private final String chain;
    private final long index;

    DamagedChain(StoreAddress address, String chain, long index, String reason) {
        super("entry " + index + " of chain [" + chain + "] is damaged: " + reason + "; "
                + address.object(EntryKeys.key(chain, index))
                + ". Restore that object from a copy; nothing is appended to a damaged chain.");
        this.chain = chain;
        this.index = index;
    }

    public String chain() {
        return chain;
    }

    public long index() {
        return index;
    }
}
