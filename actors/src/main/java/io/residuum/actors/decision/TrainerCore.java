package io.residuum.actors.decision;

import io.residuum.actors.decision.RunCore.Ending;
import io.residuum.actors.history.RunEntry;
import io.residuum.storage.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a trainer decides once its network is there: step, evaluate, cut a segment and upload it while the next one
 * trains, and settle: no more steps, what is done gets into the chain, one entry after another. Single-threaded.
 */
public final class TrainerCore {

    /** What the shell has to do, in order. */
    public sealed interface Effect {
        /** Ask for the next mini-batch; it arrives as {@link #stepped} after its step. */
        record Pull() implements Effect {}

        /** Evaluate on all test images; then {@link #evaluated}. */
        record Evaluate() implements Effect {}

        /** The evaluation in hand is given up; whoever goes on makes it again. */
        record AbandonEvaluation() implements Effect {}

        /** No iteration follows before this decision stands in the cohort's chain; then {@link #decided}. */
        record AwaitDecision(long number) implements Effect {}

        /** No further mini-batch is wanted. */
        record EndInput() implements Effect {}

        /** The segment ends here: take its state and metrics, as what {@link Write} writes until it is written. */
        record Cut(long from, long to, Ending ending) implements Effect {
            /** What the segment's entry says of what comes after it. */
            public RunEntry.End end(Sha256 weights) {
                return switch (ending) {
                    case NOT_YET -> new RunEntry.End.GoesOn();
                    case DONE -> new RunEntry.End.Done(weights);
                    case DIVERGED -> new RunEntry.End.Diverged(to - 1);
                    case DELETED -> throw new AssertionError("a trainer deletes nothing");
                };
            }
        }

        /** Write the segment that was cut: its state, then its entry. */
        record Write() implements Effect {}

        /** The store did not take it: {@link #waited} after a while. */
        record WriteLater() implements Effect {}

        /** Say why, and be gone. */
        record Stop(StopCause cause, String reason) implements Effect {}
    }

    /** Why the trainer is about to stop. */
    private enum Goal {
        DONE,
        DIVERGED,
        RELEASED;

        Ending ending() {
            return switch (this) {
                case DONE -> Ending.DONE;
                case DIVERGED -> Ending.DIVERGED;
                case RELEASED -> Ending.NOT_YET;
            };
        }

        Effect.Stop stop() {
            return switch (this) {
                case DONE -> new Effect.Stop(StopCause.ENDED, "its last iteration is committed");
                case DIVERGED -> new Effect.Stop(StopCause.ENDED, "its loss was no longer finite");
                case RELEASED -> new Effect.Stop(StopCause.RELEASED, "told to stop; all it did is committed");
            };
        }
    }

    private record Upload(long to, Ending ending) {}

    private final SegmentCore segments;
    private final Gate gate;
    private long passable;
    private boolean holding;
    private boolean evaluationToCut;
    private long done;
    private long segmentFrom;
    private boolean evaluating;
    private Optional<Goal> goal = Optional.empty();
    private Optional<Upload> upload = Optional.empty();

    /** Why a trainer has nothing to do behind this head of the run's chain, if it has not. */
    public static Optional<Effect.Stop> refusal(RunHead head) {
        return head.ending() == Ending.NOT_YET
                ? Optional.empty()
                : Optional.of(new Effect.Stop(StopCause.ENDED, "the run had ended already"));
    }

    /** @param done iterations that are committed */
    public TrainerCore(SegmentCore segments, long done) {
        this(segments, done, Gate.OPEN, 0);
    }

    /**
     * @param done iterations that are committed
     * @param gate where it waits for other seeds
     * @param passable evaluations whose decisions are known
     */
    public TrainerCore(SegmentCore segments, long done, Gate gate, long passable) {
        this.segments = segments;
        this.gate = gate;
        this.passable = passable;
        this.done = done;
        this.segmentFrom = done;
    }

    /** @param evaluated whether the evaluation that is due here is in the chain already */
    public List<Effect> begin(boolean evaluated) {
        List<Effect> effects = new ArrayList<>();
        pull(effects);
        // An attempt that was put down before an evaluation was through leaves it to the next one.
        if (segments.evaluationDue(done) && !evaluated) {
            evaluate(effects);
        } else {
            afterIteration(Duration.ZERO, effects);
        }
        return effects;
    }

    /** @param elapsed time since the last border */
    public List<Effect> stepped(Duration elapsed) {
        done++;
        List<Effect> effects = new ArrayList<>();
        pull(effects);
        if (segments.evaluationDue(done)) {
            evaluate(effects);
        } else {
            afterIteration(elapsed, effects);
        }
        return effects;
    }

    /** The step's loss was not finite. */
    public List<Effect> diverged() {
        done++;
        List<Effect> effects = new ArrayList<>();
        settle(Goal.DIVERGED, effects);
        return effects;
    }

    /** @param elapsed time since the last border */
    public List<Effect> evaluated(Duration elapsed) {
        evaluating = false;
        evaluationToCut = true;
        List<Effect> effects = new ArrayList<>();
        afterIteration(elapsed, effects);
        return effects;
    }

    /** So many decisions stand in the cohort's chain now. */
    public List<Effect> decided(long nowPassable) {
        passable = Math.max(passable, nowPassable);
        List<Effect> effects = new ArrayList<>();
        if (holding && goal.isEmpty()) {
            if (closed()) {
                effects.add(new Effect.AwaitDecision(gate.needed(done)));
            } else {
                holding = false;
                pull(effects);
            }
        }
        return effects;
    }

    /** Stop after the step in hand; again, it changes nothing. */
    public List<Effect> released() {
        List<Effect> effects = new ArrayList<>();
        if (goal.isEmpty()) {
            if (evaluating) {
                evaluating = false;
                effects.add(new Effect.AbandonEvaluation());
            }
            settle(Goal.RELEASED, effects);
        }
        return effects;
    }

    /** The upload's entry stands, and is ours. */
    public List<Effect> won() {
        Upload written = upload.orElseThrow();
        upload = Optional.empty();
        List<Effect> effects = new ArrayList<>();
        goal.ifPresent(why -> {
            if (written.to() == done && written.ending() == why.ending()) {
                effects.add(why.stop());
            } else {
                settle(why, effects);
            }
        });
        if (goal.isEmpty() && holding) {
            cutWhatIsThere(effects);
        }
        return effects;
    }

    /** Another attempt's entry stands where the upload's should have gone. */
    public List<Effect> adopted() {
        return List.of(
                new Effect.EndInput(),
                new Effect.Stop(StopCause.OVERTAKEN, "another attempt had committed this segment"));
    }

    /** The store did not take the upload. */
    public List<Effect> notWritten() {
        return List.of(new Effect.WriteLater());
    }

    public List<Effect> waited() {
        return List.of(new Effect.Write());
    }

    /** Whether steps and evaluations are over. */
    public boolean settling() {
        return goal.isPresent();
    }

    public boolean evaluating() {
        return evaluating;
    }

    private void evaluate(List<Effect> effects) {
        evaluating = true;
        effects.add(new Effect.Evaluate());
    }

    private void afterIteration(Duration elapsed, List<Effect> effects) {
        if (segments.ended(done)) {
            settle(Goal.DONE, effects);
        } else if (closed()) {
            holding = true;
            effects.add(new Effect.AwaitDecision(gate.needed(done)));
            cutWhatIsThere(effects);
        } else if (segments.borderDue(done - segmentFrom, elapsed, upload.isPresent())) {
            cut(Ending.NOT_YET, effects);
        }
    }

    private boolean closed() {
        return gate.needed(done) > passable;
    }

    private void pull(List<Effect> effects) {
        if (!segments.ended(done) && !closed()) {
            effects.add(new Effect.Pull());
        }
    }

    /** The decision is taken from what is committed. */
    private void cutWhatIsThere(List<Effect> effects) {
        if (upload.isEmpty() && (done > segmentFrom || evaluationToCut)) {
            cut(Ending.NOT_YET, effects);
        }
    }

    private void settle(Goal why, List<Effect> effects) {
        goal = Optional.of(why);
        effects.add(new Effect.EndInput());
        if (upload.isPresent()) {
            return; // entries keep their order
        }
        if (why == Goal.RELEASED && done == segmentFrom) {
            effects.add(why.stop());
        } else {
            cut(why.ending(), effects);
        }
    }

    private void cut(Ending ending, List<Effect> effects) {
        effects.add(new Effect.Cut(segmentFrom, done, ending));
        effects.add(new Effect.Write());
        upload = Optional.of(new Upload(done, ending));
        segmentFrom = done;
        evaluationToCut = false;
    }
}
