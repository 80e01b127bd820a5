package io.residuum.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor as other programs get it.
 *
 * @param name dots lead from module to module
 * @param values float32, little-endian, row by row of {@code shape}
 */
record ExportedTensor(String name, List<Integer> shape, Kind kind, Supplier<byte[]> values) {
    enum Kind {
        /** Learned. */
        PARAMETER,
        /** Kept, not learned: running statistics, and what the input is scaled by. */
        BUFFER
    }

    static List<ExportedTensor> of(ParameterLayout layout, TrainingState state, InputScaling input) {
        List<ExportedTensor> tensors = new ArrayList<>();
        tensors.add(new ExportedTensor(
                "input.mean",
                List.of(3, input.height(), input.width()),
                Kind.BUFFER,
                () -> littleEndian(input.meanByChannel())));
        tensors.add(
                new ExportedTensor("input.scale", List.of(3, 1, 1), Kind.BUFFER, () -> littleEndian(input.scale())));
        for (TensorSpec spec : layout.parameters()) {
            tensors.add(new ExportedTensor(
                    spec.name(), spec.shape(), Kind.PARAMETER, () -> exported(spec, state.parameters())));
        }
        for (TensorSpec spec : layout.statistics()) {
            tensors.add(new ExportedTensor(
                    spec.name(), spec.shape(), Kind.BUFFER, () -> exported(spec, state.statistics())));
        }
        return List.copyOf(tensors);
    }

    int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private static byte[] exported(TensorSpec spec, ByteBuffer flat) {
        ByteBuffer bytes = ByteBuffer.allocate(spec.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < spec.size(); i++) {
            bytes.putFloat(flat.getFloat(spec.stored(i) * Float.BYTES));
        }
        return bytes.array();
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
