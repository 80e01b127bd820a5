package io.residuum.actors.decision;

import io.residuum.actors.decision.RunCore.Ending;
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

        /** No further mini-batch is wanted. */
        record EndInput() implements Effect {}

        /** The segment ends here: take its state and metrics, as what {@link Write} writes until it is written. */
        record Cut(long from, long to, Ending ending) implements Effect {}

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
    private long done;
    private long segmentFrom;
    private boolean evaluating;
    private Optional<Goal> goal = Optional.empty();
    private Optional<Upload> upload = Optional.empty();

    /** @param done iterations that are committed */
    public TrainerCore(SegmentCore segments, long done) {
        this.segments = segments;
        this.done = done;
        this.segmentFrom = done;
    }

    /** @param evaluated whether the evaluation that is due here is in the chain already */
    public List<Effect> begin(boolean evaluated) {
        List<Effect> effects = new ArrayList<>();
        if (!segments.ended(done)) {
            effects.add(new Effect.Pull());
        }
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
        if (!segments.ended(done)) {
            effects.add(new Effect.Pull());
        }
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
        List<Effect> effects = new ArrayList<>();
        afterIteration(elapsed, effects);
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
        } else if (segments.borderDue(done - segmentFrom, elapsed, upload.isPresent())) {
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
    }
}
