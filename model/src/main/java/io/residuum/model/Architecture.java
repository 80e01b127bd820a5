package io.residuum.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A network of the paper, as what distinguishes it from the others. The same value always means the same function, the same
 * tensors and the same program.
 *
 * @param depth layers with weights, projections not counted: 3n+2 with single units, 6n+2 with basic ones, 9n+2 with
 *     bottlenecks
 * @param width a multiplier of every width, the stem's too
 */
public record Architecture(
        int depth, Block block, UnitDesign unit, ShortcutDesign shortcut, int width, int classes, StrideIn strideIn) {
    /** Stages 2 and 3 each halve the image. */
    static final int SIDE_MULTIPLE = 4;

    /** What one array of bytes holds with its momentum. */
    private static final long MOST_PARAMETERS = 250_000_000;

    private static final int STAGES = 3;
    private static final int COLOURS = 3;

    public Architecture {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(shortcut, "shortcut");
        Objects.requireNonNull(strideIn, "strideIn");
        checkDepth(depth, block);
        if (width < 1 || width > 64) {
            throw new IllegalArgumentException("width must be between 1 and 64, was " + width);
        }
        if (classes < 2 || classes > 100_000) {
            throw new IllegalArgumentException("classes must be between 2 and 100000, was " + classes);
        }
        if (block != Block.BOTTLENECK && strideIn == StrideIn.THREE_BY_THREE) {
            throw new IllegalArgumentException("stride-in = 3x3 is a choice that bottleneck units have;"
                    + " %s units have no 1x1 convolution to move the stride from: leave it at first"
                            .formatted(block.label()));
        }
    }

    /** A network for small images (CIFAR: 32×32), of any size divisible by 4. */
    public static Architecture cifar(
            int depth,
            Block block,
            UnitDesign unit,
            ShortcutDesign shortcut,
            int width,
            int classes,
            StrideIn strideIn) {
        var architecture = new Architecture(depth, block, unit, shortcut, width, classes, strideIn);
        long parameters = architecture.sections().stream()
                .mapToLong(section -> (long) section.times() * section.parametersOfOne())
                .sum();
        if (parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException("%s of width %d would have %d parameters; at most %d can be trained"
                    .formatted(architecture.name(), width, parameters, MOST_PARAMETERS));
        }
        return architecture;
    }

    /** The word for it in experiment files and reports, as in {@code resnet-164}. */
    public String name() {
        return "resnet-" + depth;
    }

    /** How many numbers it learns. */
    public long parameters() {
        return layout().parameterCount();
    }

    /** Multiply-adds of one image's forward pass in convolutions, projections, gates and classifier. */
    public long multiplyAdds(int height, int width) {
        checkImage(height, width);
        var extent = new Extent(COLOURS, height, width);
        long sum = 0;
        for (Section section : sections()) {
            Trace trace = section.trace();
            for (int i = 0; i < section.times(); i++) {
                List<Extent> extents = new ArrayList<>(List.of(extent));
                for (Trace.Step step : trace.steps()) {
                    Extent input = extents.get(step.input());
                    sum += step.computation().multiplyAdds(input);
                    extents.add(step.computation().after(input));
                }
                extent = extents.get(trace.output());
            }
        }
        return sum;
    }

    /** Its tensors, and where each lies in the flat ones. */
    public ParameterLayout layout() {
        return new ParameterLayout(tensors(Section::parameters), tensors(Section::statistics));
    }

    /** Its functions, in the order of the forward pass. */
    List<Section> sections() {
        return CifarSections.of(this, (depth - 2) / layersPerUnitOfEachStage(block));
    }

    /** The network is fully convolutional: the classifier follows pooling over whatever is left of the image. */
    static void checkImage(int height, int width) {
        if (height < SIDE_MULTIPLE
                || width < SIDE_MULTIPLE
                || height % SIDE_MULTIPLE != 0
                || width % SIDE_MULTIPLE != 0) {
            throw new IllegalArgumentException(
                    "image sides must be divisible by " + SIDE_MULTIPLE + ", were " + height + "x" + width);
        }
    }

    private List<TensorSpec> tensors(Function<Section, List<Operation.Tensor>> kind) {
        List<TensorSpec> specs = new ArrayList<>();
        int offset = 0;
        for (Section section : sections()) {
            List<Operation.Tensor> tensors = kind.apply(section);
            for (String prefix : section.prefixes()) {
                for (Operation.Tensor tensor : tensors) {
                    specs.add(new TensorSpec(
                            prefix + tensor.name(), tensor.role(), tensor.shape(), tensor.initial(), offset));
                    offset = Math.addExact(offset, tensor.size());
                }
            }
        }
        return specs;
    }

    private static int layersPerUnitOfEachStage(Block block) {
        return STAGES * block.convolutions();
    }

    private static void checkDepth(int depth, Block block) {
        int layers = layersPerUnitOfEachStage(block);
        int units = (depth - 2) / layers;
        if (depth > 100_000) {
            throw new IllegalArgumentException("depth must be at most 100000, was " + depth);
        }
        if (depth < layers + 2) {
            throw new IllegalArgumentException("depth %d is below the smallest %dn+2 that %s units make; nearest: %d"
                    .formatted(depth, layers, block.label(), layers + 2));
        }
        if ((depth - 2) % layers != 0) {
            throw new IllegalArgumentException("depth %d is not %dn+2, as %s units make it; nearest: %d, %d"
                    .formatted(depth, layers, block.label(), units * layers + 2, (units + 1) * layers + 2));
        }
    }
}
