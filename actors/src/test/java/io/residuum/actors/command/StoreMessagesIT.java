package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.residuum.actors.MessagesPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stores that say no, or nothing, at the real command: one line, exit code 3 (1 if it answers and cannot be trusted), and no secret in it. */
class StoreMessagesIT {
    private static final MessagesPage MESSAGES = new MessagesPage("stores");

    @TempDir
    Path folder;

    private final Typed typed = new Typed();

    @AfterAll
    static void theManualHasEveryMessage() {
        MESSAGES.compare();
    }

    private void refused(String what, int port, int exitCode) throws IOException {
        Path config = Files.writeString(
                folder.resolve("store.conf"),
                ("residuum.storage { endpoint = \"http://127.0.0.1:%d\", bucket = mine, deadline = 2s, access-key = key,"
                                + " secret-key = very-secret }")
                        .formatted(port));
        Path file = Files.writeString(
                folder.resolve("file.conf"),
                """
                experiment {
                  name = x, dataset = quickstart, seeds = [1]
                  variants = [ { name = a, network = resnet-8 } ]
                }
                """);
        int code = typed.run(
                "run",
                file.toString(),
                "--config",
                config.toString(),
                "--home",
                folder.resolve("home").toString());
        assertThat(code).as(typed.err()).isEqualTo(exitCode);
        assertThat(typed.err().lines()).as(typed.err()).hasSize(1);
        assertThat(typed.err()).doesNotContain("very-secret", "\tat ");
        String message = typed.err()
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("proof/[0-9a-f-]{36}", "proof/ID")
                .replaceAll("in \\d+ tr(y|ies)", "in N tries")
                .replaceAll("the last was \\[.*?]\\. ", "the last was [REASON]. ")
                .replaceAll("\\d+ s (ahead of|behind)", "N s ahead of")
                .replaceAll("in round \\d", "in round N")
                .replaceAll("\\d+ of 16", "N of 16");
        MESSAGES.add(what, exitCode, message);
    }

    @ParameterizedTest
    @CsvSource({
        "a store that does not know the key, 403, InvalidAccessKeyId, 3",
        "a store that knows another secret, 403, SignatureDoesNotMatch, 3",
        "a token that expired, 400, ExpiredToken, 3",
        "a bucket that may not be used, 403, AccessDenied, 3",
        "no such bucket, 404, NoSuchBucket, 3",
        "a clock that is wrong, 403, RequestTimeTooSkewed, 3",
        "another region, 301, PermanentRedirect, 1",
        "a store that only fails, 500, InternalError, 3",
        "a store that is too busy, 503, SlowDown, 3",
        "a store without the condition, 501, NotImplemented, 1",
    })
    void aStoreThatSaysNo(String what, int status, String code, int exitCode) throws IOException {
        String body = "<Error><Code>" + code + "</Code><Message>no</Message><RequestId>1</RequestId></Error>";
        answering(what, status, body, exitCode);
    }

    @Test
    void aStoreThatTellsEverybodyTheyWereFirst() throws IOException {
        answering("a store without exclusive creation", 200, "", 1);
    }

    @Test
    void nobodyThere() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        refused("nobody at the endpoint", free, 3);
    }

    private void answering(String what, int status, String body, int exitCode) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"0\"");
            exchange.getResponseHeaders().add("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT");
            if (exchange.getRequestMethod().equals("DELETE") && status == 200) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        try {
            refused(what, server.getAddress().getPort(), exitCode);
        } finally {
            server.stop(0);
        }
    }
}
