package io.residuum.actors.experiment;

/**
 * One row to be: a network and a recipe, trained once a seed.
 *
 * @param row the row of the table it belongs to; its own name unless it shares one
 * @param column the column of the table it belongs to; empty for the only one
 * @param dataSet a name in the store, or {@code name@VERSION}
 * @param view the part of the data set that it trains on
 * @param published for the table only
 * @param initial what its runs start from
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
        Initial initial) {}
