package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engine")
class DropoutTest {
    private static final Shape SHAPE = new Shape(3, 16, 20, 20);
    private static final Architecture SMALL = network(new ShortcutDesign.Dropout(0.5, false));

    private static Engine engine;

    @BeforeAll
    static void startEngine() {
        engine = Engine.start();
    }

    @Test
    void masksAreTheHashOfKeyAndPlace() {
        int[] keys = MaskKeys.of(new SliceKey(7, 123_456, 1), 2);
        boolean[] kept = masks(keys, 0.3).get(1);
        int half = kept.length / 2;
        for (int place = 0; place < kept.length; place++) { // in N×H×W×C order
            int hash = lowbias32(keys[2] * (place % half) + keys[3]);
            short lane = (short) (place < half ? hash : hash >>> 16);
            assertThat(kept[place]).as("place %d", place).isEqualTo(lane < Math.round(0.3 * 65_536) - 32_768);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.5, 0.9, 0.999})
    void asManyAreKeptAsTold(double keep) {
        int[] keys = MaskKeys.of(new SliceKey(1, 0, 0), 50);
        int count = 0;
        int pairs = 0;
        List<boolean[]> masks = masks(keys, keep);
        for (boolean[] mask : masks) {
            for (int i = 0; i < mask.length; i++) {
                count += mask[i] ? 1 : 0;
                pairs += mask[i] && mask[(i + 1) % mask.length] ? 1 : 0;
            }
        }
        double all = masks.size() * (double) masks.get(0).length;
        assertThat(count / all).isCloseTo(keep, Offset.offset(4 * Math.sqrt(keep * (1 - keep) / all)));
        assertThat(pairs / all).as("neighbours").isCloseTo(keep * keep, Offset.offset(6 * keep / Math.sqrt(all)));
    }

    @Test
    void masksDifferWhereAnythingOfTheirKeyDoes() {
        Set<Long> keys = new HashSet<>();
        Set<SliceKey> slices = Set.of(
                new SliceKey(1, 0, 0),
                new SliceKey(2, 0, 0),
                new SliceKey(1, 1, 0),
                new SliceKey(1, 2, 0),
                new SliceKey(1, 0, 1),
                new SliceKey(0, 1, 1));
        for (SliceKey slice : slices) {
            int[] of = MaskKeys.of(slice, 54);
            for (int unit = 0; unit < 54; unit++) {
                keys.add(((long) of[2 * unit] << 32) | (of[2 * unit + 1] & 0xffffffffL));
            }
        }
        assertThat(keys).hasSize(54 * slices.size());
        List<boolean[]> masks = masks(MaskKeys.of(new SliceKey(1, 0, 0), 2), 0.5);
        int equal = 0;
        for (int i = 0; i < masks.get(0).length; i++) {
            equal += masks.get(0)[i] == masks.get(1)[i] ? 1 : 0;
        }
        assertThat((double) equal / masks.get(0).length).isCloseTo(0.5, Offset.offset(0.02));
    }

    @Test
    void aResumedRunHasTheSameBits() {
        try (Network whole = initialised(SMALL)) {
            step(whole, 0);
            TrainingState half = whole.state();
            step(whole, 1);
            step(whole, 2);
            try (Network resumed =
                    Network.open(engine, SMALL, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 1)) {
                resumed.load(half);
                step(resumed, 1);
                step(resumed, 2);
                assertThat(resumed.state().toBytes()).isEqualTo(whole.state().toBytes());
            }
        }
    }

    @Test
    void anotherIterationOrSliceDropsOthers() {
        try (Network network = initialised(SMALL)) {
            Slices images = Slices.random(6, 1);
            float first = images.gradient(network, new SliceKey(1, 0, 0)).loss();
            assertThat(images.gradient(network, new SliceKey(1, 0, 0)).loss()).isEqualTo(first);
            assertThat(images.gradient(network, new SliceKey(1, 1, 0)).loss()).isNotEqualTo(first);
            assertThat(images.gradient(network, new SliceKey(1, 0, 1)).loss()).isNotEqualTo(first);
            assertThat(images.gradient(network, new SliceKey(2, 0, 0)).loss()).isNotEqualTo(first);
        }
    }

    /** In testing the paper's dropout is a scaling by its expectation; Torch's is nothing at all. */
    @Test
    void evaluationScalesByTheExpectation() {
        assertThat(evaluation(new ShortcutDesign.Dropout(0.25, false)))
                .isEqualTo(evaluation(new ShortcutDesign.ConstantScaling(0.25, 1)));
        assertThat(evaluation(new ShortcutDesign.Dropout(0.25, true)))
                .isEqualTo(evaluation(new ShortcutDesign.Identity()))
                .isNotEqualTo(evaluation(new ShortcutDesign.Dropout(0.25, false)));
    }

    @Test
    void networksWithoutDropoutHaveProgramsWithoutKeys() {
        assertThat(ProgramWriter.write(
                                network(new ShortcutDesign.Identity()),
                                Objective.crossEntropy(),
                                Optimiser.paper(),
                                Arithmetic.fp32())
                        .source())
                .doesNotContain("key", "mask");
    }

    @Test
    void whatKeepsAllOrNothingIsRefused() {
        for (double keep : new double[] {0, 1, -1, 1e-9, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ShortcutDesign.Dropout(keep, false))
                    .withMessageContaining("keep");
        }
    }

    private static EvaluationResult evaluation(ShortcutDesign shortcut) {
        try (Network network = initialised(network(shortcut))) {
            return Slices.random(6, 3).evaluate(network);
        }
    }

    private static void step(Network network, long iteration) {
        Slices.random(6, iteration).gradient(network, new SliceKey(5, iteration, 0));
        network.update(0.1);
    }

    private static Network initialised(Architecture architecture) {
        Network network =
                Network.open(engine, architecture, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 1);
        network.initialise(name -> new Random(name.hashCode()));
        return network;
    }

    private static Architecture network(ShortcutDesign shortcut) {
        return Architecture.cifar(14, Block.BASIC, UnitDesign.ORIGINAL, shortcut, 1, 10, StrideIn.FIRST);
    }

    /** Of each key in turn, in N×H×W×C order, as the program draws them. */
    private static List<boolean[]> masks(int[] keys, double keep) {
        var script = new Script();
        Dropout.function(script);
        script.line(0, "class Net(Module):");
        script.line("__parameters__ = []");
        script.line("__buffers__ = []");
        script.line("def draw(self: __torch__.Net, x: Tensor, key: Tensor) -> Tensor:");
        script.line(
                2,
                "return torch.contiguous(torch.permute(__torch__.mask(x, key, %d), [0, 2, 3, 1]))"
                        .formatted(Dropout.keptLanes(keep) - 32_768));
        try (Native loaded = Native.load(new Program(script.text()), 1);
                NDManager step = loaded.manager().newSubManager()) {
            NDArray x = step.zeros(SHAPE);
            return java.util.stream.IntStream.range(0, keys.length / 2)
                    .mapToObj(unit -> loaded.call(
                                    step, "draw", x, step.create(new int[] {keys[2 * unit], keys[2 * unit + 1]}))
                            .get(0)
                            .toBooleanArray())
                    .toList();
        }
    }

    private static int lowbias32(int value) {
        int x = value;
        x ^= x >>> 16;
        x *= 0x7feb352d;
        x ^= x >>> 15;
        x *= 0x846ca68b;
        x ^= x >>> 16;
        return x;
    }
}
