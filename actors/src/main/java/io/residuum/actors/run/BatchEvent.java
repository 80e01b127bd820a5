package io.residuum.actors.run;

import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.wire.NodeReport;

/** What whoever watches batches hears. */
public sealed interface BatchEvent {

    /** The batch stands in its chain. */
    record Accepted(BatchId batch) implements BatchEvent {}

    record RunMoved(BatchId batch, RunId run, RunState state) implements BatchEvent {}

    /** Of whatever batch wants the run. */
    record RunProgressed(NodeReport.Progress progress) implements BatchEvent {}

    /** The store does not take what a trainer wants to commit; it is asked again. */
    record RunWaits(RunId run, String reason) implements BatchEvent {}

    record VariantStands(BatchId batch, VariantCore.Standing standing) implements BatchEvent {}

    /** A selection chose; what it chose is trained from here on. */
    record Chosen(BatchId batch, BatchEntry.Selected choice) implements BatchEvent {}

    /** Something waits for the store; it will be tried again. */
    record Waits(BatchId batch, String reason) implements BatchEvent {}

    /** The batch's chain, or what its report is made of, is damaged: no waiting mends it. */
    record Damaged(BatchId batch, String reason) implements BatchEvent {}

    /** Another word stands in its chain, or its supervisor has read it for the first time. */
    record Stands(BatchId batch, BatchStanding standing) implements BatchEvent {}

    /** Nothing of it is left to do; only a retry is followed by more. */
    record Ended(BatchId batch, BatchCore.Outcome outcome) implements BatchEvent {}
}
