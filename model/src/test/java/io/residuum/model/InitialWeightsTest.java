package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {
    private final ParameterLayout layout = ArchitectureTest.architecture(
                    29, Block.BOTTLENECK, UnitDesign.FULL_PREACTIVATION, 1, 10)
            .layout();

    @Test
    void eachTensorIsDrawnOnceFromTheGeneratorOfItsName() {
        List<String> asked = new ArrayList<>();
        InitialWeights.of(layout.parameters(), name -> {
            asked.add(name);
            return new SplittableRandom(1);
        });
        assertThat(asked)
                .containsExactlyElementsOf(layout.parameters().stream()
                        .filter(tensor -> tensor.role().isWeight())
                        .map(TensorSpec::name)
                        .toList());
    }

    @Test
    void kernelsAreNormalByTheirOutputsAndTheClassifierIsUniformByItsInputs() {
        float[] values = InitialWeights.of(layout.parameters(), name -> new SplittableRandom(name.hashCode()));
        for (TensorSpec tensor : layout.parameters()) {
            double sum = 0;
            double squares = 0;
            double largest = 0;
            for (int i = 0; i < tensor.size(); i++) {
                float value = values[tensor.stored(i)];
                sum += value;
                squares += value * value;
                largest = Math.max(largest, Math.abs(value));
            }
            double deviation = Math.sqrt(squares / tensor.size());
            List<Integer> shape = tensor.shape();
            switch (tensor.role()) {
                case KERNEL -> {
                    double expected = Math.sqrt(2.0 / (shape.get(0) * shape.get(2) * shape.get(3)));
                    double error = 4 / Math.sqrt(tensor.size());
                    assertThat(deviation / expected).as(tensor.name()).isCloseTo(1, Offset.offset(error));
                    assertThat(sum / tensor.size() / expected).as(tensor.name()).isCloseTo(0, Offset.offset(error));
                }
                case MATRIX -> {
                    double bound = 1 / Math.sqrt(shape.get(1));
                    assertThat(largest).isBetween(0.99 * bound, bound);
                    assertThat(deviation / bound).isCloseTo(Math.sqrt(1.0 / 3), Offset.offset(0.02));
                }
                case GAMMA -> assertThat(sum).isEqualTo(tensor.size());
                default -> assertThat(largest).as(tensor.name()).isZero();
            }
        }
    }

    @Test
    void aGatesBiasStartsFromItsDesigns() {
        ParameterLayout gated = Architecture.cifar(
                        8,
                        Block.BASIC,
                        UnitDesign.ORIGINAL,
                        new ShortcutDesign.ExclusiveGating(-6),
                        1,
                        10,
                        StrideIn.FIRST)
                .layout();
        float[] values = InitialWeights.of(gated.parameters(), name -> new SplittableRandom(1));
        TensorSpec bias = gated.parameters().stream()
                .filter(tensor -> tensor.name().equals("stage2.unit1.gate.conv.bias"))
                .findFirst()
                .orElseThrow();
        assertThat(bias.shape()).containsExactly(32);
        assertThat(values[bias.stored(31)]).isEqualTo(-6);
    }

    @Test
    void elementsAreDrawnInExportedOrder() {
        TensorSpec kernel = layout.parameters().get(0);
        float[] values = InitialWeights.of(List.of(kernel), name -> new SplittableRandom(7));
        var normal = new Normal(new SplittableRandom(7));
        double deviation = Math.sqrt(2.0 / (16 * 9));
        for (int out = 0; out < 16; out++) {
            for (int in = 0; in < 3; in++) {
                for (int pixel = 0; pixel < 9; pixel++) {
                    assertThat(values[(out * 9 + pixel) * 3 + in]).isEqualTo((float) (deviation * normal.next()));
                }
            }
        }
    }

    @Test
    void normalNumbersAreNormal() {
        var normal = new Normal(new SplittableRandom(3));
        int count = 100_000;
        int within = 0;
        double fourth = 0;
        for (int i = 0; i < count; i++) {
            double x = normal.next();
            within += Math.abs(x) < 1 ? 1 : 0;
            fourth += x * x * x * x / count;
        }
        assertThat((double) within / count).isCloseTo(0.6827, Offset.offset(0.005));
        assertThat(fourth).isCloseTo(3, Offset.offset(0.1));
    }
}
