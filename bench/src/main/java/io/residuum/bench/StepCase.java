package io.residuum.bench;

import io.residuum.model.Architecture;
import io.residuum.model.Block;
import io.residuum.model.ShortcutDesign;
import io.residuum.model.StrideIn;
import io.residuum.model.UnitDesign;
import java.util.List;

/**
 * A network and a mini-batch whose training step is measured.
 *
 * @param stepsPerSample steps of which a sample takes the median
 */
record StepCase(int depth, Block block, int batch, int stepsPerSample) {
    static final int CLASSES = 10;
    static final int SIDE = 32;

    /** The paper's networks, in the mini-batches that two cores hold in memory. */
    static final List<StepCase> ALL = List.of(
            new StepCase(20, Block.BASIC, 128, 7),
            new StepCase(110, Block.BASIC, 128, 3),
            new StepCase(164, Block.BOTTLENECK, 64, 3),
            new StepCase(1001, Block.BOTTLENECK, 8, 3));

    String name() {
        return "resnet-" + depth;
    }

    String row() {
        return "%s, batch %d".formatted(name(), batch);
    }

    Architecture architecture(UnitDesign unit) {
        return Architecture.cifar(depth, block, unit, new ShortcutDesign.Identity(), 1, CLASSES, StrideIn.FIRST);
    }

    static StepCase named(String name) {
        return ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no case [%s]; there are %s"
                        .formatted(name, ALL.stream().map(StepCase::name).toList())));
    }
}
