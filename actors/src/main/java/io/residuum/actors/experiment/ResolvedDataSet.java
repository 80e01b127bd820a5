package io.residuum.actors.experiment;

import io.residuum.storage.DataSetId;

/** A data set of the store, at the version it has for good. */
public record ResolvedDataSet(DataSetId id, DataSetFacts facts) {}
