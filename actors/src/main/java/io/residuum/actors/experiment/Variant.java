package io.residuum.actors.experiment;

import java.util.List;
import java.util.Optional;

/**
 * One row to be: a network and a recipe, trained once a seed.
 *
 * @param row the row of the table it belongs to; its own name unless it shares one
 * @param column the column of the table it belongs to; empty for the only one
 * @param dataSet a name in the store, or {@code name@VERSION}
 * @param view the part of the data set that it trains on
 * @param published for the table only
 * @param initial what its runs start from
 * @param candidacy its part in a selection, if it is of one
 */
public record Variant(
        String name,
        String row,
        String column,
        String dataSet,
        NetworkDesign network,
        Recipe recipe,
        DataView view,
        Published published,
        Initial initial,
        Optional<Candidacy> candidacy) {

    /** As one of several, of which the best is chosen: what is trained if it is. */
    Variant candidate(String values) {
        return with(name + " (" + values + ")", view, published, new Candidacy(name, values, false, List.of()));
    }

    /** One of the trainings by which the candidate is judged: with a part of the training images held out. */
    Variant trial(String values, int fold, int folds, List<Long> seeds) {
        return with(
                "%s (%s), fold %d of %d".formatted(name, values, fold, folds),
                new DataView.Fold(fold, folds),
                new Published.Nothing(),
                new Candidacy(name, values, true, seeds));
    }

    private Variant with(String newName, DataView newView, Published newPublished, Candidacy part) {
        return new Variant(
                newName, row, column, dataSet, network, recipe, newView, newPublished, initial, Optional.of(part));
    }

    /** What the file calls it. */
    String nameInFile() {
        return candidacy.map(Candidacy::selection).orElse(name);
    }
}
