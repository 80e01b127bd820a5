package io.residuum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports as PyTorch sees them: Debian's, by Debian's python3. */
@Tag("engine")
class ExportTest {
    private static final int IMAGES = 8;
    private static final int SIDE = 16;
    private static final int PLACES = SIDE * SIDE;
    private static final Map<String, String> PROVENANCE =
            Map.of("run", "0123", "text", "quotes \" and \\ and\nlines, and ümlauts");

    private static Engine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void startEngine() {
        engine = Engine.start();
    }

    static Stream<Architecture> mainDesigns() {
        return Stream.of(UnitDesign.ORIGINAL, UnitDesign.FULL_PREACTIVATION).flatMap(design -> Stream.of(
                        Block.BASIC, Block.BOTTLENECK)
                .map(block -> ArchitectureTest.architecture(3 * block.convolutions() + 2, block, design, 1, 10)));
    }

    static Stream<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>();
        for (UnitDesign design : UnitDesign.values()) {
            all.add(ArchitectureTest.architecture(14, Block.BASIC, design, 1, 10));
        }
        for (UnitDesign design : List.of(UnitDesign.ORIGINAL, UnitDesign.FULL_PREACTIVATION)) {
            all.add(ArchitectureTest.architecture(20, Block.BOTTLENECK, design, 1, 10));
        }
        for (ShortcutDesign shortcut : List.of(
                new ShortcutDesign.Zero(),
                new ShortcutDesign.ConstantScaling(0.5, 0.5),
                new ShortcutDesign.ExclusiveGating(-6),
                new ShortcutDesign.ShortcutOnlyGating(0),
                new ShortcutDesign.Convolution(),
                new ShortcutDesign.Dropout(0.5, false),
                new ShortcutDesign.Dropout(0.5, true))) {
            all.add(Architecture.cifar(14, Block.BASIC, UnitDesign.ORIGINAL, shortcut, 1, 10, StrideIn.FIRST));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void evaluatesInPyTorchAsHere(Architecture architecture) throws Exception {
        var peer = new Peer(architecture);
        try (Classifier classifier = Classifier.open(engine, architecture, peer.start, 1)) {
            float[] logits = classifier
                    .classify(peer.pixels, peer.labels, IMAGES, SIDE, SIDE)
                    .logits();
            float[] theirs = new float[logits.length];
            peer.run().get(theirs);
            for (int i = 0; i < logits.length; i++) {
                assertThat((double) theirs[i])
                        .as("logit %d of image %d", i % 10, i / 10)
                        .isCloseTo(logits[i], within(1e-4 * Math.max(1, Math.abs(logits[i]))));
            }
        }
    }

    /** Of all parameters and running statistics, the relative error in the Euclidean norm. */
    @ParameterizedTest
    @MethodSource("mainDesigns")
    void oneStepOfTrainingInPyTorchIsOneHere(Architecture architecture) throws Exception {
        var peer = new Peer(architecture);
        FloatBuffer theirs = peer.run();
        theirs.position(IMAGES * 10);
        try (Network network =
                Network.open(engine, architecture, Objective.crossEntropy(), Optimiser.paper(), Arithmetic.fp32(), 1)) {
            network.load(peer.start);
            network.gradient(peer.pixels, peer.labels, IMAGES, SIDE, SIDE, IMAGES, SliceOrder.FIRST, Slices.KEY);
            network.update(0.1);
            TrainingState after = network.state();
            ParameterLayout layout = architecture.layout();
            double moved = distance(layout.parameters(), after.parameters(), peer.start.parameters());
            assertThat(moved).as("the step").isGreaterThan(0.01);
            double[] parameters = compare(layout.parameters(), after.parameters(), theirs);
            double[] statistics = compare(layout.statistics(), after.statistics(), theirs);
            assertThat(theirs.hasRemaining()).isFalse();
            assertThat(parameters[0]).as("parameters").isLessThan(1e-5 * parameters[1]);
            assertThat(statistics[0]).as("running statistics").isLessThan(1e-5 * statistics[1]);
            assertThat(parameters[0]).as("the step itself").isLessThan(1e-3 * moved);
        }
    }

    @Test
    void theSameExportHasTheSameBytes() throws IOException {
        Architecture architecture = ArchitectureTest.architecture(8, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
        assertThat(bytes(architecture)).isEqualTo(bytes(architecture));
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() {
        Architecture one = ArchitectureTest.architecture(8, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
        Architecture other = ArchitectureTest.architecture(14, Block.BASIC, UnitDesign.ORIGINAL, 1, 10);
        TrainingState state = initial(other);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Export(one, state, InputScaling.unknown(), Map.of()))
                .withMessageContaining("another network");
    }

    @Test
    void unknownScalingIsZeroAndOne255th() {
        InputScaling unknown = InputScaling.unknown();
        assertThat(unknown.mean()).containsExactly(0, 0, 0);
        assertThat(unknown.scale()).containsExactly(1 / 255f, 1 / 255f, 1 / 255f);
    }

    private static byte[] bytes(Architecture architecture) throws IOException {
        var out = new ByteArrayOutputStream();
        new Export(architecture, initial(architecture), InputScaling.unknown(), PROVENANCE).torchScript(out);
        return out.toByteArray();
    }

    private static TrainingState initial(Architecture architecture) {
        return TrainingState.initial(architecture, name -> new Random(name.hashCode()));
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private static double distance(List<TensorSpec> tensors, ByteBuffer a, ByteBuffer b) {
        double sum = 0;
        for (TensorSpec tensor : tensors) {
            for (int i = 0; i < tensor.size(); i++) {
                int at = (tensor.offset() + i) * Float.BYTES;
                sum += Math.pow(a.getFloat(at) - b.getFloat(at), 2);
            }
        }
        return Math.sqrt(sum);
    }

    /** The norms of the difference and of ours; takes as much from {@code theirs} as there is of ours. */
    private static double[] compare(List<TensorSpec> tensors, ByteBuffer ours, FloatBuffer theirs) {
        double difference = 0;
        double norm = 0;
        for (TensorSpec tensor : tensors) {
            for (int i = 0; i < tensor.size(); i++) {
                double value = ours.getFloat(tensor.stored(i) * Float.BYTES);
                difference += Math.pow(value - theirs.get(), 2);
                norm += value * value;
            }
        }
        return new double[] {Math.sqrt(difference), Math.sqrt(norm)};
    }

    /** The same weights and images, here and in PyTorch. */
    private final class Peer {
        private final TrainingState start;
        private final ByteBuffer pixels =
                ByteBuffer.allocateDirect(IMAGES * PLACES * 3 * Float.BYTES).order(ByteOrder.nativeOrder());
        private final LongBuffer labels;

        Peer(Architecture architecture) throws Exception {
            Python.assumeTorch();
            var random = new Random(7);
            float[] mean = new float[PLACES * 3];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = 100 + 50 * random.nextFloat();
            }
            float[] scale = {1 / 50f, 1 / 60f, 1 / 70f};
            labels = LongBuffer.wrap(random.longs(IMAGES, 0, 10).toArray());
            start = moved(architecture, random);
            ByteBuffer raw = ByteBuffer.allocate(pixels.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            for (int image = 0; image < IMAGES; image++) {
                for (int i = 0; i < mean.length; i++) {
                    int value = random.nextInt(256);
                    int channel = i % 3;
                    pixels.putFloat((image * mean.length + i) * Float.BYTES, (value - mean[i]) * scale[channel]);
                    raw.putFloat((image * mean.length + channel * PLACES + i / 3) * Float.BYTES, value);
                }
            }
            Files.write(folder.resolve("pixels"), raw.array());
            ByteBuffer numbers = ByteBuffer.allocate(IMAGES * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            numbers.asLongBuffer().put(labels.duplicate());
            Files.write(folder.resolve("labels"), numbers.array());
            var export = new Export(architecture, start, new InputScaling(SIDE, SIDE, mean, scale), PROVENANCE);
            try (OutputStream module = Files.newOutputStream(folder.resolve("module.pt"));
                    OutputStream tensors = Files.newOutputStream(folder.resolve("tensors.safetensors"))) {
                export.torchScript(module);
                export.safetensors(tensors);
            }
        }

        /** Weights after initialisation, but no tensor left at a value that would hide a mistake. */
        private static TrainingState moved(Architecture architecture, Random random) {
            TrainingState state = initial(architecture);
            for (ByteBuffer part : List.of(state.parameters(), state.statistics())) {
                for (int i = 0; i < part.limit(); i += Float.BYTES) {
                    part.putFloat(i, part.getFloat(i) + 0.05f * random.nextFloat());
                }
            }
            return state;
        }

        private FloatBuffer run() throws IOException, InterruptedException {
            Path out = folder.resolve("out");
            Python.run(
                    folder,
                    "exported.py",
                    List.of(
                            folder.resolve("module.pt").toString(),
                            folder.resolve("tensors.safetensors").toString(),
                            folder.resolve("pixels").toString(),
                            folder.resolve("labels").toString(),
                            Integer.toString(IMAGES),
                            Integer.toString(SIDE),
                            out.toString()));
            return ByteBuffer.wrap(Files.readAllBytes(out))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
    }
}
