package io.residuum.model;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which tensors a network has, and where each lies in the flat ones: parameters (their momentum and gradient lie alike)
 * and running statistics, both in the order in which the forward pass meets them.
 */
public record ParameterLayout(List<TensorSpec> parameters, List<TensorSpec> statistics) {
    public ParameterLayout {
        parameters = contiguous(parameters);
        statistics = contiguous(statistics);
    }

    /** Elements of the flat parameters. */
    public int parameterCount() {
        return end(parameters);
    }

    /** Elements of the flat running statistics. */
    public int statisticCount() {
        return end(statistics);
    }

    /** SHA-256 over names, shapes and the order of storage, lower-case hex: equal for states that fit each other. */
    public String digest() {
        var text = new StringBuilder("kernels stored O×H×W×I\n");
        for (List<TensorSpec> tensors : List.of(parameters, statistics)) {
            for (TensorSpec tensor : tensors) {
                text.append(tensor.name()).append(' ').append(tensor.shape()).append('\n');
            }
            text.append('\n');
        }
        return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int end(List<TensorSpec> tensors) {
        if (tensors.isEmpty()) {
            return 0;
        }
        TensorSpec last = tensors.get(tensors.size() - 1);
        return Math.addExact(last.offset(), last.size());
    }

    private static List<TensorSpec> contiguous(List<TensorSpec> tensors) {
        int offset = 0;
        for (TensorSpec tensor : tensors) {
            if (tensor.offset() != offset) {
                throw new IllegalArgumentException(tensor.name() + " must begin at " + offset
                        + ", where the tensor before it ends, was " + tensor.offset());
            }
            offset = Math.addExact(offset, tensor.size());
        }
        return List.copyOf(tensors);
    }
}
