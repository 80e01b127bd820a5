package io.residuum.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Devices;
import io.residuum.actors.run.Reference;
import io.residuum.storage.Credentials;
import io.residuum.storage.ObjectStore;
import io.residuum.storage.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of one process, with devices that only listen. */
class ClusterNodeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ActorTestKit kit = ActorTestKit.create("local", Reference.load());
    private final ObjectStore store = ObjectStore.open(
            kit.system(),
            StoreSettings.of(
                    URI.create("http://127.0.0.1:9"), "us-east-1", "residuum", new Credentials.Fixed("key", "secret")));
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<ClusterNode> open = new ArrayList<>();
    private final List<Integer> ports = List.of(freePort(), freePort());

    @TempDir
    Path folder;

    /** A node, what its devices hear, and how often it began to coordinate. */
    private final class Started {
        private final TestProbe<Devices.Command> devices = kit.createTestProbe();
        private final AtomicInteger coordinated = new AtomicInteger();
        private final ClusterNode node;

        Started(String name, int place, String settings) {
            Config config = ConfigFactory.parseString(settings)
                    .withFallback(ConfigFactory.parseString(
                            """
                            residuum.actors.cluster {
                              port = %d
                              seeds = ["127.0.0.1:%d", "127.0.0.1:%d"]
                              stable-after = 1s
                              removal-margin = 200ms
                            }
                            akka.cluster.seed-node-timeout = 2s
                            """
                                    .formatted(ports.get(place), ports.get(0), ports.get(1))))
                    .withFallback(Reference.load());
            node = ClusterNode.start(
                    name,
                    "http://" + name,
                    List.of(devices.ref()),
                    store,
                    config,
                    () -> "a" + attempts.incrementAndGet(),
                    c -> {
                        coordinated.incrementAndGet();
                        return Behaviors.ignore();
                    });
            open.add(node);
        }

        void takesOrders() {
            devices.fishForMessage(
                    PATIENCE,
                    message -> message instanceof Devices.Attach
                            ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                            : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() {
        open.forEach(ClusterNode::close);
        kit.shutdownTestKit();
    }

    @Test
    void nodesTakeOrdersOfTheOneThatCoordinatesAndAnotherOneDoesWhenThatLeaves() {
        Started one = new Started("one", 0, "");
        one.takesOrders();
        Started two = new Started("two", 1, "");
        two.takesOrders();
        assertThat(two.coordinated).hasValue(0);
        one.node.close();
        two.takesOrders();
        assertThat(two.coordinated).hasValue(1);
    }

    @Test
    void aFirstSeedThatComesBackFindsTheOthersAndFoundsNoClusterOfItsOwn() {
        Started one = new Started("one", 0, "");
        one.takesOrders();
        Started two = new Started("two", 1, "");
        two.takesOrders();
        one.node.close();
        two.takesOrders();
        Started again = new Started("one", 0, "");
        again.takesOrders();
        assertThat(again.coordinated).hasValue(0);
    }

    @Test
    void nodesKnowEachOtherByCertificatesOfOneAuthority() throws Exception {
        Certificates certificates = Certificates.in(folder);
        Started one = new Started("one", 0, certificates.settings("one"));
        one.takesOrders();
        new Started("two", 1, certificates.settings("two")).takesOrders();
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        new Started("one", 0, "").takesOrders();
        Started stranger = new Started("two", 1, "residuum.actors.cluster.name = lab");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stranger.node.refusal().toCompletableFuture())
                        .isCompletedWithValueMatching(reason -> reason.contains("lab")));
        assertThat(stranger.coordinated).hasValue(0);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new Started("one", 0, ""))
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("residuum.actors.cluster.port");
        }
    }
}
