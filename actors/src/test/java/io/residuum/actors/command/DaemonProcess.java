package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A daemon in a process of its own over a home, and a plain S3 client at its bucket. */
final class DaemonProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home;
    private final Process process;
    private final URI api;
    private final S3Client s3;
    private final HttpClient http = HttpClient.newHttpClient();

    private DaemonProcess(Path home, Process process, JsonNode holder) {
        this.home = home;
        this.process = process;
        this.api = URI.create(holder.path("api").asText());
        this.s3 = S3Client.builder()
                .endpointOverride(URI.create(holder.path("endpoint").asText()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        holder.path("accessKey").asText(),
                        holder.path("secretKey").asText())))
                .build();
    }

    /** @param settings HOCON over the defaults; the inbox is looked at every 200 ms */
    static DaemonProcess start(Path folder, String settings) throws IOException {
        Path home = folder.resolve("home");
        Path config =
                Files.writeString(folder.resolve("daemon.conf"), "residuum.inbox.poll-interval = 200ms\n" + settings);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-cp",
                        asInstalled(
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                        Main.class.getName(),
                        "daemon",
                        "--port",
                        "0",
                        "--home",
                        home.toString(),
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.txt").toFile()))
                .start();
        Path endpoint = home.resolve("endpoint.json");
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("output.txt")))
                        .isTrue();
                return Files.exists(endpoint)
                        && JSON.readTree(endpoint.toFile()).path("pid").asLong() == process.pid()
                        && JSON.readTree(endpoint.toFile()).has("api");
            });
            return new DaemonProcess(home, process, JSON.readTree(endpoint.toFile()));
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Without what only tests have: their logging would take the place of the daemon's. */
    static String asInstalled(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    URI api() {
        return api;
    }

    Path home() {
        return home;
    }

    void put(String key, String text) {
        put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String key, byte[] bytes) {
        s3.putObject(request -> request.bucket(Home.BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    String text(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(Home.BUCKET).key(key))
                .asUtf8String();
    }

    List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        s3.listObjectsV2Paginator(request -> request.bucket(Home.BUCKET).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .forEach(keys::add);
        return keys;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(api.resolve(path)).GET());
    }

    HttpResponse<String> post(String path, String type, String body) {
        return send(HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(String path) throws IOException {
        return JSON.readTree(get(path).body());
    }

    /** SIGTERM. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("it ends within 30 s")
                .isTrue();
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    @Override
    public void close() {
        s3.close();
        process.destroyForcibly();
    }
}
