package io.residuum.storage;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.headers.ByteRange;
import akka.japi.pf.PFBuilder;
import akka.stream.Attributes;
import akka.stream.StreamLimitReachedException;
import akka.stream.alpakka.s3.BucketAccess;
import akka.stream.alpakka.s3.ObjectMetadata;
import akka.stream.alpakka.s3.S3Exception;
import akka.stream.alpakka.s3.S3Headers;
import akka.stream.alpakka.s3.javadsl.S3;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One bucket of any S3 store, reached through Alpakka.
 *
 * <p>Everything but {@link #createIfAbsent} is repeated, with jitter, until the deadline of the settings; a stage then fails with
 * a {@link StoreException}: {@link StoreUnreachable} for what may pass, {@link StoreRefused} for what will not. Bytes are read
 * whole or not at all: an answer cut short is a failure. Threads and connections are the actor system's;
 * {@link #close} ends the latter in order before the system ends.
 */
public final class ObjectStore {
    /** Streams above this are sent in parts, and a part is held in memory. */
    static final int PART_BYTES = 8 << 20;

    private static final long WHOLE_MOST_BYTES = 1L << 30; // what get(key) holds in memory at most
    private static final long SLOWEST_BYTES_PER_SECOND = 1 << 20; // a large PUT gets this much more time to be answered
    private static final S3Headers NO_HEADERS = S3Headers.create();

    private final ActorSystem<?> system;
    private final StoreSettings settings;
    private final String root; // what every key begins with: nothing, or a folder's name and a slash
    private final StoreAddress address;
    private final Retrying retrying;
    private final StoreTraffic traffic;
    private final Attributes once; // one HTTP request a call: the retries are ours
    private final Attributes parts; // parts of an upload are in memory, so the client may repeat them

    private ObjectStore(ActorSystem<?> system, StoreSettings settings, String root, StoreTraffic traffic) {
        this.traffic = traffic;
        this.system = system;
        this.settings = settings;
        this.root = root;
        StoreAddress bucket = StoreAddress.of(settings);
        this.address = root.isEmpty() ? bucket : bucket.within(root.substring(0, root.length() - 1));
        this.retrying = new Retrying(system, address, settings.deadline(), traffic);
        var client = S3Client.of(system, settings);
        this.once = client.once();
        this.parts = client.repeating();
    }

    /**
     * Makes the store ready without a request; {@link #createBucketIfAbsent} is a good first one.
     *
     * @param system made with {@link StoreHttp#over}
     */
    public static ObjectStore open(ActorSystem<?> system, StoreSettings settings) {
        StoreHttp.check(system.settings().config());
        return new ObjectStore(system, settings, "", new StoreTraffic());
    }

    /**
     * A folder of this store as a store of its own: the same operations on keys below it. What is kept there means what it would
     * mean in a bucket of its own, and nobody who reads this store by its own keys takes it for theirs.
     */
    public ObjectStore within(String folder) {
        return new ObjectStore(system, settings, root + Keys.check(folder) + "/", traffic);
    }

    /** The bucket that this is, or is a folder of. */
    public ObjectStore bucket() {
        return root.isEmpty() ? this : new ObjectStore(system, settings, "", traffic);
    }

    /** How often it was asked, through this and every folder of it that is a store of its own. */
    public StoreTraffic traffic() {
        return traffic;
    }

    public StoreSettings settings() {
        return settings;
    }

    /** A whole object; empty if there is none. */
    public CompletionStage<Optional<byte[]>> get(String key) {
        String at = at(key);
        return retrying.run("read object [" + at + "]", () -> presence(download(at, Optional.empty())));
    }

    /**
     * A whole object as it was read, with the name of this content; empty if there is none.
     *
     * @param mostBytes of a larger one the stage fails with {@link IllegalArgumentException}
     */
    public CompletionStage<Optional<ObjectVersion>> version(String key, long mostBytes) {
        String at = at(key);
        return retrying.run("read object [" + at + "]", () -> {
            var both = S3.getObject(settings.bucket(), at)
                    .withAttributes(once)
                    .idleTimeout(settings.answerTimeout())
                    .limitWeighted(mostBytes, (ByteString chunk) -> (long) chunk.size())
                    .mapError(StreamLimitReachedException.class, e -> tooLarge(key, mostBytes))
                    .toMat(Sink.fold(ByteString.emptyByteString(), ByteString::concat), Keep.both())
                    .run(system);
            return presence(both.second().thenApply(ByteString::toArray))
                    .thenCompose(found -> found.isEmpty()
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : both.first()
                                    .thenApply(metadata ->
                                            Optional.of(new ObjectVersion(found.get(), etag(metadata.getETag())))));
        });
    }

    private IllegalArgumentException tooLarge(String key, long mostBytes) {
        return new IllegalArgumentException(
                address.object(key) + " has more than " + mostBytes + " bytes; read it as a stream");
    }

    private static String etag(Optional<String> quoted) {
        return quoted.orElse("").replace("\"", "");
    }

    /**
     * A whole object that must be what {@code ref} says. An answer that differs is asked for once more, in case it was damaged on
     * the way; then {@link MissingObject} or {@link DamagedObject} name the key.
     */
    public CompletionStage<byte[]> get(ObjectRef ref) {
        return get(ref.key()).thenCompose(first -> {
            if (first.isPresent() && fault(ref, first.get()).isPresent()) {
                return get(ref.key()).thenApply(second -> checked(ref, second));
            }
            return CompletableFuture.completedFuture(first.orElseThrow(() -> new MissingObject(address, ref.key())));
        });
    }

    private byte[] checked(ObjectRef ref, Optional<byte[]> found) {
        byte[] bytes = found.orElseThrow(() -> new MissingObject(address, ref.key()));
        fault(ref, bytes).ifPresent(fault -> {
            throw new DamagedObject(address, ref.key(), fault);
        });
        return bytes;
    }

    private static Optional<String> fault(ObjectRef ref, byte[] bytes) {
        if (bytes.length != ref.sizeBytes()) {
            return Optional.of("it has " + bytes.length + " bytes instead of " + ref.sizeBytes());
        }
        Sha256 found = Sha256.of(bytes);
        return found.equals(ref.sha256())
                ? Optional.empty()
                : Optional.of("its SHA-256 is " + found + " instead of " + ref.sha256());
    }

    /** {@code length} bytes from {@code offset} on; {@link DamagedObject} if the object ends before, {@link MissingObject}. */
    public CompletionStage<byte[]> range(String key, long offset, int length) {
        String at = at(key);
        if (offset < 0 || length <= 0) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has at least one byte, was " + length + " from " + offset);
        }
        Optional<ByteRange> range = Optional.of(ByteRange.createSlice(offset, offset + length - 1));
        return retrying.run(
                "read " + length + " bytes at " + offset + " of object [" + at + "]",
                () -> presence(download(at, range)).handle((found, thrown) -> {
                    if (thrown != null && !StoreFailures.isOutOfRange(StoreFailures.unwrapped(thrown))) {
                        throw asUnchecked(thrown);
                    }
                    Optional<byte[]> bytes = thrown == null ? found : Optional.of(new byte[0]);
                    return exactly(length, key, offset, bytes);
                }));
    }

    private byte[] exactly(int length, String key, long offset, Optional<byte[]> found) {
        byte[] bytes = found.orElseThrow(() -> new MissingObject(address, key));
        if (bytes.length != length) {
            throw new DamagedObject(address, key, "it ends before byte " + (offset + length) + ", which was asked for");
        }
        return bytes;
    }

    /**
     * The bytes of an object as they come, for what does not fit in memory. Repeated until the first bytes are there; a failure
     * after that fails the stream.
     */
    public Source<ByteString, NotUsed> stream(String key) {
        String at = at(key);
        return retrying.source("read object [" + at + "]", () -> S3.getObject(settings.bucket(), at)
                .withAttributes(once)
                .mapMaterializedValue(metadata -> NotUsed.getInstance())
                .mapError(new PFBuilder<Throwable, Throwable>()
                        .match(S3Exception.class, StoreFailures::isAbsent, e -> new MissingObject(address, key))
                        .build()));
    }

    /** Writes a whole object over whatever was there: in one PUT, or in parts if it has more than {@value #PART_BYTES} bytes. */
    public CompletionStage<ObjectRef> put(String key, byte[] bytes) {
        String at = at(key);
        if (bytes.length
                > PART_BYTES) { // one PUT of a state of 300 MB lasts longer than an answer may take; its parts do not
            return put(key, sliced(bytes));
        }
        return retrying.run("write object [" + at + "]", () -> send(at, bytes, NO_HEADERS))
                .thenApply(done -> new ObjectRef(key, bytes.length, Sha256.of(bytes)));
    }

    private static Source<ByteString, NotUsed> sliced(byte[] bytes) {
        return Source.range(0, (bytes.length - 1) / PART_BYTES)
                .map(part -> ByteString.fromArrayUnsafe(
                        bytes, part * PART_BYTES, Math.min(PART_BYTES, bytes.length - part * PART_BYTES)));
    }

    /**
     * Writes what {@code bytes} gives; the digest is taken on the way. Up to {@value #PART_BYTES} bytes are one PUT; more go in
     * parts, of which nothing is seen before the last. Parts are repeated, the source is not: if it or the upload fails, the
     * object is as it was.
     */
    public CompletionStage<ObjectRef> put(String key, Source<ByteString, ?> bytes) {
        at(key);
        return bytes.groupedWeighted(PART_BYTES, (ByteString chunk) -> (long) chunk.size())
                .map(ObjectStore::joined)
                .prefixAndTail(2)
                .mapAsync(
                        1,
                        head -> head.first().size() < 2
                                ? put(
                                        key,
                                        head.first().isEmpty()
                                                ? new byte[0]
                                                : head.first().get(0).toArray())
                                : putParts(key, Source.from(head.first()).concat(head.second())))
                .runWith(Sink.head(), system);
    }

    private CompletionStage<ObjectRef> putParts(String key, Source<ByteString, NotUsed> bytes) {
        Sha256.Chunks digest = Sha256.ofChunks();
        long[] size = {0}; // both belong to the one stage below, which the stream runs in order
        return bytes.map(part -> {
                    digest.add(part.asByteBuffer());
                    size[0] += part.size();
                    return part;
                })
                .runWith(
                        S3.multipartUpload(
                                        settings.bucket(), at(key), ContentTypes.APPLICATION_OCTET_STREAM, NO_HEADERS)
                                .withAttributes(parts),
                        system)
                .handle((result, thrown) -> {
                    if (thrown != null) {
                        throw asUnchecked(uploadFailure(key, StoreFailures.unwrapped(thrown)));
                    }
                    return new ObjectRef(key, size[0], digest.digest());
                });
    }

    private Throwable uploadFailure(String key, Throwable failure) {
        Throwable typed = retrying.typed("write object [" + key + "]", failure);
        return typed instanceof S3Exception
                ? new StoreUnreachable(address, "write object [" + key + "]", 1, settings.deadline(), typed)
                : typed;
    }

    /**
     * Creates an object if there is none, with one PUT and {@code If-None-Match: *}, tried once: whatever is not a clear answer
     * is {@link CreateOutcome#UNKNOWN}. Fails with {@link StoreRefused} only.
     */
    public CompletionStage<CreateOutcome> createIfAbsent(String key, byte[] bytes) {
        String at = at(key);
        CompletionStage<Done> answer;
        traffic.tried("create");
        try {
            answer = send(at, bytes, S3Client.IF_ABSENT);
        } catch (RuntimeException e) { // the client may throw where it should fail
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handle((done, thrown) -> {
            if (thrown == null) {
                return CreateOutcome.CREATED;
            }
            Throwable failure = StoreFailures.unwrapped(thrown);
            if (StoreFailures.isPreconditionFailed(failure)) {
                return CreateOutcome.EXISTS;
            }
            traffic.failed("create");
            if (StoreFailures.refusal(failure).isPresent()) {
                throw asUnchecked(retrying.typed("create object [" + at + "]", failure));
            }
            return CreateOutcome.UNKNOWN;
        });
    }

    /** What is under a prefix, in the byte order of the keys; a hint, and in some stores an old one. */
    public Source<StoredObject, NotUsed> list(String prefix) {
        return retrying.source(
                "list [" + root + prefix + "]", () -> S3.listBucket(settings.bucket(), Optional.of(root + prefix))
                        .withAttributes(once)
                        .map(found -> new StoredObject(
                                found.getKey().substring(root.length()),
                                found.getSize(),
                                found.getLastModified(),
                                etag(Optional.of(found.getETag())))));
    }

    /** What a listing says of one object; a key that no operation here takes is looked for as well. */
    public CompletionStage<Optional<StoredObject>> listed(String key) {
        return list(key)
                .take(1) // in byte order the key itself comes before those that begin with it
                .filter(object -> object.key().equals(key))
                .runWith(Sink.headOption(), system);
    }

    /** The names that follow a prefix up to the next slash, each once: sub-folders, without their content. */
    Source<String, NotUsed> folders(String prefix) {
        String at = root + prefix;
        return retrying.source("list the folders of [" + at + "]", () -> S3.listBucketAndCommonPrefixes(
                        settings.bucket(), "/", Optional.of(at), NO_HEADERS)
                .withAttributes(once)
                .mapConcat(page -> page.second())
                .map(found -> found.getPrefix().substring(at.length()).replace("/", "")));
    }

    /** Deletes an object; done as well if there is none. */
    public CompletionStage<Done> delete(String key) {
        String at = at(key);
        return retrying.run("delete object [" + at + "]", () -> S3.deleteObject(settings.bucket(), at)
                .withAttributes(once)
                .completionTimeout(settings.answerTimeout())
                .runWith(Sink.ignore(), system)
                .handle((done, thrown) -> {
                    if (thrown != null && !StoreFailures.isAbsent(StoreFailures.unwrapped(thrown))) {
                        throw asUnchecked(thrown);
                    }
                    return Done.getInstance();
                }));
    }

    /** Makes the bucket if it does not exist. */
    public CompletionStage<Done> createBucketIfAbsent() {
        return retrying.run(
                "create the bucket", () -> S3.checkIfBucketExists(settings.bucket(), system, once, NO_HEADERS)
                        .thenCompose(access -> access.equals(BucketAccess.notExists())
                                ? S3.makeBucket(settings.bucket(), system, once, NO_HEADERS)
                                        .handle(this::madeOrThere)
                                : CompletableFuture.completedFuture(Done.getInstance())));
    }

    private Done madeOrThere(Done made, Throwable thrown) {
        if (thrown != null
                && !(StoreFailures.unwrapped(thrown) instanceof S3Exception s3
                        && s3.code().startsWith("BucketAlready"))) {
            throw asUnchecked(thrown);
        }
        return Done.getInstance();
    }

    /** The key in the bucket. */
    private String at(String key) {
        return Keys.check(root + key);
    }

    StoreAddress address() {
        return address;
    }

    /** Ends the system's connections to stores, so that none is cut when the system terminates. */
    public CompletionStage<Done> close() {
        return Http.get(system).shutdownAllConnectionPools().thenApply(ended -> Done.getInstance());
    }

    ActorSystem<?> system() {
        return system;
    }

    private CompletionStage<Done> send(String key, byte[] bytes, S3Headers headers) {
        ContentType type =
                key.endsWith(".json") ? ContentTypes.APPLICATION_JSON : ContentTypes.APPLICATION_OCTET_STREAM;
        Source<ByteString, NotUsed> body = Source.single(ByteString.fromArrayUnsafe(bytes));
        Duration patience = settings.answerTimeout().plusSeconds(bytes.length / SLOWEST_BYTES_PER_SECOND);
        return S3.putObject(settings.bucket(), key, body, bytes.length, type, headers)
                .withAttributes(once)
                .completionTimeout(patience)
                .runWith(Sink.head(), system)
                .thenApply((ObjectMetadata metadata) -> Done.getInstance());
    }

    private CompletionStage<byte[]> download(String key, Optional<ByteRange> range) {
        return range.map(slice -> S3.getObject(settings.bucket(), key, slice))
                .orElseGet(() -> S3.getObject(settings.bucket(), key))
                .withAttributes(once)
                .idleTimeout(settings.answerTimeout())
                .limitWeighted(WHOLE_MOST_BYTES, (ByteString chunk) -> (long) chunk.size())
                .mapError(StreamLimitReachedException.class, e -> tooLarge(key, WHOLE_MOST_BYTES))
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(ByteString::toArray);
    }

    private static CompletionStage<Optional<byte[]>> presence(CompletionStage<byte[]> download) {
        return download.handle((bytes, thrown) -> {
            if (thrown == null) {
                return Optional.of(bytes);
            }
            if (StoreFailures.isAbsent(StoreFailures.unwrapped(thrown))) {
                return Optional.empty();
            }
            throw asUnchecked(thrown);
        });
    }

    private static ByteString joined(List<ByteString> chunks) {
        return chunks.stream()
                .reduce(ByteString.emptyByteString(), ByteString::concat)
                .compact();
    }

    private static RuntimeException asUnchecked(Throwable thrown) {
        return thrown instanceof RuntimeException unchecked ? unchecked : new CompletionException(thrown);
    }
}
