package io.residuum.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A network of the paper, as what distinguishes it from the others. The same value always means the same function, the same
 * tensors and the same program.
 *
 * @param depth layers with weights, projections not counted: for small images 3n+2 with single units, 6n+2 with basic ones,
 *     9n+2 with bottlenecks; 50, 101, 152 or 200 for ImageNet
 * @param width a multiplier of every width, the stem's too
 */
public record Architecture(
        Family family,
        int depth,
        Block block,
        UnitDesign unit,
        ShortcutDesign shortcut,
        int width,
        int classes,
        StrideIn strideIn) {
    /** What one array of bytes holds with its momentum. */
    private static final long MOST_PARAMETERS = 250_000_000;

    private static final int CIFAR_STAGES = 3;
    private static final int COLOURS = 3;

    /** Units a stage of [1]'s and the paper's networks for ImageNet, by depth. */
    private static final SortedMap<Integer, List<Integer>> IMAGENET_UNITS = new TreeMap<>(Map.of(
            50, List.of(3, 4, 6, 3),
            101, List.of(3, 4, 23, 3),
            152, List.of(3, 8, 36, 3),
            200, List.of(3, 24, 36, 3)));

    public Architecture {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(shortcut, "shortcut");
        Objects.requireNonNull(strideIn, "strideIn");
        switch (family) {
            case CIFAR -> checkDepth(depth, block);
            case IMAGENET -> checkImageNet(depth, block);
        }
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
        return trainable(new Architecture(Family.CIFAR, depth, block, unit, shortcut, width, classes, strideIn));
    }

    /** A network for ImageNet, of bottlenecks, for images of any size from 32×32 on (the paper's: 224×224, 320×320). */
    public static Architecture imagenet(
            int depth, UnitDesign unit, ShortcutDesign shortcut, int width, int classes, StrideIn strideIn) {
        return trainable(
                new Architecture(Family.IMAGENET, depth, Block.BOTTLENECK, unit, shortcut, width, classes, strideIn));
    }

    private static Architecture trainable(Architecture architecture) {
        long parameters = architecture.sections().stream()
                .mapToLong(section -> (long) section.times() * section.parametersOfOne())
                .sum();
        if (parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException("%s of width %d would have %d parameters; at most %d can be trained"
                    .formatted(architecture.name(), architecture.width(), parameters, MOST_PARAMETERS));
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
        return NetworkSections.of(this);
    }

    List<Integer> unitsPerStage() {
        return switch (family) {
            case CIFAR -> Collections.nCopies(CIFAR_STAGES, (depth - 2) / layersPerUnitOfEachStage(block));
            case IMAGENET -> IMAGENET_UNITS.getOrDefault(depth, List.of());
        };
    }

    /** The network is fully convolutional: the classifier follows pooling over whatever is left of the image. */
    void checkImage(int height, int width) {
        int least = family.reduction();
        if (height < least || width < least) {
            throw new IllegalArgumentException(
                    "image sides must be at least %d for networks of the family %s, were %dx%d"
                            .formatted(least, family.label(), height, width));
        }
        if (family == Family.CIFAR && (height % least != 0 || width % least != 0)) {
            throw new IllegalArgumentException(
                    "image sides must be divisible by " + least + ", were " + height + "x" + width);
        }
    }

    /** Pixels that the last stage has of an image. */
    long lastPixels(int height, int width) {
        int reduction = family.reduction();
        return (long) ((height - 1) / reduction + 1) * ((width - 1) / reduction + 1);
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
        return CIFAR_STAGES * block.convolutions();
    }

    private static void checkImageNet(int depth, Block block) {
        if (block != Block.BOTTLENECK) {
            throw new IllegalArgumentException("networks of the family imagenet are built of bottleneck units, not of "
                    + block.label() + " ones: leave block out");
        }
        if (!IMAGENET_UNITS.containsKey(depth)) {
            int nearest = IMAGENET_UNITS.keySet().stream()
                    .min(Comparator.comparingLong(known -> Math.abs((long) known - depth)))
                    .orElseThrow();
            throw new IllegalArgumentException("depth %d is none of the family imagenet's %s; nearest: %d"
                    .formatted(depth, IMAGENET_UNITS.keySet(), nearest));
        }
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
