package io.residuum.actors.experiment;

import io.residuum.model.Arithmetic;
import io.residuum.model.Objective;
import io.residuum.model.Optimiser;
import io.residuum.pipeline.InputRecipe;
import io.residuum.pipeline.LastBatch;
import io.residuum.pipeline.Normalisation;

/**
 * How a network is trained; with the network, the seed and the data set it is all a result depends on.
 *
 * @param miniBatch images an update
 * @param slices parts of a mini-batch, each with batch-normalisation statistics of its own
 * @param evaluateEvery iterations between evaluations; one follows the last iteration in any case
 * @param windowShards shards whose images are permuted together
 * @param arithmetic how it is computed, to what precision and with how many activations held
 * @param objective what training makes small
 */
public record Recipe(
        Length length,
        int miniBatch,
        int slices,
        LastBatch lastBatch,
        LearningRate learningRate,
        Optimiser optimiser,
        Augmenting augmenting,
        Normalisation normalisation,
        long evaluateEvery,
        int windowShards,
        Arithmetic arithmetic,
        Objective objective) {
    public Recipe {
        Checks.positive("mini-batch", miniBatch);
        Checks.positive("slices", slices);
        Checks.positive("evaluate-every", evaluateEvery);
        Checks.positive("window", windowShards);
        if (slices > miniBatch) {
            throw new IllegalArgumentException(
                    "slices must not exceed the mini-batch of " + miniBatch + ", was " + slices);
        }
    }

    /** The part that decides what bytes the network is fed. */
    public InputRecipe input() {
        return new InputRecipe(
                augmenting.method(), augmenting.colouring(), normalisation, miniBatch, slices, lastBatch, windowShards);
    }

    Recipe withLength(Length newLength) {
        return new Recipe(
                newLength,
                miniBatch,
                slices,
                lastBatch,
                learningRate,
                optimiser,
                augmenting,
                normalisation,
                evaluateEvery,
                windowShards,
                arithmetic,
                objective);
    }
}
