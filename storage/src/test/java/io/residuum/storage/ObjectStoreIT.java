package io.residuum.storage;

import static io.residuum.storage.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.settings.ConnectionPoolSettings;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestServer.class)
class ObjectStoreIT {
    private static final Duration SOON = Duration.ofMillis(700);

    @Test
    void whatIsPutIsGotWholeInPartAndAsAStream(ObjectStore store, ActorSystem<?> system) {
        byte[] bytes = random(100_000);
        ObjectRef ref = await(store.put("some/object.bin", bytes));
        assertThat(ref).isEqualTo(new ObjectRef("some/object.bin", 100_000, Sha256.of(bytes)));
        assertThat(await(store.get(ref))).isEqualTo(bytes);
        assertThat(await(store.get("some/object.bin"))).hasValue(bytes);
        assertThat(await(store.range("some/object.bin", 99_990, 10)))
                .isEqualTo(java.util.Arrays.copyOfRange(bytes, 99_990, 100_000));
        ByteString streamed = await(
                store.stream("some/object.bin").runFold(ByteString.emptyByteString(), ByteString::concat, system));
        assertThat(streamed.toArray()).isEqualTo(bytes);
    }

    @Test
    void anAbsentObjectIsEmptyOrMissingByName(ObjectStore store, ActorSystem<?> system) {
        assertThat(await(store.get("not/there"))).isEmpty();
        var ref = new ObjectRef("not/there", 1, Sha256.of(new byte[1]));
        assertThatThrownBy(() -> await(store.get(ref)))
                .hasCauseInstanceOf(MissingObject.class)
                .hasMessageContaining("[not/there]")
                .hasMessageContaining(store.settings().bucket())
                .hasMessageContaining(store.settings().endpoint().toString());
        assertThatThrownBy(() -> await(store.range("not/there", 0, 1))).hasCauseInstanceOf(MissingObject.class);
        assertThatThrownBy(() -> await(store.stream("not/there").runWith(Sink.ignore(), system)))
                .hasCauseInstanceOf(MissingObject.class);
        await(store.delete("not/there"));
    }

    @Test
    void aFolderIsAStoreOfItsOwn(ObjectStore store, ActorSystem<?> system) {
        ObjectStore within = store.within("some/folder");
        ObjectRef ref = await(within.put("runs/a", new byte[] {1}));
        await(within.put("runs/b", chunks(random(ObjectStore.PART_BYTES + 1), 700_001)));
        assertThat(ref.key()).isEqualTo("runs/a");
        assertThat(await(within.get(ref))).containsExactly(1);
        assertThat(await(within.createIfAbsent("runs/a", new byte[] {2}))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(await(within.list("runs/").map(StoredObject::key).runWith(Sink.seq(), system)))
                .containsExactly("runs/a", "runs/b");
        assertThat(await(within.folders("").runWith(Sink.seq(), system))).containsExactly("runs");
        assertThat(await(store.get("some/folder/runs/a"))).hasValue(new byte[] {1});
        assertThat(await(store.get("runs/a"))).isEmpty();
        assertThat(await(within.bucket().get("some/folder/runs/a"))).isPresent();
        await(within.delete("runs/a"));
        assertThat(await(store.get("some/folder/runs/a"))).isEmpty();
        assertThatThrownBy(() -> await(within.get(ref)))
                .hasCauseInstanceOf(MissingObject.class)
                .hasMessageContaining("/some/folder]");
        assertThatThrownBy(() -> store.within("../elsewhere")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangedOrCutObjectIsRefusedByName(ObjectStore store) {
        ObjectRef ref = await(store.put("state", new byte[] {1, 2, 3}));
        await(store.put("state", new byte[] {1, 2, 4}));
        assertThatThrownBy(() -> await(store.get(ref)))
                .hasCauseInstanceOf(DamagedObject.class)
                .hasMessageContaining("[state]")
                .hasMessageContaining(ref.sha256().hex());
        await(store.put("state", new byte[] {1, 2}));
        assertThatThrownBy(() -> await(store.get(ref))).hasMessageContaining("2 bytes instead of 3");
        assertThatThrownBy(() -> await(store.range("state", 1, 2))).hasCauseInstanceOf(DamagedObject.class);
        assertThatThrownBy(() -> await(store.range("state", 7, 2))).hasCauseInstanceOf(DamagedObject.class);
    }

    @Test
    void aStreamIsOnePutOrManyPartsAndHasTheSameDigest(ObjectStore store) {
        for (int size : new int[] {0, 1, ObjectStore.PART_BYTES, 2 * ObjectStore.PART_BYTES + 12_345}) {
            byte[] bytes = random(size);
            ObjectRef ref = await(store.put("streamed", chunks(bytes, 700_001)));
            assertThat(ref).isEqualTo(new ObjectRef("streamed", size, Sha256.of(bytes)));
            assertThat(await(store.get(ref))).isEqualTo(bytes);
        }
    }

    @Test
    void aLargeArrayGoesInPartsAndHasTheSameDigest(ObjectStore store) {
        for (int size :
                new int[] {ObjectStore.PART_BYTES + 1, 2 * ObjectStore.PART_BYTES, 3 * ObjectStore.PART_BYTES + 12_345
                }) {
            byte[] bytes = random(size);
            ObjectRef ref = await(store.put("large", bytes));
            assertThat(ref).isEqualTo(new ObjectRef("large", size, Sha256.of(bytes)));
            assertThat(await(store.get(ref))).isEqualTo(bytes);
        }
    }

    @Test
    void aFailingSourceLeavesTheObjectAsItWas(ObjectStore store) {
        ObjectRef before = await(store.put("streamed", new byte[] {7}));
        Source<ByteString, ?> failing = chunks(random(2 * ObjectStore.PART_BYTES), 1 << 20)
                .concat(Source.failed(new IllegalStateException("the disk went away")));
        assertThatThrownBy(() -> await(store.put("streamed", failing))).hasMessageContaining("the disk went away");
        assertThat(await(store.get(before))).isEqualTo(new byte[] {7});
    }

    @Test
    void ofSixteenCreatorsOneIsToldThatItCreated(ObjectStore store) {
        for (int round = 0; round < 10; round++) {
            String key = "created/" + round;
            List<CompletionStage<CreateOutcome>> answers = new ArrayList<>();
            IntStream.range(0, 16).forEach(i -> answers.add(store.createIfAbsent(key, new byte[] {(byte) i})));
            List<CreateOutcome> outcomes =
                    answers.stream().map(TestServer::await).toList();
            assertThat(outcomes).containsOnlyOnce(CreateOutcome.CREATED);
            assertThat(await(store.get(key))).hasValue(new byte[] {(byte) outcomes.indexOf(CreateOutcome.CREATED)});
        }
    }

    @Test
    void exclusionIsProvenAndNothingStaysBehind(ObjectStore store, ActorSystem<?> system) {
        assertThat(await(ExclusionProof.prove(store))).isEqualTo(new ExclusionProof.Outcome.Excludes(5, 16));
        assertThat(await(store.list("").runWith(Sink.seq(), system))).isEmpty();
    }

    @Test
    void aListingIsSortedAndGoesOverPages(ObjectStore store, ActorSystem<?> system) {
        List<String> keys = IntStream.range(0, 1_100)
                .mapToObj(i -> String.format("many/%05d", i))
                .toList();
        await(Source.from(keys)
                .mapAsync(16, key -> store.put(key, new byte[] {1, 2}))
                .runWith(Sink.ignore(), system));
        await(store.put("other", new byte[0]));
        List<StoredObject> listed = await(store.list("many/").runWith(Sink.seq(), system));
        assertThat(listed).extracting(StoredObject::key).isEqualTo(keys);
        assertThat(listed.get(0).sizeBytes()).isEqualTo(2);
        assertThat(listed.get(0).etag()).matches("[0-9a-f]{32}");
        assertThat(await(store.folders("").runWith(Sink.seq(), system))).containsExactly("many");
    }

    @Test
    void nobodyThereIsUnreachableAfterTheDeadline(ActorSystem<?> system) throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var settings = StoreSettings.of(
                        URI.create("http://127.0.0.1:" + free),
                        "us-east-1",
                        "bucket",
                        new Credentials.Fixed("a", "very-secret"))
                .withPatience(SOON, SOON);
        ObjectStore store = ObjectStore.open(system, settings);
        assertThatThrownBy(() -> await(store.get("key")))
                .hasCauseInstanceOf(StoreUnreachable.class)
                .hasMessageContaining("cannot read object [key] in bucket [bucket] at [http://127.0.0.1:" + free + "]")
                .hasMessageNotContaining("very-secret");
        assertThatThrownBy(() -> await(store.list("").runWith(Sink.ignore(), system)))
                .hasCauseInstanceOf(StoreUnreachable.class);
        assertThat(await(store.createIfAbsent("key", new byte[0]))).isEqualTo(CreateOutcome.UNKNOWN);
    }

    @Test
    void aServerThatNeverAnswersIsADoubtNotAFailure(ActorSystem<?> system) throws Exception {
        try (var silent = new ServerSocket(0)) { // accepts by its backlog, reads nothing
            var settings = StoreSettings.of(
                            URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                            "us-east-1",
                            "bucket",
                            new Credentials.Fixed("a", "b"))
                    .withPatience(SOON, Duration.ofMillis(300));
            ObjectStore store = ObjectStore.open(system, settings);
            assertThat(await(store.createIfAbsent("key", new byte[] {1}))).isEqualTo(CreateOutcome.UNKNOWN);
            assertThatThrownBy(() -> await(store.get("key"))).hasCauseInstanceOf(StoreUnreachable.class);
        }
    }

    @Test
    void aRefusalIsSaidAtOnceWithItsReason(EmbeddedS3 server, ActorSystem<?> system) {
        var strangers =
                StoreSettings.of(server.endpoint(), "us-east-1", "bucket-1", new Credentials.Fixed("who", "ever"));
        assertRefused(ObjectStore.open(system, strangers), StoreRefused.Reason.CREDENTIALS, system);
        var forged = new Credentials.Fixed(server.accessKey(), "wrong-secret");
        var forgers = StoreSettings.of(server.endpoint(), "us-east-1", "bucket-1", forged);
        assertRefused(ObjectStore.open(system, forgers), StoreRefused.Reason.CREDENTIALS, system);
        ObjectStore nowhere = ObjectStore.open(system, server.settings("no-such-bucket"));
        assertRefused(nowhere, StoreRefused.Reason.NO_BUCKET, system);
    }

    private static void assertRefused(ObjectStore store, StoreRefused.Reason reason, ActorSystem<?> system) {
        List<CompletionStage<?>> calls = List.of(
                store.get("key"),
                store.put("key", new byte[1]),
                store.createIfAbsent("key", new byte[1]),
                store.list("").runWith(Sink.ignore(), system));
        for (CompletionStage<?> call : calls) {
            assertThatThrownBy(() -> await(call))
                    .cause()
                    .isInstanceOfSatisfying(StoreRefused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(reason))
                    .hasMessageContaining(store.settings().bucket())
                    .hasMessageNotContaining("wrong-secret");
        }
    }

    @Test
    void theClientSendsAConditionalPutOnceAndHasRoomForTheProof(ActorSystem<?> system) {
        ConnectionPoolSettings pool = ConnectionPoolSettings.create(system.classicSystem());
        assertThat(pool.getMaxRetries()).isZero();
        assertThat(pool.getMaxConnections()).isGreaterThanOrEqualTo(ExclusionProof.CREATORS);
    }

    @Test
    void keysThatAreNoHarmlessPathsAreRefused(ObjectStore store) {
        for (String key :
                List.of("", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a\\b", "a\nb", "ä", "x".repeat(1025))) {
            assertThatThrownBy(() -> store.get(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Source<ByteString, akka.NotUsed> chunks(byte[] bytes, int chunk) {
        List<ByteString> chunks = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += chunk) {
            chunks.add(ByteString.fromArray(bytes, from, Math.min(chunk, bytes.length - from)));
        }
        return Source.from(chunks);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
