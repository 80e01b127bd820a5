package io.residuum.bench;

import io.residuum.model.ParameterLayout;
import io.residuum.model.TensorSpec;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What all contestants start from, as files of a folder: little-endian numbers, and text that says what they are.
 *
 * <pre>
 * images.f32    float32 [N, 3, 32, 32], as if normalised
 * labels.i64    int64 [N]
 * weights.f32   every parameter, tensor after tensor, kernels O×I×H×W
 * weights.txt   a line a tensor: name, extents
 * </pre>
 */
final class Exchange {
    private static final long SEED = 1;
    private static final int COLOURS = 3;

    private final Path folder;

    Exchange(Path folder) {
        this.folder = folder;
    }

    /** Noise to train on. */
    void writeMiniBatch(int images, int side, int classes) throws IOException {
        RandomGenerator random = Randomness.order(SEED, 0);
        byte[] pixelBytes = new byte[images * COLOURS * side * side * Float.BYTES];
        ByteBuffer pixels = littleEndian(pixelBytes);
        while (pixels.hasRemaining()) {
            pixels.putFloat(random.nextFloat() - 0.5f);
        }
        byte[] labelBytes = new byte[images * Long.BYTES];
        ByteBuffer labels = littleEndian(labelBytes);
        while (labels.hasRemaining()) {
            labels.putLong(random.nextInt(classes));
        }
        Files.write(folder.resolve("images.f32"), pixelBytes);
        Files.write(folder.resolve("labels.i64"), labelBytes);
    }

    /** The images as our networks take them: direct, native order, float32 [N, 32, 32, 3]. */
    ByteBuffer imagesByPixel(int side) throws IOException {
        ByteBuffer planar = read("images.f32");
        int area = side * side;
        int images = planar.remaining() / (COLOURS * area * Float.BYTES);
        ByteBuffer byPixel = ByteBuffer.allocateDirect(planar.remaining()).order(ByteOrder.nativeOrder());
        for (int image = 0; image < images; image++) {
            for (int at = 0; at < area; at++) {
                for (int colour = 0; colour < COLOURS; colour++) {
                    byPixel.putFloat(planar.getFloat(((image * COLOURS + colour) * area + at) * Float.BYTES));
                }
            }
        }
        return byPixel.flip();
    }

    LongBuffer labels() throws IOException {
        return read("labels.i64").asLongBuffer();
    }

    FloatBuffer floats(String file) throws IOException {
        return read(file).asFloatBuffer();
    }

    /** The parameters of a state, out of the order of their storage into that of their names. */
    void writeWeights(ParameterLayout layout, TrainingState state) throws IOException {
        byte[] bytes = state.toBytes();
        ByteBuffer stored = littleEndian(bytes);
        int start = parametersAt(layout, bytes);
        byte[] namedBytes = new byte[layout.parameterCount() * Float.BYTES];
        ByteBuffer named = littleEndian(namedBytes);
        for (TensorSpec tensor : layout.parameters()) {
            for (int i = 0; i < tensor.size(); i++) {
                named.putFloat(stored.getFloat(start + tensor.stored(i) * Float.BYTES));
            }
        }
        Files.write(folder.resolve("weights.f32"), namedBytes);
        Files.write(
                folder.resolve("weights.txt"),
                layout.parameters().stream().map(Exchange::line).toList());
    }

    /** Where a state's parameters begin; running statistics, as many as the layout has, and the momentum follow and end it. */
    static int parametersAt(ParameterLayout layout, byte[] state) {
        return state.length - (2 * layout.parameterCount() + layout.statisticCount()) * Float.BYTES;
    }

    private static String line(TensorSpec tensor) {
        return tensor.name() + " "
                + tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private ByteBuffer read(String file) throws IOException {
        return littleEndian(Files.readAllBytes(folder.resolve(file)));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
