package io.residuum.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * All that training goes on from: parameters, running statistics, momentum, in the order of a layout. Kept as the bytes that
 * are stored, little-endian:
 *
 * <pre>
 * "RSTATE" 00 01     8 bytes, of which the last two are the format's version, 1
 * layout             32 bytes, SHA-256 of the layout
 * P, S               two int32: the numbers of parameters and of running statistics
 * parameters         P float32
 * running statistics S float32
 * momentum           P float32
 * </pre>
 */
public final class TrainingState {
    private static final byte[] MAGIC = "RSTATE".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LAYOUT_AT = 8;
    private static final int COUNTS_AT = LAYOUT_AT + 32;
    private static final int HEADER_BYTES = COUNTS_AT + 8;

    private final byte[] bytes;
    private final int parameterBytes;
    private final int statisticBytes;

    private TrainingState(byte[] bytes, int parameters, int statistics) {
        this.bytes = bytes;
        this.parameterBytes = parameters * Float.BYTES;
        this.statisticBytes = statistics * Float.BYTES;
    }

    /** Room for a state of this layout, all zero. */
    static TrainingState blank(ParameterLayout layout) {
        int parameters = layout.parameterCount();
        int statistics = layout.statisticCount();
        byte[] bytes = new byte[Math.toIntExact(length(parameters, statistics))];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) (VERSION >> 8))
                .put((byte) VERSION)
                .put(HexFormat.of().parseHex(layout.digest()))
                .putInt(parameters)
                .putInt(statistics);
        return new TrainingState(bytes, parameters, statistics);
    }

    /** A network's first weights, each tensor drawn from {@code random} of its name; no momentum, fresh running statistics. */
    public static TrainingState initial(Architecture architecture, Function<String, RandomGenerator> random) {
        ParameterLayout layout = architecture.layout();
        TrainingState state = blank(layout);
        state.parameters().asFloatBuffer().put(InitialWeights.of(layout.parameters(), random));
        state.statistics().asFloatBuffer().put(InitialWeights.of(layout.statistics(), random));
        return state;
    }

    /**
     * Reads a stored state.
     *
     * @param bytes the state's own from now on
     * @throws IllegalArgumentException if they are not a state, of a newer format, or not whole
     */
    public static TrainingState fromBytes(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("these %d bytes are not a training state".formatted(bytes.length));
        }
        int version = ByteBuffer.wrap(bytes, MAGIC.length, 2).getShort() & 0xffff;
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "training state of format %d; this release reads format %d".formatted(version, VERSION));
        }
        ByteBuffer counts =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(COUNTS_AT);
        int parameters = counts.getInt();
        int statistics = counts.getInt();
        if (parameters < 0 || statistics < 0 || bytes.length != length(parameters, statistics)) {
            throw new IllegalArgumentException(
                    "training state of %d parameters and %d running statistics takes %d bytes, has %d"
                            .formatted(parameters, statistics, length(parameters, statistics), bytes.length));
        }
        return new TrainingState(bytes, parameters, statistics);
    }

    /** The bytes to store; the state's own, not to be changed. */
    public byte[] toBytes() {
        return bytes;
    }

    /** SHA-256 of the layout, lower-case hex: {@link ParameterLayout#digest()}. */
    public String layoutDigest() {
        return HexFormat.of().formatHex(bytes, LAYOUT_AT, COUNTS_AT);
    }

    /** SHA-256 of the parameters and then the running statistics, lower-case hex: what a trained network is, in one word. */
    public String weightsDigest() {
        MessageDigest digest = Digests.sha256();
        digest.update(bytes, HEADER_BYTES, parameterBytes + statisticBytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    ByteBuffer parameters() {
        return part(HEADER_BYTES, parameterBytes);
    }

    ByteBuffer statistics() {
        return part(HEADER_BYTES + parameterBytes, statisticBytes);
    }

    ByteBuffer momentum() {
        return part(HEADER_BYTES + parameterBytes + statisticBytes, parameterBytes);
    }

    private ByteBuffer part(int from, int length) {
        return ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long length(int parameters, int statistics) {
        return HEADER_BYTES + (2L * parameters + statistics) * Float.BYTES;
    }
}
