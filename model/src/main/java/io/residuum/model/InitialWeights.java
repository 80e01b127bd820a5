package io.residuum.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A network's first values. Each tensor is drawn from a generator of its own, in the order of its exported elements, so that
 * neither the layout nor the other tensors have a say in them.
 */
final class InitialWeights {
    private InitialWeights() {}

    static float[] of(List<TensorSpec> tensors, Function<String, RandomGenerator> random) {
        int count = tensors.stream().mapToInt(TensorSpec::size).sum();
        float[] values = new float[count];
        for (TensorSpec tensor : tensors) {
            switch (tensor.role()) {
                case KERNEL -> normal(values, tensor, random.apply(tensor.name()));
                case MATRIX -> uniform(values, tensor, random.apply(tensor.name()));
                case BIAS, GAMMA, BETA, RUNNING_MEAN, RUNNING_VARIANCE -> Arrays.fill(
                        values, tensor.offset(), tensor.offset() + tensor.size(), (float) tensor.initial());
            }
        }
        return values;
    }

    /** N(0, sqrt(2 / (k·k·C_out))): [1]'s initialisation, counted by outputs as the released code does. */
    private static void normal(float[] values, TensorSpec tensor, RandomGenerator random) {
        int fanOut =
                tensor.shape().get(0) * tensor.shape().get(2) * tensor.shape().get(3);
        double deviation = Math.sqrt(2.0 / fanOut);
        var normal = new Normal(random);
        for (int i = 0; i < tensor.size(); i++) {
            values[tensor.stored(i)] = (float) (deviation * normal.next());
        }
    }

    /** U(±1/sqrt(C_in)). */
    private static void uniform(float[] values, TensorSpec tensor, RandomGenerator random) {
        double bound = 1 / Math.sqrt(tensor.shape().get(1));
        for (int i = 0; i < tensor.size(); i++) {
            values[tensor.stored(i)] = (float) (bound * (2 * Normal.unit(random) - 1));
        }
    }
}
