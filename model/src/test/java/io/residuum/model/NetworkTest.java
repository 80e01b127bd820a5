package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("engine")
class NetworkTest {
    /** Leaves the gradient itself in the momentum, when the rate is 0. */
    private static final Optimiser PLAIN = new Optimiser(0, false, 0, Decay.ALL);

    private static final Architecture SMALL =
            ArchitectureTest.architecture(14, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);

    /** One is as good as two for what is tested here, and does not spin against the rest of a busy machine. */
    private static final int THREADS = 1;

    private static Engine engine;

    @BeforeAll
    static void startEngine() {
        engine = Engine.start();
    }

    @ParameterizedTest
    @CsvSource({
        "0.9, false, 1e-4, ALL",
        "0.9, true, 1e-2, ALL",
        "0.9, false, 1e-2, WEIGHTS",
        "0.5, true, 1e-2, WEIGHTS",
        "0, false, 0, ALL",
    })
    void updateIsTorchsMomentum(double momentum, boolean nesterov, double weightDecay, Decay decay) {
        var optimiser = new Optimiser(momentum, nesterov, weightDecay, decay);
        Slices slice = Slices.random(8, 1);
        try (Network network = initialised(optimiser)) {
            for (double rate : new double[] {0.1, 0.1, 0.01}) { // the momentum must not hold the rate
                TrainingState before = network.state();
                FloatBuffer gradient = gradientAt(before, slice);
                slice.gradient(network);
                network.update(rate);
                TrainingState after = network.state();
                float[] decayed = decayed(decay);
                double worst = 0;
                for (int i = 0; i < gradient.limit(); i++) {
                    double w = floats(before.parameters()).get(i);
                    double g = gradient.get(i) + weightDecay * decayed[i] * w;
                    double v = momentum * floats(before.momentum()).get(i) + g;
                    double next = w - rate * (nesterov ? g + momentum * v : v);
                    worst = Math.max(worst, error(floats(after.momentum()).get(i), v));
                    worst = Math.max(worst, error(floats(after.parameters()).get(i), next));
                }
                assertThat(worst).isLessThan(1e-6);
                assertThat(after.weightsDigest()).isNotEqualTo(before.weightsDigest());
            }
        }
    }

    @Nested
    class OfSeveralSlices {
        private final Slices first = Slices.random(6, 1);
        private final Slices second = Slices.random(4, 2);

        @Test
        void gradientIsTheSumInOrder() {
            try (Network network = initialised(PLAIN)) {
                TrainingState start = network.state();
                FloatBuffer one = gradientAt(start, first, 10);
                FloatBuffer two = gradientAt(start, second, 10);
                first.gradient(network, 10, SliceOrder.FIRST);
                second.gradient(network, 10, SliceOrder.FURTHER);
                network.update(0);
                for (int i = 0; i < one.limit(); i++) {
                    one.put(i, one.get(i) + two.get(i));
                }
                assertThat(floats(network.state().momentum())).isEqualTo(one);
            }
        }

        @Test
        void onlyTheFirstOnesStatisticsAreKept() {
            try (Network network = initialised(PLAIN)) {
                TrainingState start = network.state();
                first.gradient(network);
                network.update(0);
                ByteBuffer alone = network.state().statistics();
                network.load(start);
                first.gradient(network, 10, SliceOrder.FIRST);
                second.gradient(network, 10, SliceOrder.FURTHER);
                network.update(0);
                assertThat(network.state().statistics()).isEqualTo(alone).isNotEqualTo(start.statistics());
            }
        }

        @Test
        void lossesAreSharesOfTheMiniBatchs() {
            try (Network network = initialised(PLAIN)) {
                SliceResult whole = first.gradient(network, 6, SliceOrder.FIRST);
                SliceResult share = first.gradient(network, 12, SliceOrder.FURTHER);
                assertThat(share.loss() * 2).isCloseTo(whole.loss(), Percentage.withPercentage(1e-4));
                assertThat(share.errors()).isEqualTo(whole.errors()).isBetween(0, 6);
            }
        }

        @Test
        void theFirstStartsTheSumAnew() {
            try (Network network = initialised(PLAIN)) {
                TrainingState start = network.state();
                second.gradient(network);
                network.update(0);
                network.load(start);
                second.gradient(network, 10, SliceOrder.FIRST);
                first.gradient(network, 6, SliceOrder.FIRST);
                network.update(0);
                assertThat(floats(network.state().momentum())).isEqualTo(gradientAt(start, first));
            }
        }
    }

    @Nested
    class Evaluating {
        @ParameterizedTest
        @EnumSource(UnitDesign.class)
        void byTheSlicesOwnStatisticsGivesItsLoss(UnitDesign design) {
            Architecture architecture = ArchitectureTest.architecture(14, Block.BASIC, design, 1, 10);
            Slices slice = Slices.random(64, 1);
            try (Network network = initialised(architecture, PLAIN)) {
                SliceResult trained = slice.gradient(network);
                network.update(0);
                TrainingState state = network.state();
                FloatBuffer statistics = floats(state.statistics());
                for (TensorSpec tensor : architecture.layout().statistics()) {
                    float old = tensor.role() == Role.RUNNING_MEAN ? 0 : 0.9f;
                    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                        statistics.put(i, (statistics.get(i) - old) / 0.1f);
                    }
                }
                network.load(state);
                EvaluationResult evaluated = slice.evaluate(network);
                assertThat(evaluated.loss() / 64).isCloseTo(trained.loss(), Percentage.withPercentage(1));
                assertThat(evaluated.errors()).isCloseTo(trained.errors(), Offset.offset(2));
            }
        }

        @Test
        void changesNothingAndAddsUp() {
            Slices one = Slices.random(5, 1);
            Slices two = Slices.random(3, 2);
            try (Network network = initialised(PLAIN)) {
                String before = network.state().weightsDigest();
                EvaluationResult sum = one.evaluate(network).plus(two.evaluate(network));
                assertThat(sum.images()).isEqualTo(8);
                assertThat(sum).isEqualTo(one.evaluate(network).plus(two.evaluate(network)));
                assertThat(network.state().weightsDigest()).isEqualTo(before);
            }
        }

        @Test
        void anOverflowIsANonFiniteLossNotAFailure() {
            Slices slice = Slices.random(4, 1);
            try (Network network = initialised(PLAIN)) {
                TrainingState state = network.state();
                FloatBuffer parameters = floats(state.parameters());
                for (int i = 0; i < parameters.limit(); i++) {
                    parameters.put(i, 1e20f * parameters.get(i));
                }
                network.load(state);
                EvaluationResult result = slice.evaluate(network);
                assertThat(result.loss()).isNotFinite();
                assertThat(result.errors()).isBetween(0, 4);
            }
        }
    }

    @Nested
    class Repeating {
        @Test
        void anotherThreadGivesTheSameBits() throws Exception {
            var other = Executors.newSingleThreadExecutor();
            try {
                assertThat(other.submit((Callable<String>) () -> trained(0)).get())
                        .isEqualTo(trained(0));
            } finally {
                other.shutdownNow();
            }
        }

        @Test
        void wherePixelsLieInMemoryChangesNoBit() {
            assertThat(trained(4)).isEqualTo(trained(0));
        }

        @Test
        void goingOnFromAStoredStateGivesTheSameBits() {
            Slices slice = Slices.random(6, 3);
            try (Network undisturbed = initialised(Optimiser.paper());
                    Network resumed = Network.open(
                            engine, SMALL, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), THREADS)) {
                step(undisturbed, slice);
                byte[] stored = undisturbed.state().toBytes().clone();
                step(undisturbed, slice);
                resumed.load(TrainingState.fromBytes(stored));
                step(resumed, slice);
                assertThat(resumed.state().toBytes())
                        .isEqualTo(undisturbed.state().toBytes());
            }
        }

        @Test
        void anotherProcessGivesTheSameBits() throws Exception {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            TrainedElsewhere.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output.lines()).contains(trained(0));
        }
    }

    /** What {@code anotherProcessGivesTheSameBits} runs. */
    static final class TrainedElsewhere {
        private TrainedElsewhere() {}

        public static void main(String[] args) {
            engine = Engine.start();
            System.out.println(trained(0));
        }
    }

    @Nested
    class Refusing {
        private final Slices slice = Slices.random(4, 1);

        @Test
        void anotherThread() throws Exception {
            var other = Executors.newSingleThreadExecutor();
            try (Network network = initialised(PLAIN)) {
                other.submit(() -> assertThatIllegalStateException()
                                .isThrownBy(() -> slice.gradient(network))
                                .withMessageContaining("opened on thread"))
                        .get();
            } finally {
                other.shutdownNow();
            }
        }

        @Test
        void whatComesInTheWrongOrder() {
            Network network = Network.open(engine, SMALL, Objective.crossEntropy(), PLAIN, Arithmetic.fp32(), THREADS);
            try (network) {
                assertThatIllegalStateException().isThrownBy(() -> slice.gradient(network));
                network.initialise(name -> new Random(1));
                assertThatIllegalStateException().isThrownBy(() -> network.update(0.1));
                assertThatIllegalStateException().isThrownBy(() -> slice.gradient(network, 8, SliceOrder.FURTHER));
                slice.gradient(network);
                assertThatIllegalStateException().isThrownBy(network::state);
                network.update(0.1);
                network.close();
                assertThatIllegalStateException().isThrownBy(network::state).withMessage("the network is closed");
            }
        }

        @Test
        void anAbandonedGradientMovesNothing() {
            try (Network network = initialised(PLAIN)) {
                ByteBuffer before = network.state().parameters();
                slice.gradient(network);
                network.abandonGradient();
                assertThat(network.state().parameters()).isEqualTo(before);
                assertThatIllegalStateException().isThrownBy(() -> network.update(0.1));
            }
        }

        @Test
        void inputsThatDoNotFit() {
            try (Network network = initialised(PLAIN)) {
                var twelve = LongBuffer.wrap(new long[] {0, 1, 12, 3});
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> network.evaluate(slice.pixels, twelve, 4, 16, 16))
                        .withMessage("label 12 of image 2 is none of 10 classes");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> network.evaluate(slice.pixels, slice.labels, 4, 16, 20))
                        .withMessage("4 images of 16x20 take 15360 bytes of pixels, there are 12288");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> network.evaluate(slice.pixels, slice.labels, 4, 18, 16))
                        .withMessageContaining("divisible by 4");
                ByteBuffer heap = ByteBuffer.allocate(12288).order(ByteOrder.nativeOrder());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> network.evaluate(heap, slice.labels, 4, 16, 16))
                        .withMessageContaining("direct");
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> slice.gradient(network, 3, SliceOrder.FIRST))
                        .withMessage("a slice of 4 images is not part of a mini-batch of 3");
                ByteBuffer one = ByteBuffer.allocateDirect(4 * 4 * 3 * 4).order(ByteOrder.nativeOrder());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> network.gradient(
                                one, LongBuffer.wrap(new long[1]), 1, 4, 4, 1, SliceOrder.FIRST, Slices.KEY))
                        .withMessageContaining("no variance");
            }
        }

        @Test
        void theStateOfAnotherNetwork() {
            Architecture deeper = ArchitectureTest.architecture(20, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
            try (Network network = initialised(PLAIN);
                    Network other =
                            Network.open(engine, deeper, Objective.crossEntropy(), PLAIN, Arithmetic.fp32(), THREADS)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> other.load(network.state()))
                        .withMessageContaining("of another network");
            }
        }
    }

    @Test
    void theNumericEnvironmentNamesAllThatBitsDependOn() {
        try (Network network = initialised(PLAIN)) {
            assertThat(network.numericEnvironment())
                    .containsOnlyKeys("device", "engine", "instructionSet", "precision", "program", "threads")
                    .containsEntry("program", network.programDigest())
                    .containsEntry("precision", "fp32")
                    .containsEntry("threads", "1");
            assertThat(network.numericEnvironment().get("engine")).startsWith("pytorch-");
        }
    }

    private static Network initialised(Optimiser optimiser) {
        return initialised(SMALL, optimiser);
    }

    private static Network initialised(Architecture architecture, Optimiser optimiser) {
        Network network =
                Network.open(engine, architecture, Objective.crossEntropy(), optimiser, Arithmetic.fp32(), THREADS);
        network.initialise(name -> new Random(name.hashCode()));
        return network;
    }

    /** Some steps of two slices; the digest of what came of them. */
    private static String trained(int shiftBytes) {
        try (Network network =
                Network.open(engine, SMALL, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 2)) {
            network.initialise(name -> new Random(name.hashCode()));
            for (int i = 0; i < 3; i++) {
                Slices.random(6, i, shiftBytes).gradient(network, 10, SliceOrder.FIRST);
                Slices.random(4, 10 + i, shiftBytes).gradient(network, 10, SliceOrder.FURTHER);
                network.update(0.1);
            }
            return network.state().weightsDigest();
        }
    }

    private static void step(Network network, Slices slice) {
        slice.gradient(network);
        network.update(0.1);
    }

    private static FloatBuffer gradientAt(TrainingState state, Slices slice) {
        return gradientAt(state, slice, slice.images);
    }

    private static FloatBuffer gradientAt(TrainingState state, Slices slice, int miniBatchImages) {
        try (Network network =
                Network.open(engine, SMALL, Objective.crossEntropy(), PLAIN, Arithmetic.fp32(), THREADS)) {
            network.load(state);
            slice.gradient(network, miniBatchImages, SliceOrder.FIRST);
            network.update(0);
            return floats(network.state().momentum());
        }
    }

    private static float[] decayed(Decay decay) {
        float[] decayed = new float[SMALL.layout().parameterCount()];
        for (TensorSpec tensor : SMALL.layout().parameters()) {
            boolean acts = decay == Decay.ALL
                    || tensor.name().contains("conv")
                    || tensor.name().equals("classifier.weight");
            for (int i = 0; i < tensor.size(); i++) {
                decayed[tensor.offset() + i] = acts ? 1 : 0;
            }
        }
        return decayed;
    }

    private static double error(float actual, double expected) {
        return Math.abs(actual - expected) / (1 + Math.abs(expected));
    }

    private static FloatBuffer floats(ByteBuffer bytes) {
        return bytes.asFloatBuffer();
    }
}
