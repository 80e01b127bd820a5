package io.residuum.storage;

import static io.residuum.storage.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestServer.class)
class EmbeddedS3IT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    /** Another process: a server over a folder, that says where it is and then waits to be killed. */
    static final class Server {
        public static void main(String[] arguments) throws IOException {
            EmbeddedS3 server = EmbeddedS3.start(Path.of(arguments[0]), 0);
            System.out.println(
                    String.join(" ", "at", server.endpoint().toString(), server.accessKey(), server.secretKey()));
            System.out.flush();
            int ended = System.in.read();
            server.close();
            System.exit(ended);
        }
    }

    @Test
    void whatAKilledServerHeldIsServedByTheNextOne(ActorSystem<?> system) throws Exception {
        Chain.Entry head;
        List<ObjectRef> written = new ArrayList<>();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            ObjectStore store = ObjectStore.open(system, settings(process));
            await(store.createBucketIfAbsent());
            for (int i = 0; i < 20; i++) {
                written.add(await(store.put("objects/" + i, new byte[10_000 + i])));
            }
            var chain = new Chain(store, "runs/r");
            head = await(chain.create("a", CanonicalJson.object())).entry();
            for (int i = 0; i < 32; i++) { // under way when the process dies
                store.put("under-way/" + i, new byte[4 << 20]);
            }
        } finally {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS); // SIGKILL
        }
        Files.write(
                folder.resolve("bucket/runs/r/log/00000001-5f3e"), new byte[] {1}); // as a killed server leaves them

        try (EmbeddedS3 server = EmbeddedS3.start(folder, 0)) {
            ObjectStore store = ObjectStore.open(system, server.settings("bucket"));
            for (ObjectRef ref : written) {
                await(store.get(ref));
            }
            var chain = new Chain(store, "runs/r");
            assertThat(await(chain.head())).hasValue(head);
            ObjectNode body = CanonicalJson.object().put("n", 1);
            assertThat(await(chain.append(head, "b", body))).isInstanceOf(CommitOutcome.Won.class);
            assertThat(await(chain.entries())).hasSize(2);
            for (StoredObject found : await(store.list("under-way/").runWith(Sink.seq(), system))) {
                if (found.key().matches("under-way/\\d+")) {
                    assertThat(found.sizeBytes()).as(found.key()).isEqualTo(4 << 20);
                }
            }
        }
    }

    private static StoreSettings settings(Process process) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("at ")) {
                List<String> words = List.of(line.split(" "));
                return StoreSettings.of(
                                URI.create(words.get(1)),
                                "us-east-1",
                                "bucket",
                                new Credentials.Fixed(words.get(2), words.get(3)))
                        .withPatience(Duration.ofSeconds(20), Duration.ofSeconds(10));
            }
        }
        throw new IllegalStateException("the server ended without saying where it is");
    }

    @Test
    void aCommitBegunWhileTheStoreIsGoneEndsWhenItComesBack(ActorSystem<?> system) {
        var credentials = new Credentials.Fixed("key", "secret");
        EmbeddedS3 first = EmbeddedS3.start(folder, 0, credentials);
        ObjectStore store = ObjectStore.open(
                system, first.settings("bucket").withPatience(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        await(store.createBucketIfAbsent());
        var inDoubt = new CompletableFuture<Integer>();
        var chain = new Chain(ChainStore.over(store), store.address(), "runs/r", system, attempt -> doubts -> {
            inDoubt.complete(doubts);
            return Backoff.timed(system, attempt).pause(doubts);
        });
        Chain.Entry head = await(chain.create("a", CanonicalJson.object())).entry();
        first.close();
        assertThat(await(store.createIfAbsent("probe", new byte[1]))).isEqualTo(CreateOutcome.UNKNOWN);
        assertThatThrownBy(() -> await(chain.head())).hasCauseInstanceOf(StoreUnreachable.class);
        CompletionStage<CommitOutcome> commit = chain.append(head, "b", CanonicalJson.object());
        await(inDoubt); // so that it has to come out of a wait
        try (EmbeddedS3 second = EmbeddedS3.start(folder, first.endpoint().getPort(), credentials)) {
            assertThat(await(commit)).isInstanceOf(CommitOutcome.Won.class);
            assertThat(await(chain.entries())).hasSize(2);
            assertThat(second.endpoint()).isEqualTo(first.endpoint());
        }
    }

    @Test
    void credentialsAreMadeAnewAtEveryStart(EmbeddedS3 running) {
        try (EmbeddedS3 another = EmbeddedS3.start(folder, 0)) {
            assertThat(another.accessKey()).isNotEqualTo(running.accessKey());
            assertThat(another.secretKey()).isNotEqualTo(running.secretKey()).hasSize(40);
        }
    }

    @Test
    void aTakenPortIsRefusedWithTheWayOut(EmbeddedS3 running) {
        assertThatThrownBy(() -> EmbeddedS3.start(folder, running.endpoint().getPort()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("on port " + running.endpoint().getPort())
                .hasMessageContaining("port 0 takes any");
    }

    @Test
    void noSecretIsInAnyText(EmbeddedS3 running) {
        StoreSettings settings = running.settings("bucket");
        assertThat(settings.toString()).contains(running.accessKey()).doesNotContain(running.secretKey());
        assertThat(settings.credentials().toString()).doesNotContain(running.secretKey());
    }

    @Test
    void manyWritersMakeOneChain(ObjectStore store) {
        var chain = new Chain(store, "runs/r");
        Chain.Entry head = await(chain.create("a", CanonicalJson.object())).entry();
        for (int round = 0; round < 5; round++) {
            Chain.Entry parent = head;
            var tries = IntStream.range(0, 16)
                    .mapToObj(writer -> chain.append(
                            parent, "w" + writer, CanonicalJson.object().put("w", writer)))
                    .toList();
            List<CommitOutcome> outcomes = tries.stream().map(TestServer::await).toList();
            assertThat(outcomes).filteredOn(CommitOutcome.Won.class::isInstance).hasSize(1);
            assertThat(outcomes)
                    .extracting(CommitOutcome::entry)
                    .containsOnly(outcomes.get(0).entry());
            head = outcomes.get(0).entry();
        }
        assertThat(await(chain.entries())).hasSize(6).last().isEqualTo(head);
    }
}
