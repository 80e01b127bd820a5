package io.residuum.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A network's weights by name, as {@link Export#safetensors} writes them and other programs may: what a run can start from. Needs
 * no engine.
 *
 * <p>Of a file, {@code input.mean} and {@code input.scale} are no weights, and PyTorch's counters {@code num_batches_tracked} are
 * left out.
 */
public final class NamedWeights {
    private static final String INPUT = "input.";
    private static final String COUNTER = "num_batches_tracked";

    /** Numbers in the order of their shape, kernels as O×I×H×W. */
    private record Numbers(List<Integer> shape, ByteBuffer bytes, Width width) {
        int size() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }

        float at(int index) {
            return width.read(bytes, index);
        }

        float[] all() {
            float[] all = new float[size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = at(i);
            }
            return all;
        }
    }

    /** Types whose every value is a float32 too. */
    private enum Width {
        F32(4) {
            @Override
            float read(ByteBuffer bytes, int index) {
                return bytes.getFloat(index * 4);
            }
        },
        BF16(2) {
            @Override
            float read(ByteBuffer bytes, int index) {
                return Float.intBitsToFloat(bytes.getShort(index * 2) << 16);
            }
        };

        final int bytes;

        Width(int bytes) {
            this.bytes = bytes;
        }

        abstract float read(ByteBuffer bytes, int index);
    }

    private final SortedMap<String, Numbers> weights;
    private final SortedMap<String, Numbers> input;
    private final boolean inputIsKnown;

    private NamedWeights(SortedMap<String, Numbers> weights, SortedMap<String, Numbers> input, boolean inputIsKnown) {
        this.weights = weights;
        this.input = input;
        this.inputIsKnown = inputIsKnown;
    }

    /**
     * Reads a safetensors file.
     *
     * @throws IllegalArgumentException if it is none, damaged, or holds what is no weight; the message is the reason
     */
    public static NamedWeights read(byte[] file) {
        SafetensorsHeader header = SafetensorsHeader.read(file);
        SortedMap<String, Numbers> weights = new TreeMap<>();
        SortedMap<String, Numbers> input = new TreeMap<>();
        for (SafetensorsHeader.Tensor tensor : header.tensors()) {
            if (!tensor.name().endsWith(COUNTER)) {
                Numbers numbers = numbers(file, header.data(), tensor);
                (tensor.name().startsWith(INPUT) ? input : weights).put(tensor.name(), numbers);
            }
        }
        return new NamedWeights(
                weights, input, !"unknown".equals(header.metadata().get("input")));
    }

    /**
     * The weights of a stored state.
     *
     * @throws IllegalArgumentException if the state is of another network
     */
    public static NamedWeights of(Architecture architecture, TrainingState state) {
        var file = new ByteArrayOutputStream();
        try {
            new Export(architecture, state, InputScaling.unknown(), Map.of("input", "unknown")).safetensors(file);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return read(file.toByteArray());
    }

    private static Numbers numbers(byte[] file, int data, SafetensorsHeader.Tensor tensor) {
        Width width = Stream.of(Width.values())
                .filter(each -> each.name().equals(tensor.type()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "tensor [" + tensor.name() + "] is of type " + tensor.type() + "; F32 and BF16 are read"));
        long bytes = tensor.end() - tensor.begin();
        if (!holds(tensor, bytes / width.bytes) || bytes % width.bytes != 0) {
            throw new IllegalArgumentException("tensor [" + tensor.name() + "] of shape " + tensor.shape()
                    + " does not take " + bytes + " bytes of " + tensor.type());
        }
        ByteBuffer slice = ByteBuffer.wrap(file, Math.toIntExact(data + tensor.begin()), Math.toIntExact(bytes))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new Numbers(tensor.shape(), slice, width);
        for (int i = 0; i < bytes / width.bytes; i++) {
            if (!Float.isFinite(numbers.at(i))) {
                throw new IllegalArgumentException(
                        "tensor [" + tensor.name() + "] holds " + numbers.at(i) + ", which is no finite number");
            }
        }
        return numbers;
    }

    private static boolean holds(SafetensorsHeader.Tensor tensor, long count) {
        try {
            return tensor.size() == count;
        } catch (ArithmeticException e) { // its shape alone overflows
            return false;
        }
    }

    /** Names and exported shapes, by name. */
    public SortedMap<String, List<Integer>> shapes() {
        SortedMap<String, List<Integer>> shapes = new TreeMap<>();
        weights.forEach((name, numbers) -> shapes.put(name, numbers.shape()));
        return shapes;
    }

    /** What the network's input went through; empty if the file does not say, or says that it does not know. */
    public Optional<InputScaling> input() {
        Numbers mean = input.get(INPUT + "mean");
        Numbers scale = input.get(INPUT + "scale");
        if (!inputIsKnown || mean == null || scale == null || scale.size() != 3) {
            return Optional.empty();
        }
        boolean places = mean.shape().size() == 3 && mean.shape().get(0) == 3 && mean.size() > 0;
        return places
                ? Optional.of(
                        InputScaling.ofPlanes(mean.shape().get(1), mean.shape().get(2), mean.all(), scale.all()))
                : Optional.empty();
    }

    /** The same weights always in the same bytes: a safetensors file of them in the order of their names, and nothing else. */
    public byte[] canonical() {
        List<ExportedTensor> tensors = weights.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(entry -> new ExportedTensor(
                        entry.getKey(),
                        entry.getValue().shape(),
                        ExportedTensor.Kind.PARAMETER,
                        () -> littleEndian(entry.getValue())))
                .toList();
        var file = new ByteArrayOutputStream();
        try {
            Safetensors.write(tensors, Map.of(), file);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return file.toByteArray();
    }

    private static byte[] littleEndian(Numbers numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers.all());
        return bytes.array();
    }

    /**
     * A first state with these weights and running statistics, without momentum.
     *
     * @param drawn what stays where {@code stays} says so, by the tensor's name
     * @throws IllegalArgumentException if a tensor is missing or of another shape; the message names it
     */
    public TrainingState over(Architecture architecture, TrainingState drawn, Predicate<String> stays) {
        TrainingState state = TrainingState.fromBytes(drawn.toBytes().clone());
        ParameterLayout layout = architecture.layout();
        put(layout.parameters(), state.parameters(), stays);
        put(layout.statistics(), state.statistics(), stays);
        return state;
    }

    private void put(List<TensorSpec> specs, ByteBuffer flat, Predicate<String> stays) {
        for (TensorSpec spec : specs) {
            if (stays.test(spec.name())) {
                continue;
            }
            Numbers numbers = weights.get(spec.name());
            if (numbers == null || !numbers.shape().equals(spec.shape())) {
                throw new IllegalArgumentException("tensor [" + spec.name() + "] must have shape " + spec.shape() + ", "
                        + (numbers == null ? "is missing" : "has " + numbers.shape()));
            }
            for (int i = 0; i < spec.size(); i++) {
                flat.putFloat(spec.stored(i) * Float.BYTES, numbers.at(i));
            }
        }
    }
}
