package io.residuum.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * Which places of which epochs an iteration takes, for a training set of {@code images} and mini-batches of {@code
 * miniBatch}. Iterations, epochs and places count from 0; nothing here depends on the order of images.
 */
public record EpochArithmetic(long images, int miniBatch, LastBatch lastBatch) {
    /** The half-open range [from, to) of places in the order of one epoch. */
    public record Places(long epoch, long from, long to) {
        public Places {
            if (epoch < 0 || from < 0 || to <= from) {
                throw new IllegalArgumentException("no places: epoch " + epoch + ", [" + from + ", " + to + ")");
            }
        }

        public int images() {
            return Math.toIntExact(to - from);
        }
    }

    public EpochArithmetic {
        if (images <= 0) {
            throw new IllegalArgumentException("a training set needs images, had " + images);
        }
        if (miniBatch <= 0) {
            throw new IllegalArgumentException("mini-batch must be positive, was " + miniBatch);
        }
        if (lastBatch == LastBatch.DROP && miniBatch > images) {
            throw new IllegalArgumentException("last-batch = drop leaves nothing of " + images
                    + " images in mini-batches of " + miniBatch + "; take a mini-batch of at most " + images);
        }
    }

    /** Iterations that {@code epochs} passes take, the last of them included; carry rounds up to a whole mini-batch. */
    public long iterations(long epochs) {
        return switch (lastBatch) {
            case CARRY -> ceilDiv(Math.multiplyExact(epochs, images), miniBatch);
            case SHORT -> Math.multiplyExact(epochs, ceilDiv(images, miniBatch));
            case DROP -> Math.multiplyExact(epochs, images / miniBatch);
        };
    }

    /** The first place of {@code iteration}: its epoch, and where in that epoch. */
    public Places start(long iteration) {
        return places(iteration).get(0);
    }

    /** What {@code iteration} takes, in order: one range, or several where it crosses ends of epochs. */
    public List<Places> places(long iteration) {
        if (iteration < 0) {
            throw new IllegalArgumentException("iterations count from 0, was " + iteration);
        }
        return switch (lastBatch) {
            case CARRY -> carried(Math.multiplyExact(iteration, (long) miniBatch));
            case SHORT -> within(iteration, ceilDiv(images, miniBatch));
            case DROP -> within(iteration, images / miniBatch);
        };
    }

    /** Images of {@code iteration}; the mini-batch, except for the last of an epoch under {@link LastBatch#SHORT}. */
    public int images(long iteration) {
        return places(iteration).stream().mapToInt(Places::images).sum();
    }

    private List<Places> within(long iteration, long iterationsPerEpoch) {
        long from = iteration % iterationsPerEpoch * miniBatch;
        return List.of(new Places(iteration / iterationsPerEpoch, from, Math.min(from + miniBatch, images)));
    }

    private List<Places> carried(long first) {
        var ranges = new ArrayList<Places>();
        long next = first;
        long end = Math.addExact(first, (long) miniBatch);
        while (next < end) {
            long epoch = next / images;
            long epochStart = epoch * images;
            long to = Math.min(end, epochStart + images);
            ranges.add(new Places(epoch, next - epochStart, to - epochStart));
            next = to;
        }
        return List.copyOf(ranges);
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }
}
