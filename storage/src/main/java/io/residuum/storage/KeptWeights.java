package io.residuum.storage;

import java.util.concurrent.CompletionStage;

/**
 * The weights that runs start from, each under its digest: {@code weights/DIGEST.safetensors}. Written once and never changed,
 * whatever becomes of the file or the run they were taken from.
 */
public final class KeptWeights {
    private final ObjectStore store;

    public KeptWeights(ObjectStore store) {
        this.store = store;
    }

    public static String key(Sha256 digest) {
        return "weights/" + digest.hex() + ".safetensors";
    }

    /** Writes them; writing them again changes nothing. */
    public CompletionStage<ObjectRef> keep(byte[] bytes) {
        return store.put(key(Sha256.of(bytes)), bytes);
    }

    /** Reads them back, the digest checked; fails with {@link MissingObject} or {@link DamagedObject}. */
    public CompletionStage<byte[]> get(Sha256 digest) {
        String key = key(digest);
        return store.get(key).thenApply(found -> {
            byte[] bytes = found.orElseThrow(() -> new MissingObject(store.address(), key));
            Sha256 is = Sha256.of(bytes);
            if (!is.equals(digest)) {
                throw new DamagedObject(
                        store.address(), key, "its SHA-256 is " + is + " instead of the one it is called by");
            }
            return bytes;
        });
    }
}
