package io.residuum.pipeline;

/**
 * What of a recipe decides the bytes a network is fed; part of a run's identity, unlike {@link PipelineSettings}.
 *
 * @param colouring how colours vary; of crops of images of any size alone
 * @param miniBatch images a mini-batch
 * @param slices parts a mini-batch is cut into; the first (m mod slices) of a mini-batch of m images get one more
 * @param windowShards shards whose images are permuted together; a window with all shards permutes the epoch uniformly
 */
public record InputRecipe(
        Augmentation augmentation,
        Colouring colouring,
        Normalisation normalisation,
        int miniBatch,
        int slices,
        LastBatch lastBatch,
        int windowShards) {
    public InputRecipe {
        if (!augmentation.crops() && !colouring.equals(Colouring.NONE)) {
            throw new IllegalArgumentException(
                    "lighting and jitter go with the augmentations scale and scale-and-aspect");
        }
        if (augmentation.crops() && normalisation != Normalisation.CHANNEL) {
            throw new IllegalArgumentException(
                    "crops of images of any size have no mean of each pixel; their normalisation is channel");
        }
        if (miniBatch <= 0) {
            throw new IllegalArgumentException("mini-batch must be positive, was " + miniBatch);
        }
        if (slices <= 0 || slices > miniBatch) {
            throw new IllegalArgumentException(
                    "slices must lie in 1.." + miniBatch + " (the mini-batch), was " + slices);
        }
        if (windowShards <= 0) {
            throw new IllegalArgumentException("window must be a positive number of shards, was " + windowShards);
        }
    }

    /** Colours as they are. */
    public InputRecipe(
            Augmentation augmentation,
            Normalisation normalisation,
            int miniBatch,
            int slices,
            LastBatch lastBatch,
            int windowShards) {
        this(augmentation, Colouring.NONE, normalisation, miniBatch, slices, lastBatch, windowShards);
    }

    /** Images in slice number {@code slice} of a mini-batch of {@code images}; 0 for a slice that is left out. */
    int sliceImages(int images, int slice) {
        return images / slices + (slice < images % slices ? 1 : 0);
    }
}
