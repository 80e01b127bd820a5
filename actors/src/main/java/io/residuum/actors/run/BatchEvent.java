package io.residuum.actors.run;

import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.wire.NodeReport;

/** What whoever watches a batch hears. */
public sealed interface BatchEvent {

    /** The batch stands in its chain. */
    record Accepted() implements BatchEvent {}

    record RunMoved(RunId run, RunState state) implements BatchEvent {}

    record RunProgressed(NodeReport.Progress progress) implements BatchEvent {}

    record VariantStands(VariantCore.Standing standing) implements BatchEvent {}

    /** A selection chose; what it chose is trained from here on. */
    record Chosen(BatchEntry.Selected choice) implements BatchEvent {}

    /** Something waits for the store; it will be tried again. */
    record Waits(String reason) implements BatchEvent {}

    /** The batch's chain, or what its report is made of, is damaged: no waiting mends it. */
    record Damaged(String reason) implements BatchEvent {}

    /** The last word. */
    record Ended(BatchCore.Outcome outcome) implements BatchEvent {}
}
