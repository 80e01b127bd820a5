package io.residuum.actors.wire;

import akka.serialization.SerializerWithStringManifest;

/** Binds {@link WireMessage} to {@link WireFormat} in Akka's remoting; see {@code reference.conf}. */
public final class WireSerializer extends SerializerWithStringManifest {

    private static final String MANIFEST = "w";

    private final WireFormat format = new WireFormat();

    @Override
    public int identifier() {
        return 0x5255; // outside Akka's own range of 0 to 40
    }

    @Override
    public String manifest(Object message) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof WireMessage wire) {
            return format.write(wire);
        }
        throw new WireException(
                "only wire messages are sent, this is " + message.getClass().getName());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        if (!MANIFEST.equals(manifest)) {
            throw new WireException("unknown manifest '" + manifest + "', known: '" + MANIFEST + "'");
        }
        return format.read(bytes);
    }
}
