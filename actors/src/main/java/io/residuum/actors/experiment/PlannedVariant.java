package io.residuum.actors.experiment;

import io.residuum.model.Architecture;
import io.residuum.storage.ImageShape;

/**
 * A variant whose data set and length are known: all of a run but its seed.
 *
 * @param column of the table; empty for the only one
 * @param recipe with its length in iterations
 * @param view the part of the data set that it trains on
 * @param published for the table only
 * @param start what its runs start from
 */
public record PlannedVariant(
        String name,
        String row,
        String column,
        ResolvedDataSet dataSet,
        NetworkDesign network,
        Recipe recipe,
        DataView view,
        Published published,
        Start start) {

    public RunSpec run(long seed, int semantics) {
        int classes = dataSet.facts().classes();
        return new RunSpec(network, classes, recipe, seed, dataSet.id().version(), view, semantics, start);
    }

    /** The size of what the network sees when it is trained. */
    public ImageShape imageShape() {
        return recipe.augmenting()
                .shape(dataSet.facts().sizes())
                .orElseThrow(() -> new IllegalStateException("a plan's networks see images of one size"));
    }

    public Architecture architecture() {
        return network.architecture(dataSet.facts().classes());
    }
}
