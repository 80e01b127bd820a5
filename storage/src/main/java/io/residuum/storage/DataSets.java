package io.residuum.storage;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The data sets in a bucket: {@code datasets/NAME/VERSION/manifest.json}, the shards the manifests name under {@code
 * datasets/NAME/shards/}, and {@code datasets/NAME/newest.json}, which says what the bare name stands for.
 *
 * <p>A data set exists when its manifest does. What is read is checked against its digest; damage names the object.
 */
public final class DataSets {
    private static final int POINTER_FORMAT = 1;
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{" + Sha256.SHORT_DIGITS + ",64}");
    private static final Pattern FULL_VERSION = Pattern.compile("[0-9a-f]{64}");

    private static final byte[] SEAL = "residuum-statistics 1 ".getBytes(StandardCharsets.US_ASCII);

    private final ObjectStore store;

    public DataSets(ObjectStore store) {
        this.store = store;
    }

    /** Every version of every data set, sorted by name and version. */
    public CompletionStage<List<DataSetId>> list() {
        return store.folders(DataSetKeys.ROOT)
                .filter(DataSetId::isName)
                .flatMapConcat(name -> versions(name, ""))
                .runWith(Sink.seq(), store.system())
                .thenApply(found -> found.stream()
                        .sorted(Comparator.comparing(DataSetId::name).thenComparing(DataSetId::version))
                        .toList());
    }

    /** Those versions of a name whose manifest exists. */
    private Source<DataSetId, NotUsed> versions(String name, String versionPrefix) {
        String folder = DataSetKeys.folder(name);
        return store.folders(folder)
                .filter(version -> FULL_VERSION.matcher(version).matches() && version.startsWith(versionPrefix))
                .map(version -> new DataSetId(name, new Sha256(version)))
                .mapAsync(4, id -> store.list(DataSetKeys.manifest(id))
                        .map(StoredObject::key)
                        .filter(DataSetKeys.manifest(id)::equals)
                        .map(key -> id)
                        .runWith(Sink.seq(), store.system()))
                .mapConcat(found -> found);
    }

    /**
     * What a name stands for: the newest import of {@code NAME}, or the one version that {@code NAME@VERSION} names by at least
     * {@value Sha256#SHORT_DIGITS} digits.
     *
     * @return empty if there is none
     * @throws IllegalArgumentException if the text is neither, or the digits fit several versions
     */
    public CompletionStage<Optional<DataSetId>> resolve(String nameOrNameAtVersion) {
        int at = nameOrNameAtVersion.indexOf('@');
        if (at < 0) {
            return newest(DataSetId.checkName(nameOrNameAtVersion));
        }
        String name = DataSetId.checkName(nameOrNameAtVersion.substring(0, at));
        String version = nameOrNameAtVersion.substring(at + 1);
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("a version is " + Sha256.SHORT_DIGITS
                    + " to 64 lower-case hexadecimal digits, was [" + version + "] in [" + nameOrNameAtVersion + "]");
        }
        return versions(name, version).runWith(Sink.seq(), store.system()).thenApply(found -> {
            if (found.size() > 1) {
                throw new IllegalArgumentException(
                        "[" + nameOrNameAtVersion + "] fits several versions; give more digits: "
                                + found.stream().map(id -> id.version().hex()).toList());
            }
            return found.stream().findFirst();
        });
    }

    private CompletionStage<Optional<DataSetId>> newest(String name) {
        String key = DataSetKeys.newest(name);
        return store.get(key).thenApply(found -> found.map(bytes -> pointed(name, key, bytes)));
    }

    private DataSetId pointed(String name, String key, byte[] bytes) {
        try {
            ObjectNode pointer = CanonicalJson.parse(bytes);
            if (pointer.path("format").asLong() > POINTER_FORMAT) {
                throw new NewerFormat(
                        store.address(), key, pointer.path("format").asLong(), POINTER_FORMAT);
            }
            return new DataSetId(name, new Sha256(pointer.path("version").asText()));
        } catch (IllegalArgumentException e) {
            throw new DamagedObject(store.address(), key, String.valueOf(e.getMessage()));
        }
    }

    /** Makes a version what the bare name stands for. */
    CompletionStage<Done> point(DataSetId id) {
        ObjectNode pointer = CanonicalJson.object();
        pointer.put("format", POINTER_FORMAT);
        pointer.put("version", id.version().hex());
        return store.put(DataSetKeys.newest(id.name()), CanonicalJson.bytes(pointer))
                .thenApply(written -> Done.getInstance());
    }

    /** The manifest of a data set; {@link MissingObject}, {@link DamagedObject} or {@link NewerFormat} if it is not to be had. */
    public CompletionStage<Manifest> manifest(DataSetId id) {
        String key = DataSetKeys.manifest(id);
        return store.get(key).thenApply(found -> {
            byte[] bytes = found.orElseThrow(() -> new MissingObject(store.address(), key));
            Sha256 digest = Sha256.of(bytes);
            if (!digest.equals(id.version())) {
                throw new DamagedObject(store.address(), key, "its SHA-256 is " + digest + " instead of the version");
            }
            try {
                return ManifestCodec.decode(id.name(), bytes);
            } catch (ManifestCodec.NewerManifest newer) {
                throw new NewerFormat(store.address(), key, newer.format, ManifestCodec.FORMAT);
            } catch (IllegalArgumentException e) {
                throw new DamagedObject(store.address(), key, String.valueOf(e.getMessage()));
            }
        });
    }

    CompletionStage<Boolean> hasManifest(DataSetId id) {
        return store.get(DataSetKeys.manifest(id))
                .thenApply(found ->
                        found.map(Sha256::of).filter(id.version()::equals).isPresent());
    }

    /** The tar of a shard, size and digest checked. */
    public CompletionStage<byte[]> shard(Manifest.Shard shard) {
        return store.get(shard.object());
    }

    /**
     * What {@link #putStatistics} put for a data set and a decoder; empty if nothing is there, or if it is damaged: it is
     * derived and can be computed again.
     */
    public CompletionStage<Optional<byte[]>> statistics(DataSetId id, String decoder) {
        return store.get(DataSetKeys.statistics(id, decoder)).thenApply(found -> found.flatMap(DataSets::unsealed));
    }

    /** Keeps derived figures beside a data set, under the decoder they depend on. */
    public CompletionStage<Done> putStatistics(DataSetId id, String decoder, byte[] bytes) {
        return store.put(DataSetKeys.statistics(id, decoder), sealed(bytes)).thenApply(written -> Done.getInstance());
    }

    /**
     * Removes a version: what the bare name stands for, if it is this; the manifest, without which the data set is not there; what
     * is derived; the shards that no other version has. Ended half-way, it is done again by the same call as long as the manifest
     * is there; afterwards only shards nobody names are left. Not to be called while the same name is imported.
     */
    public CompletionStage<Done> delete(DataSetId id) {
        return manifest(id).thenCompose(manifest -> shardsOfOthers(id).thenCompose(kept -> newest(id.name())
                .thenCompose(newest -> newest.filter(id::equals).isPresent()
                        ? store.delete(DataSetKeys.newest(id.name()))
                        : CompletableFuture.completedFuture(Done.getInstance()))
                .thenCompose(done -> store.delete(DataSetKeys.manifest(id)))
                .thenCompose(
                        done -> deleteAll(store.list(DataSetKeys.version(id)).map(StoredObject::key)))
                .thenCompose(done -> deleteAll(Source.from(manifest.shards())
                        .map(shard -> shard.object().key())
                        .filter(key -> !kept.contains(key))))));
    }

    private CompletionStage<Set<String>> shardsOfOthers(DataSetId id) {
        return versions(id.name(), "")
                .filter(other -> !other.equals(id))
                .mapAsync(1, this::manifest)
                .mapConcat(Manifest::shards)
                .map(shard -> shard.object().key())
                .runWith(Sink.seq(), store.system())
                .thenApply(Set::copyOf);
    }

    private CompletionStage<Done> deleteAll(Source<String, NotUsed> keys) {
        return keys.mapAsync(4, store::delete).runWith(Sink.ignore(), store.system());
    }

    /** A line with format and digest, then the bytes. */
    private static byte[] sealed(byte[] bytes) {
        byte[] line = (Sha256.of(bytes).hex() + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[SEAL.length + line.length + bytes.length];
        System.arraycopy(SEAL, 0, all, 0, SEAL.length);
        System.arraycopy(line, 0, all, SEAL.length, line.length);
        System.arraycopy(bytes, 0, all, SEAL.length + line.length, bytes.length);
        return all;
    }

    private static Optional<byte[]> unsealed(byte[] all) {
        int start = SEAL.length + 65; // the digest's digits and a line's end
        if (all.length < start) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOfRange(all, start, all.length);
        return Arrays.equals(all, sealed(bytes)) ? Optional.of(bytes) : Optional.empty();
    }
}
