package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.cluster.ClusterNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.history.Execution;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.service.Service;
import io.residuum.storage.Credentials;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes that form a cluster over one bucket; the result is that of a single undisturbed node. */
@Tag("engine")
@Tag("slow")
class ClusterIT {

    /** A test's patience is shorter than a night's: segments of four iterations, and a second until a silent node is removed. */
    private static final String QUICK =
            """
            residuum.actors {
              segment { iterations = 4 }
              node { slots = 1 }
              cluster { stable-after = 1s, removal-margin = 500ms, rejoin-after = 200ms, found-after = 4s, seeds-asked-every = 1s }
            }
            residuum.roster.look-every = 500ms
            akka.cluster.seed-node-timeout = 2s
            akka.cluster.failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 4s }
            """;

    private static final List<String> TWO = List.of("one", "two");
    private static final List<String> THREE = List.of("one", "two", "three");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    static Path undisturbedFolder;

    @TempDir
    Path folder;

    private static ObjectNode undisturbed = new ObjectMapper().createObjectNode();

    private final List<Process> nodes = new ArrayList<>();
    private final Map<String, Integer> ports = Map.of("one", freePort(), "two", freePort(), "three", freePort());

    @BeforeAll
    static void trainUndisturbed() {
        try (TestNode node = TestNode.over(undisturbedFolder, Experiments.SEGMENTS_OF_FOUR)) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            node.run(plan);
            undisturbed = node.result(plan);
        }
    }

    @AfterEach
    void endAll() {
        nodes.forEach(Process::destroyForcibly);
    }

    /** One node. Arguments: its name, its port, the ports of the seeds, endpoint, access key, secret key. */
    static final class NodeProcess {
        public static void main(String[] arguments) {
            String name = arguments[0];
            Config config = ConfigFactory.parseString(
                            """
                            residuum.actors.node.name = %s
                            residuum.actors.cluster { port = %s, seeds = ["127.0.0.1:%s", "127.0.0.1:%s"] }
                            """
                                    .formatted(name, arguments[1], arguments[2], arguments[3]))
                    .withFallback(ConfigFactory.parseString(QUICK))
                    .withFallback(Reference.load());
            ActorSystem<Void> local = ActorSystem.create(Behaviors.empty(), "local", config);
            ObjectStore store = ObjectStore.open(
                    local,
                    StoreSettings.of(
                            URI.create(arguments[4]),
                            "us-east-1",
                            "residuum",
                            new Credentials.Fixed(arguments[5], arguments[6])));
            TrainerResources resources = TrainerResources.open(
                    local,
                    store,
                    config,
                    ActorsSettings.from(config, name, 2),
                    Clock.systemUTC(),
                    Moments.unobserved(),
                    Feed.ofRun());
            NodeDevices devices = NodeDevices.start(resources, NodeProcess::attempt);
            ClusterNode node = ClusterNode.start(
                    name,
                    "",
                    List.of(devices.ref()),
                    store,
                    config,
                    NodeProcess::attempt,
                    coordinator -> Behaviors.setup(context -> {
                        Service.start(
                                context.getSystem(),
                                store,
                                config,
                                coordinator,
                                Clock.systemUTC(),
                                NodeProcess::attempt);
                        return Behaviors.empty();
                    }));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                devices.leave().toCompletableFuture().join();
                node.close();
                devices.close();
            }));
        }

        static String attempt() {
            return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        }
    }

    private Process start(TestNode bucket, String name) throws IOException {
        StoreSettings store = bucket.store().settings();
        Credentials.Fixed keys = (Credentials.Fixed) store.credentials();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        NodeProcess.class.getName(),
                        name,
                        Integer.toString(ports.get(name)),
                        Integer.toString(ports.get("one")),
                        Integer.toString(ports.get("two")),
                        store.endpoint().toString(),
                        keys.accessKey(),
                        keys.secretKey())
                .inheritIO()
                .start();
        nodes.add(process);
        return process;
    }

    private interface Disturbance {
        void strike(TestNode bucket, BatchPlan plan) throws Exception;
    }

    /** Nodes train a batch that somebody accepted; the disturbance comes once something is committed. */
    private void trainsThrough(List<String> names, Disturbance disturbance) throws Exception {
        try (TestNode bucket = TestNode.over(folder, "")) {
            BatchPlan plan = bucket.plan(Experiments.CROSSING);
            for (String name : names) {
                start(bucket, name);
            }
            accept(bucket, plan);
            await().atMost(PATIENCE).until(() -> segments(bucket, plan) > 0);
            disturbance.strike(bucket, plan);
            StoredBatches batches = new StoredBatches(bucket.system(), bucket.store());
            await().atMost(PATIENCE).until(() -> bucket.await(batches.standsReported(plan.id())));
            assertThat(bucket.result(plan)).isEqualTo(undisturbed);
        }
    }

    private static void accept(TestNode bucket, BatchPlan plan) {
        bucket.await(new BatchChain(bucket.store(), plan, "text", NodeProcess.attempt()).open());
    }

    private static long segments(TestNode bucket, BatchPlan plan) {
        return bucket.histories(plan).values().stream()
                .mapToLong(run -> run.segments().size())
                .sum();
    }

    private static Set<String> trainedOn(TestNode bucket, BatchPlan plan) {
        return bucket.histories(plan).values().stream()
                .map(RunHistory::segments)
                .flatMap(List::stream)
                .map(committed -> committed.segment().execution().node())
                .collect(Collectors.toSet());
    }

    @Test
    void nodesShareABatchAndTheKilledCoordinatorsWorkGoesOn() throws Exception {
        trainsThrough(THREE, (bucket, plan) -> {
            await().atMost(PATIENCE).until(() -> trainedOn(bucket, plan).size() > 1);
            nodes.get(0).destroyForcibly().waitFor();
        });
    }

    /** Until the others took it for dead and went on; then there is more to train. */
    private BatchPlan afterTheFirstSlept(TestNode bucket, BatchPlan plan) throws Exception {
        signal("STOP", nodes.get(0));
        long sleeping = segments(bucket, plan);
        await().atMost(PATIENCE).until(() -> segments(bucket, plan) > sleeping + 1);
        signal("CONT", nodes.get(0));
        BatchPlan next = bucket.plan(Experiments.CROSSING.replace("seeds = [1, 2]", "seeds = [3, 4, 5, 6]"));
        accept(bucket, next);
        return next;
    }

    /** Stopped like a machine that swaps, the others remove it; when it wakes up it joins again and trains on. */
    @Test
    void aNodeThatWasRemovedWhileItSleptJoinsAgain() throws Exception {
        trainsThrough(THREE, (bucket, plan) -> {
            BatchPlan next = afterTheFirstSlept(bucket, plan);
            await().atMost(PATIENCE).until(() -> trainedOn(bucket, next).contains("one"));
        });
        assertThat(nodes).allMatch(Process::isAlive);
    }

    /** Two nodes each take the other for dead; awake again, they find that both are there, and one goes over to the other. */
    @Test
    void twoThatWentOnAloneFindEachOtherAgain() throws Exception {
        trainsThrough(TWO, (bucket, plan) -> {
            BatchPlan next = afterTheFirstSlept(bucket, plan);
            await().atMost(PATIENCE).until(() -> trainedOn(bucket, next).containsAll(TWO));
        });
        assertThat(nodes).allMatch(Process::isAlive);
    }

    /** Asked to end, it commits what it has, which nobody trains again; started again, it is given work. */
    @Test
    void nodesThatAreRestartedOneAfterTheOtherLoseNothing() throws Exception {
        trainsThrough(TWO, (bucket, plan) -> {
            for (int i = 0; i < TWO.size(); i++) {
                Process ending = nodes.get(i);
                signal("TERM", ending);
                assertThat(ending.waitFor(30, TimeUnit.SECONDS))
                        .as("ended in time")
                        .isTrue();
                start(bucket, TWO.get(i));
            }
            assertThat(bucket.histories(plan).values().stream()
                            .flatMap(run -> run.segments().stream())
                            .flatMap(committed -> committed.segment().execution().recoveries().stream())
                            .map(Execution.Recovery::cause))
                    .as("nothing but changes of the coordinator")
                    .allMatch(cause -> cause.contains("another coordinator"));
        });
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
