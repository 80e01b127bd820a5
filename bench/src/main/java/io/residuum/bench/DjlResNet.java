package io.residuum.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** Full pre-activation networks of basic units in DJL's blocks; its parameters come in the order of our layout. */
final class DjlResNet {
    private static final int[] WIDTHS = {16, 32, 64};

    private DjlResNet() {}

    static Block fullPreactivation(int depth, int classes) {
        int units = (depth - 2) / 6;
        var network = new SequentialBlock().add(convolution(WIDTHS[0], 1));
        int channels = WIDTHS[0];
        for (int width : WIDTHS) {
            for (int unit = 0; unit < units; unit++) {
                boolean first = width == WIDTHS[0] && unit == 0;
                network.add(first ? firstUnit(width) : unit(channels, width));
                channels = width;
            }
        }
        return network.add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    /** Its shortcut carries the activated signal. */
    private static Block firstUnit(int width) {
        return activated()
                .add(sum(
                        new SequentialBlock()
                                .add(convolution(width, 1))
                                .add(activated())
                                .add(convolution(width, 1)),
                        Blocks.identityBlock()));
    }

    private static Block unit(int channels, int width) {
        int stride = width == channels ? 1 : 2;
        Block branch =
                activated().add(convolution(width, stride)).add(activated()).add(convolution(width, 1));
        return sum(branch, width == channels ? Blocks.identityBlock() : padded(width - channels));
    }

    private static SequentialBlock activated() {
        return new SequentialBlock().add(BatchNorm.builder().build()).add(Activation.reluBlock());
    }

    private static Block sum(Block branch, Block shortcut) {
        return new ParallelBlock(
                outputs -> new NDList(
                        outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow())),
                List.of(branch, shortcut));
    }

    /** Every second pixel, and new channels of zeros. */
    private static Block padded(int more) {
        return new LambdaBlock(
                inputs -> {
                    NDArray sampled = inputs.singletonOrThrow().get(":, :, ::2, ::2");
                    Shape shape = sampled.getShape();
                    NDArray zeros =
                            sampled.getManager().zeros(new Shape(shape.get(0), more, shape.get(2), shape.get(3)));
                    return new NDList(sampled.concat(zeros, 1));
                },
                "padded");
    }

    private static Block convolution(int filters, int stride) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(1, 1))
                .optBias(false)
                .build();
    }
}
