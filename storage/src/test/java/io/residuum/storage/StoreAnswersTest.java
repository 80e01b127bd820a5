package io.residuum.storage;

import static io.residuum.storage.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each answer of a store means, from a server that gives the answers it is told to. */
@ExtendWith(TestServer.class)
class StoreAnswersTest {
    /** An answer; {@code promisedBytes} more than the body has is a connection that is cut. */
    private record Answer(int status, String body, int promisedBytes) {}

    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final ObjectStore store;

    StoreAnswersTest(ActorSystem<?> system) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var settings = StoreSettings.of(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "us-east-1",
                        "bucket",
                        new Credentials.Fixed("key", "very-secret"))
                .withPatience(Duration.ofSeconds(20), Duration.ofSeconds(10));
        store = ObjectStore.open(system, settings);
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " "
                    + String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match")));
            Answer answer = answers.size() > 1 ? answers.remove(0) : answers.get(0);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"0\"");
            exchange.getResponseHeaders().add("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT");
            if (exchange.getRequestMethod().equals("DELETE") && answer.status() == 200) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), Math.max(body.length, answer.promisedBytes()));
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "200, '', CREATED",
        "412, PreconditionFailed, EXISTS",
        "409, ConditionalRequestConflict, UNKNOWN",
        "500, InternalError, UNKNOWN",
        "503, SlowDown, UNKNOWN",
        "400, RequestTimeout, UNKNOWN",
    })
    void aConditionalPutIsSentOnceAndItsAnswerTaken(int status, String code, CreateOutcome outcome) {
        answer(status, code);
        assertThat(await(store.createIfAbsent("key", new byte[] {1}))).isEqualTo(outcome);
        assertThat(requests).containsExactly("PUT *");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, FORBIDDEN",
        "403, InvalidAccessKeyId, CREDENTIALS",
        "403, SignatureDoesNotMatch, CREDENTIALS",
        "400, ExpiredToken, CREDENTIALS",
        "403, RequestTimeTooSkewed, CLOCK",
        "404, NoSuchBucket, NO_BUCKET",
        "501, NotImplemented, UNSUPPORTED",
        "301, PermanentRedirect, UNSUPPORTED",
    })
    void aDefiniteNoIsARefusalAtOnce(int status, String code, StoreRefused.Reason reason) {
        answer(status, code);
        for (var call : List.of(
                store.createIfAbsent("key", new byte[] {1}), store.put("key", new byte[] {1}), store.get("key"))) {
            assertThatThrownBy(() -> await(call))
                    .cause()
                    .isInstanceOfSatisfying(StoreRefused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(reason))
                    .hasMessageContaining(status + " " + code)
                    .hasMessageContaining(
                            "bucket [bucket] at [" + store.settings().endpoint() + "]")
                    .hasMessageNotContaining("very-secret");
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void whatMayPassIsTriedAgain() {
        answer(503, "SlowDown");
        answer(500, "InternalError");
        answers.add(new Answer(200, "hello", 9)); // cut after five bytes of nine
        answers.add(new Answer(200, "all of it", 9));
        assertThat(await(store.get("key"))).hasValue(Archives.text("all of it"));
        assertThat(requests).hasSize(4);
    }

    @Test
    void anObjectDamagedOnTheWayIsAskedForAgain() {
        answers.add(new Answer(200, "bad", 3));
        answers.add(new Answer(200, "god", 3));
        var ref = new ObjectRef("key", 3, Sha256.of(Archives.text("god")));
        assertThat(await(store.get(ref))).isEqualTo(Archives.text("god"));
    }

    @Test
    void aStoreThatTellsManyCreatorsTheyWonDoesNotExclude() {
        answers.add(new Answer(200, "", 0));
        assertThat(await(ExclusionProof.prove(store)))
                .isInstanceOfSatisfying(ExclusionProof.Outcome.DoesNotExclude.class, no -> assertThat(no.reason())
                        .contains("16 of 16 creators of one object were told"));
    }

    @Test
    void aStoreWithoutTheConditionDoesNotExclude() {
        answer(501, "NotImplemented");
        assertThat(await(ExclusionProof.prove(store)))
                .isInstanceOfSatisfying(ExclusionProof.Outcome.DoesNotExclude.class, no -> assertThat(no.reason())
                        .contains("501 NotImplemented"));
    }

    @Test
    void aStoreThatCannotBeWrittenProvesNothing() {
        answer(403, "AccessDenied");
        assertThatThrownBy(() -> await(ExclusionProof.prove(store))).hasCauseInstanceOf(StoreRefused.class);
    }

    private void answer(int status, String code) {
        answers.add(new Answer(status, status == 200 ? "" : error(code), 0));
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>as told</Message><RequestId>1</RequestId></Error>";
    }
}
