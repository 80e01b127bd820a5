package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residuum.storage.Credentials;
import io.residuum.storage.EmbeddedS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Daemons of one cluster over an S3 server in a process of its own: a plain client drops a file, processes die, the report comes. */
@Tag("engine")
@Tag("slow")
class ClusterDaemonIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Credentials.Fixed KEYS = new Credentials.Fixed("residuum", "not-a-secret");

    private static final String EXPERIMENT =
            """
            experiment {
              name = "%s"
              dataset = quickstart
              seeds = [1, 2, 3]
              recipe { preset = cifar, iterations = %d, mini-batch = 16, evaluate-every = 10 }
              variants = [{ name = original, network = resnet-8, unit = original }]
            }
            """;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int storePort = freePort();
    private final URI store = URI.create("http://127.0.0.1:" + storePort);
    private final List<Process> processes = new ArrayList<>();
    private final S3Client s3 = S3Client.builder()
            .endpointOverride(store)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(KEYS.accessKey(), KEYS.secretKey())))
            .build();

    private record Daemon(Process process, URI api) {}

    /** The store. Arguments: its folder, its port. */
    static final class StoreProcess {
        public static void main(String[] arguments) {
            EmbeddedS3.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), KEYS);
        }
    }

    @BeforeEach
    void startTheStore() throws IOException {
        processes.add(java(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "store",
                StoreProcess.class.getName(),
                folder.resolve("s3").toString(),
                Integer.toString(storePort)));
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> s3.listBuckets() != null);
    }

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
        s3.close();
    }

    private Process java(String classPath, String name, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-cp",
                classPath));
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".txt").toFile()))
                .start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param settings laid over what all daemons share */
    private Daemon start(String name, String bucket, String settings) throws IOException {
        Path config = Files.writeString(
                folder.resolve(name + ".conf"),
                """
                residuum {
                  storage { endpoint = "%s", bucket = %s, access-key = "%s", secret-key = "%s" }
                  inbox.poll-interval = 500ms
                  actors {
                    node { name = %s, slots = 1 }
                    segment.iterations = 10
                    cluster { stable-after = 1s, removal-margin = 500ms, rejoin-after = 200ms, found-after = 4s, seeds-asked-every = 1s }
                  }
                }
                akka.cluster.seed-node-timeout = 2s
                """
                                .formatted(store, bucket, KEYS.accessKey(), KEYS.secretKey(), name)
                        + settings);
        int port = freePort();
        Process process = java(
                DaemonProcess.asInstalled(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                name,
                Main.class.getName(),
                "daemon",
                "--port",
                Integer.toString(port),
                "--home",
                folder.resolve(name).toString(),
                "--config",
                config.toString());
        processes.add(process);
        return new Daemon(process, URI.create("http://127.0.0.1:" + port));
    }

    /** A node that is ready. */
    private Daemon member(String name, int port, int firstSeed, int secondSeed) throws IOException {
        Daemon daemon = start(name, "shared", place(port, firstSeed, secondSeed));
        ready(daemon);
        return daemon;
    }

    private static String place(int port, int firstSeed, int secondSeed) {
        return "residuum.actors.cluster { port = %d, seeds = [\"127.0.0.1:%d\", \"127.0.0.1:%d\"] }%n"
                .formatted(port, firstSeed, secondSeed);
    }

    private void ready(Daemon daemon) {
        eventually(() -> {
            assertThat(daemon.process().isAlive()).isTrue();
            return get(daemon, "/health/ready").statusCode() == 200;
        });
    }

    private HttpResponse<String> get(Daemon daemon, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(daemon.api().resolve(path)).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(java.net.ConnectException.class)
                .until(condition);
    }

    private void bucket(String name) {
        s3.createBucket(request -> request.bucket(name));
    }

    private void put(String bucket, String key, String text) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    private List<String> keys(String bucket, String prefix) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private long committed(String bucket) {
        return keys(bucket, "runs/").stream()
                .filter(key -> key.matches("runs/[0-9a-f]{64}/log/[0-9]{8}") && !key.endsWith("00000000"))
                .count();
    }

    /** The deterministic part of the report that a node gives, once it stands. */
    private JsonNode result(Daemon daemon, String batch) {
        eventually(() -> get(daemon, "/v1/batches/" + batch + "/report").statusCode() == 200);
        try {
            return JSON.readTree(get(daemon, "/v1/batches/" + batch + "/report").body())
                    .path("result");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String accepted(String bucket) {
        eventually(() -> !keys(bucket, "accepted/").isEmpty());
        return keys(bucket, "accepted/").get(0).split("/", -1)[1];
    }

    private JsonNode undisturbed(String experiment) throws Exception {
        bucket("alone");
        Daemon alone = start("alone", "alone", "");
        ready(alone);
        put("alone", "inbox/my.conf", experiment);
        JsonNode result = result(alone, accepted("alone"));
        alone.process().destroy();
        assertThat(alone.process().waitFor(30, TimeUnit.SECONDS))
                .as("ended in time")
                .isTrue();
        return result;
    }

    @Test
    void theReportComesWhateverDies() throws Exception {
        String experiment = EXPERIMENT.formatted("whatever dies", 60);
        JsonNode undisturbed = undisturbed(experiment);
        bucket("shared");
        int first = freePort();
        int second = freePort();
        Daemon one = member("one", first, first, second);
        Daemon two = member("two", second, first, second);
        Daemon three = member("three", freePort(), first, second);
        put("shared", "inbox/my.conf", experiment);
        String batch = accepted("shared");
        eventually(() -> committed("shared") > 2);
        assertThat(get(two, "/v1/slots").body())
                .as("asked on a node that does not coordinate")
                .contains("one", "two", "three");
        three.process().destroyForcibly().waitFor(); // trains
        long before = committed("shared");
        eventually(() -> committed("shared") > before + 1);
        one.process().destroyForcibly().waitFor(); // coordinates
        assertThat(result(two, batch)).isEqualTo(undisturbed);
        two.process().destroy();
        assertThat(two.process().waitFor(30, TimeUnit.SECONDS))
                .as("ended in time")
                .isTrue();
        assertThat(two.process().exitValue()).isZero();
    }

    @Test
    void aNodeOfAnotherClusterEndsWithTheReason() throws Exception {
        bucket("shared");
        int first = freePort();
        int second = freePort();
        member("one", first, first, second);
        Daemon stranger = start("two", "shared", place(second, first, second) + "residuum.actors.cluster.name = lab");
        assertThat(stranger.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(stranger.process().exitValue()).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(Files.readString(folder.resolve("two.txt")))
                .contains("refused node [two]", "[lab] (residuum.actors.cluster.name)");
        assertThat(Files.readString(folder.resolve("one.txt")))
                .contains("its cluster is called [lab], this one [residuum]");
    }
}
