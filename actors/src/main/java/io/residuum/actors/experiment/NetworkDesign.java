package io.residuum.actors.experiment;

import io.residuum.model.Architecture;
import io.residuum.model.Block;
import io.residuum.model.Family;
import io.residuum.model.ShortcutDesign;
import io.residuum.model.StrideIn;
import io.residuum.model.UnitDesign;
import java.util.Set;

/** A network as an experiment file asks for it, before the data set says how many classes there are. */
public record NetworkDesign(
        Family family, int depth, Block block, UnitDesign unit, ShortcutDesign shortcut, int width, StrideIn strideIn) {
    /** The depths of the family cifar that the paper builds from bottlenecks. */
    private static final Set<Integer> BOTTLENECK_DEPTHS = Set.of(164, 1001);

    /** The block a depth has when the file does not say. */
    static Block defaultBlock(Family family, int depth) {
        return switch (family) {
            case CIFAR -> BOTTLENECK_DEPTHS.contains(depth) ? Block.BOTTLENECK : Block.BASIC;
            case IMAGENET -> Block.BOTTLENECK;
        };
    }

    /** The same design at another depth. */
    public NetworkDesign withDepth(int other) {
        return new NetworkDesign(family, other, block, unit, shortcut, width, strideIn);
    }

    /**
     * The network for a data set of that many classes.
     *
     * @throws IllegalArgumentException if there is no such network; the message names the nearest legal depths
     */
    public Architecture architecture(int classes) {
        return switch (family) {
            case CIFAR -> Architecture.cifar(depth, block, unit, shortcut, width, classes, strideIn);
            case IMAGENET -> new Architecture(family, depth, block, unit, shortcut, width, classes, strideIn);
        };
    }
}
