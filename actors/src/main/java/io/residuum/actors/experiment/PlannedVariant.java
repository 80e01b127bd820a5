package io.residuum.actors.experiment;

import io.residuum.model.Architecture;

/**
 * A variant whose data set and length are known: all of a run but its seed.
 *
 * @param recipe with its length in iterations
 * @param published for the table only
 * @param start what its runs start from
 */
public record PlannedVariant(
        String name,
        String row,
        ResolvedDataSet dataSet,
        NetworkDesign network,
        Recipe recipe,
        Published published,
        Start start) {

    public RunSpec run(long seed, int semantics) {
        int classes = dataSet.facts().classes();
        return new RunSpec(network, classes, recipe, seed, dataSet.id().version(), semantics, start);
    }

    public Architecture architecture() {
        return network.architecture(dataSet.facts().classes());
    }
}
