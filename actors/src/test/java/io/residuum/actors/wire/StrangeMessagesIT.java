package io.residuum.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.residuum.actors.run.Reference;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes, one of which sends what the other does not know: it is refused and logged, and the next message arrives. */
class StrangeMessagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String REMOTE =
            """
            akka.actor.provider = remote
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            """;

    /** A node of a later release: an order to release is of the next version, an order to train has an unknown number. */
    static final class LaterRelease extends SerializerWithStringManifest {

        private final WireSerializer present = new WireSerializer();

        @Override
        public int identifier() {
            return present.identifier();
        }

        @Override
        public String manifest(Object message) {
            return message instanceof NodeReport.Offers ? "later" : present.manifest(message);
        }

        @Override
        public byte[] toBinary(Object message) {
            byte[] bytes = present.toBinary(message);
            if (message instanceof NodeCommand.Release) {
                bytes[0]++;
            } else if (message instanceof NodeReport.Committed) {
                bytes = Arrays.copyOf(bytes, bytes.length);
                bytes[1] = 100; // no class has this number
            }
            return bytes;
        }

        @Override
        public Object fromBinary(byte[] bytes, String manifest) {
            return present.fromBinary(bytes, manifest);
        }
    }

    private final ActorSystem<Void> here = system("here", REMOTE);
    private final ActorSystem<Void> later = system(
            "later", REMOTE + "akka.actor.serializers.residuum-wire = \"" + LaterRelease.class.getName() + "\"\n");

    private static ActorSystem<Void> system(String name, String settings) {
        Config config = ConfigFactory.parseString(settings).withFallback(Reference.load());
        return ActorSystem.create(Behaviors.empty(), name, config);
    }

    @AfterEach
    void end() {
        here.terminate();
        later.terminate();
    }

    @Test
    void theyAreRefusedAndLoggedAndTheNextOneArrives() {
        TestProbe<WireMessage> probe = TestProbe.create(here);
        ActorRef<WireMessage> remote = ActorRefResolver.get(later)
                .resolveActorRef(ActorRefResolver.get(here).toSerializationFormat(probe.ref()));
        for (WireMessage strange :
                WireFormatTest.messages().filter(StrangeMessagesIT::isStrange).toList()) {
            LoggingTestKit.error("Failed to deserialize message").expect(here, () -> {
                remote.tell(strange);
                return null;
            });
        }
        remote.tell(new NodeCommand.Offer());
        assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(new NodeCommand.Offer());
    }

    private static boolean isStrange(WireMessage message) {
        return message instanceof NodeCommand.Release
                || message instanceof NodeReport.Committed
                || message instanceof NodeReport.Offers;
    }
}
