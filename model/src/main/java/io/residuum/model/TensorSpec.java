package io.residuum.model;

import java.util.List;
import java.util.Objects;

/**
 * One named tensor of a flat one.
 *
 * @param shape as exported; a kernel is O×I×H×W here though it is stored O×H×W×I
 * @param initial what it is filled with at first, if its role does not say that it is drawn
 * @param offset its first element in the flat tensor
 */
public record TensorSpec(String name, Role role, List<Integer> shape, double initial, int offset) {
    public TensorSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        shape = List.copyOf(shape);
        if (shape.stream().anyMatch(extent -> extent <= 0)) {
            throw new IllegalArgumentException("shape of " + name + " must be positive throughout, was " + shape);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset of " + name + " must not be negative, was " + offset);
        }
    }

    /** Its elements. */
    public int size() {
        int size = 1;
        for (int extent : shape) { // no stream: loops over elements ask for it each time
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }

    /** Where element {@code index} of the exported order (row-major in {@link #shape}) lies in the flat tensor. */
    public int stored(int index) {
        if (role != Role.KERNEL) {
            return offset + index;
        }
        int area = shape.get(2) * shape.get(3);
        int in = shape.get(1);
        int pixel = index % area;
        int from = index / area % in;
        int to = index / area / in;
        return offset + (to * area + pixel) * in + from;
    }
}
