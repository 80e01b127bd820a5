package io.residuum.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.Recovery;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.RunId;
import io.residuum.storage.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Wire messages as bytes: one byte of version, then the message in Kryo with a closed, numbered registry.
 *
 * <p>A number is never used again for another class. A release reads the version before its own and its own; anything
 * newer, and any class that is not in the registry, is refused by name.
 */
public final class WireFormat {

    public static final int VERSION = 1;

    private static final int MOST_BYTES = 1 << 20;
    private static final Map<Integer, Class<?>> REGISTRY = registry();

    private final Pool<Kryo> kryos = new Pool<>(true, true, 8) {
        @Override
        protected Kryo create() {
            Kryo kryo = new Kryo();
            kryo.setRegistrationRequired(true);
            kryo.setReferences(false);
            REGISTRY.forEach((number, type) -> kryo.register(type, number));
            return kryo;
        }
    };

    private static Map<Integer, Class<?>> registry() {
        Map<Integer, Class<?>> registry = new LinkedHashMap<>();
        // The JDK's values.
        registry.put(20, List.of().getClass());
        registry.put(21, List.of("").getClass());
        registry.put(22, Map.of().getClass());
        registry.put(23, Map.of("", "").getClass());
        // Parts of messages.
        registry.put(29, Sha256.class);
        registry.put(30, RunId.class);
        registry.put(31, SlotId.class);
        registry.put(32, Assignment.class);
        registry.put(33, StopCause.class);
        registry.put(34, RunCore.Head.class);
        registry.put(35, RunCore.Ending.class);
        registry.put(36, NodeReport.SlotOffer.class);
        registry.put(37, NodeReport.Activity.class);
        registry.put(38, Recovery.class);
        // Envelopes.
        registry.put(40, Ordered.class);
        registry.put(41, Reported.class);
        // Coordinator to node.
        registry.put(50, NodeCommand.Train.class);
        registry.put(51, NodeCommand.Release.class);
        registry.put(52, NodeCommand.Offer.class);
        // Node to coordinator.
        registry.put(70, NodeReport.Offers.class);
        registry.put(71, NodeReport.Progress.class);
        registry.put(72, NodeReport.Committed.class);
        registry.put(73, NodeReport.Stopped.class);
        registry.put(74, NodeReport.Leaving.class);
        registry.put(75, NodeReport.Waits.class);
        return registry;
    }

    /** @throws WireException if the message, or a part of it, is not in the registry */
    public byte[] write(WireMessage message) {
        Kryo kryo = kryos.obtain();
        try (Output output = new Output(256, MOST_BYTES)) {
            output.writeByte(VERSION);
            kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } catch (IllegalArgumentException | KryoException e) {
            throw new WireException("cannot be sent: " + message.getClass().getName() + ": " + e.getMessage(), e);
        } finally {
            kryos.free(kryo);
        }
    }

    /** @throws WireException if the bytes are of a newer version, of an unknown class, damaged or too long */
    public WireMessage read(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MOST_BYTES) {
            throw new WireException("a message has 1 to " + MOST_BYTES + " bytes, this one has " + bytes.length);
        }
        if (bytes[0] != VERSION) {
            throw new WireException("wire version " + bytes[0] + " is not read here, only " + VERSION
                    + "; upgrade this node before those that send newer messages");
        }
        Kryo kryo = kryos.obtain();
        try (Input input = new Input(bytes, 1, bytes.length - 1)) {
            Object message = kryo.readClassAndObject(input);
            if (message instanceof WireMessage wire && input.available() == 0) {
                return wire;
            }
            throw new WireException("not a message, or bytes left behind it: " + message);
        } catch (KryoException
                | IllegalArgumentException
                | NullPointerException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw new WireException("not a message of wire version " + VERSION + ": " + e.getMessage(), e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            kryos.free(kryo);
        }
    }
}
