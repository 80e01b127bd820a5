package io.residuum.actors.experiment;

import io.residuum.model.Architecture;
import io.residuum.storage.ImageShape;
import java.util.List;
import java.util.Optional;

/**
 * A variant whose data set and length are known: all of a run but its seed.
 *
 * @param column of the table; empty for the only one
 * @param recipe with its length in iterations
 * @param view the part of the data set that it trains on
 * @param published for the table only
 * @param start what its runs start from
 * @param candidacy its part in a selection, if it is of one
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
        Start start,
        Optional<Candidacy> candidacy) {

    /** Whether it is meant by a name: its own, or of the selection that it is a part of. */
    public boolean isCalled(String other) {
        return name.equals(other)
                || candidacy.filter(part -> part.selection().equals(other)).isPresent();
    }

    /** Whether it only judges a candidate, and is no row of the table. */
    public boolean isTrial() {
        return candidacy.filter(Candidacy::trial).isPresent();
    }

    /** Whether it is trained whatever a selection comes to. */
    boolean isCertain() {
        return candidacy.isEmpty() || isTrial();
    }

    /** @param seeds all that the variant is trained with; they are the run's cohort where its rate hangs on them */
    RunSpec run(long seed, List<Long> seeds, int semantics) {
        int classes = dataSet.facts().classes();
        List<Long> cohort =
                recipe.learningRate().isReactive() ? seeds.stream().sorted().toList() : List.of();
        return new RunSpec(network, classes, recipe, seed, dataSet.id().version(), view, semantics, start, cohort);
    }

    /** A run by which variants are compared, seeds apart. */
    public RunSpec exemplar(int semantics) {
        return run(0, List.of(0L), semantics);
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
