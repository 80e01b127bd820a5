package io.residuum.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.Recovery;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.Reference;
import io.residuum.actors.wire.NodeReport.Activity;
import io.residuum.actors.wire.NodeReport.SlotOffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireFormatTest {

    private static final Assignment ASSIGNMENT =
            new Assignment("a1b2", RunId.ofHex("0f".repeat(32)), new SlotId("node-1", 2));

    private final WireFormat format = new WireFormat();

    static Stream<WireMessage> messages() {
        return Stream.of(
                new NodeCommand.Train(ASSIGNMENT, List.of()),
                new NodeCommand.Train(ASSIGNMENT, List.of(new Recovery("node left", 12), new Recovery("boom", 0))),
                new NodeCommand.Release(ASSIGNMENT),
                new NodeCommand.Offer(),
                new NodeReport.Offers("node-1", List.of()),
                new NodeReport.Offers(
                        "node-1",
                        List.of(
                                new SlotOffer(new SlotId("node-1", 1), Map.of(), List.of()),
                                new SlotOffer(
                                        new SlotId("node-1", 2), Map.of("engine", "pytorch"), List.of(ASSIGNMENT)),
                                new SlotOffer(new SlotId("node-1", 3), Map.of("a", "b", "c", "d"), List.of()))),
                new NodeReport.Progress(ASSIGNMENT, 10, 64_000, 2.3, 0.1, 612.5, Activity.TRAINING),
                new NodeReport.Progress(ASSIGNMENT, 0, 0, Double.NaN, Double.NaN, 0, Activity.OPENING),
                new NodeReport.Committed(ASSIGNMENT, new RunCore.Head(3, 300, 12.5, RunCore.Ending.NOT_YET)),
                new NodeReport.Stopped(ASSIGNMENT, StopCause.TRAINER, "ü → \"boom\"", 42),
                new NodeReport.Leaving("node-1"),
                new Ordered("akka://residuum@10.0.0.1:25520/system/x#7", new NodeCommand.Release(ASSIGNMENT)),
                new NodeReport.Waits(ASSIGNMENT, "no space"),
                new Reported("node-1", new NodeReport.Offers("node-1", List.of())));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsRead(WireMessage message) {
        assertThat(format.read(format.write(message))).isEqualTo(message);
    }

    @Test
    void everyMessageThatMayCrossIsTriedHere() {
        Stream<Class<?>> permitted = Stream.of(
                        NodeCommand.class.getPermittedSubclasses(),
                        NodeReport.class.getPermittedSubclasses(),
                        new Class<?>[] {Ordered.class, Reported.class})
                .flatMap(Arrays::stream);
        assertThat(messages().map(WireMessage::getClass).distinct().map(Class::getName))
                .containsExactlyInAnyOrderElementsOf(
                        permitted.map(Class::getName).toList());
    }

    @Test
    void aNewerVersionIsRefusedByName() {
        byte[] bytes = format.write(new NodeCommand.Offer());
        bytes[0]++;
        assertThatThrownBy(() -> format.read(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("wire version 2")
                .hasMessageContaining("upgrade");
    }

    private record Stranger(String text) implements WireMessage {}

    @Test
    void whatIsNotRegisteredIsNotSent() {
        assertThatThrownBy(() -> format.write(new Stranger("x")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("Stranger");
    }

    /** Cut or changed anywhere, bytes are refused with a wire exception or read as some message; nothing else escapes. */
    @Test
    void damagedBytesNeverEscapeAsAnythingElse() {
        SplittableRandom random = new SplittableRandom(20161);
        List<byte[]> whole = messages().map(format::write).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
            if (random.nextBoolean()) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(format.read(bytes)).isInstanceOf(WireMessage.class);
            } catch (WireException expected) {
                assertThat(expected).hasMessageMatching("(?s)(not a message|wire version|a message has).*");
            }
        }
    }

    @Test
    void akkaWritesThemThroughThisFormatAndNothingThroughJavaSerialization() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "wire", Reference.load());
        try {
            var serialization = SerializationExtension.get(system);
            NodeCommand.Offer message = new NodeCommand.Offer();
            var serializer = serialization.findSerializerFor(message);
            assertThat(serializer).isInstanceOf(WireSerializer.class);
            assertThat(serialization
                            .deserialize(
                                    serialization.serialize(message).get(),
                                    serializer.identifier(),
                                    Serializers.manifestFor(serializer, message))
                            .get())
                    .isEqualTo(message);
            assertThat(serialization
                            .serialize(new java.util.ArrayList<>(List.of(1)))
                            .isFailure())
                    .as("Java serialization")
                    .isTrue();
        } finally {
            system.terminate();
        }
    }
}
