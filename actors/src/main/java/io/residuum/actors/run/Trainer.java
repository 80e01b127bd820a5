package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.SegmentCore;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.decision.TrainerCore;
import io.residuum.actors.decision.TrainerCore.Effect;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Start;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.Execution;
import io.residuum.actors.history.Metrics;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import io.residuum.actors.wire.NodeReport.Activity;
import io.residuum.model.TrainingState;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.InputPipeline;
import io.residuum.pipeline.MiniBatch;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Trains one run on one slot until the run ends or it is told to stop, on a thread of its own. It goes from segment to
 * segment with its state in memory; a segment is uploaded while the next one trains, and entries keep their order.
 *
 * <p>Phases: opening → training ⇄ evaluating → settling → gone; of a run that is done, opening → {@link Judging} → gone. What it throws stops it with its native memory; whatever
 * was committed stands.
 */
public final class Trainer {

    public sealed interface Command {}

    /** Stop after the step in hand, commit what is done. */
    public record Release() implements Command {}

    private record Opened(Opening opening) implements Command {} // from here on only ever piped or scheduled to self

    private record MiniBatchArrived(MiniBatch batch) implements Command {}

    record EvaluationArrived(EvaluationBatch batch) implements Command {}

    record EvaluationSeen() implements Command {}

    record SegmentWritten(CommitOutcome outcome) implements Command {}

    record SegmentNotWritten(Throwable cause) implements Command {}

    record WriteAgain() implements Command {}

    private record CohortRead(CohortHistory history) implements Command {}

    private record CohortUnread(Throwable cause) implements Command {}

    private record ReadCohort() implements Command {}

    record Broken(Throwable cause) implements Command {
        RuntimeException asThrown() {
            return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
        }
    }

    /** What has to be read before a network can be made. */
    private record Opening(
            RunSpec run, RunHead head, Optional<TrainingState> state, Reactions reactions, InputPipeline input) {}

    private static final int STASHED = 8;

    private final Assignment assignment;
    private final List<Execution.Recovery> recoveries;
    private final TrainerResources node;
    private final ActorRef<NodeReport> reports;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> stash;
    private final RunChain chain;

    /** @param reports where progress, commits and the last word go */
    static Behavior<Command> create(NodeCommand.Train order, TrainerResources node, ActorRef<NodeReport> reports) {
        Assignment assignment = order.assignment();
        Behavior<Command> trainer = Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                STASHED, stash -> new Trainer(order, node, reports, context, timers, stash).opening())));
        return Behaviors.withMdc(
                Command.class,
                Map.of(
                        "run",
                        assignment.run().hex(),
                        "slot",
                        assignment.slot().toString(),
                        "attempt",
                        assignment.attempt()),
                trainer);
    }

    private Trainer(
            NodeCommand.Train order,
            TrainerResources node,
            ActorRef<NodeReport> reports,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> stash) {
        this.assignment = order.assignment();
        this.recoveries = order.recoveredFrom().stream()
                .map(recovery -> new Execution.Recovery(recovery.cause(), recovery.redoneIterations()))
                .toList();
        this.node = node;
        this.reports = reports;
        this.context = context;
        this.timers = timers;
        this.stash = stash;
        this.chain = new RunChain(node.store(), assignment.run(), assignment.attempt());
    }

    // ---- opening: the chain's head, its state, the input ----

    private Behavior<Command> opening() {
        reports.tell(new NodeReport.Progress(assignment, 0, 0, Double.NaN, Double.NaN, 0, Activity.OPENING));
        context.pipeToSelf(
                chain.open().thenCompose(opened -> state(opened)
                        .thenCompose(state -> Reactions.read(node.store(), opened.run())
                                .thenCompose(reactions -> InputPipeline.open(
                                                node.system(),
                                                node.dataSets(),
                                                opened.dataSet(),
                                                node.images(),
                                                node.pipeline())
                                        .thenApply(input -> new Opening(
                                                opened.run(),
                                                opened.head(),
                                                state,
                                                reactions,
                                                DataParts.of(input, opened.run())))))),
                (opening, failure) -> failure == null ? new Opened(opening) : new Broken(failure));
        return Behaviors.receive(Command.class)
                .onMessage(Opened.class, opened -> opened(opened.opening()))
                .onMessage(Broken.class, this::broken)
                .onMessage(Release.class, release -> stopped(StopCause.RELEASED, "told to stop before it began"))
                .build();
    }

    /** What the head names; before the first segment the weights that the run starts from, or empty if it draws them. */
    private CompletionStage<Optional<TrainingState>> state(RunChain.Opened opened) {
        return opened.state().isEmpty() && opened.run().start() instanceof Start.Weights
                ? Beginning.of(node.store(), opened.run()).thenApply(Optional::of)
                : CompletableFuture.completedFuture(opened.state());
    }

    private Behavior<Command> opened(Opening opening) {
        Optional<Effect.Stop> refusal = TrainerCore.refusal(opening.head());
        if (refusal.isPresent()) {
            return stopped(refusal.get().cause(), refusal.get().reason());
        }
        NumericEnvironment.Program program = NumericEnvironment.open(node, opening.run());
        Optional<String> difference =
                NumericEnvironment.difference(opening.head().environment(), program.environment());
        if (difference.isPresent()) {
            program.network().close();
            return stopped(StopCause.ENVIRONMENT, difference.get());
        }
        TrainingSession session = opening.state()
                .map(state -> TrainingSession.resumed(
                        program.network(), opening.run(), state, opening.head().iteration(), opening.reactions()))
                .orElseGet(() -> TrainingSession.fresh(program.network(), opening.run()));
        if (opening.head().content() instanceof RunEntry.Views views) {
            return new Judging(
                            context,
                            timers,
                            node,
                            assignment,
                            reports,
                            opening.run(),
                            opening.input(),
                            opening.head(),
                            views,
                            session)
                    .next();
        }
        return new Phases(opening, program.environment(), session).begin();
    }

    private Behavior<Command> broken(Broken broken) {
        throw broken.asThrown();
    }

    private Behavior<Command> stopped(StopCause cause, String reason) {
        reports.tell(new NodeReport.Stopped(assignment, cause, reason, 0));
        return Behaviors.stopped();
    }

    /** A segment on its way into the chain. */
    private record Upload(long done, TrainingState state, Function<ObjectRef, RunEntry.Segment> entry) {}

    /** The phases once the network is there. Its fields change only on the trainer's thread. */
    private final class Phases {
        private final Opening opening;
        private final Map<String, String> environment;
        private final TrainingSession session;
        private final TrainerCore core;
        private final SegmentWriter writer;
        private final SinkQueueWithCancel<MiniBatch> input;
        private final ProgressMeter meter;
        private Optional<SinkQueueWithCancel<EvaluationBatch>> evaluation = Optional.empty();
        private Chain.Entry parent;
        private Optional<Upload> upload = Optional.empty();
        private SegmentClock segment;
        private List<Execution.Recovery> recoveries;

        Phases(Opening opening, Map<String, String> environment, TrainingSession session) {
            RunSpec run = opening.run();
            this.opening = opening;
            this.environment = environment;
            this.session = session;
            this.core = new TrainerCore(
                    new SegmentCore(
                            run.iterations(),
                            run.recipe().evaluateEvery(),
                            node.settings().borders()),
                    session.done(),
                    Gate.of(run),
                    opening.reactions().passable(run));
            this.writer = new SegmentWriter(node.store(), assignment.run(), assignment.attempt(), node.moments());
            this.parent = opening.head().entry();
            this.segment = SegmentClock.startingAt(session.done(), node.clock());
            this.recoveries = Trainer.this.recoveries;
            this.meter = new ProgressMeter(node.clock(), node.settings().progressEvery());
            this.input = run(node.feed().of(opening.input(), run, session.done()));
        }

        Behavior<Command> begin() {
            return perform(core.begin(opening.head().evaluatedAt(session.done())));
        }

        private Behavior<Command> perform(List<Effect> effects) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Stop stop) {
                    return stopped(stop.cause(), stop.reason());
                }
                perform(effect);
            }
            if (core.settling()) {
                return settling();
            }
            return core.evaluating() ? evaluating() : training();
        }

        private void perform(Effect effect) {
            if (effect instanceof Effect.Pull) {
                pull();
            } else if (effect instanceof Effect.Evaluate) {
                startEvaluation();
            } else if (effect instanceof Effect.AbandonEvaluation) {
                evaluation.ifPresent(SinkQueueWithCancel::cancel);
                session.evaluationAbandoned();
            } else if (effect instanceof Effect.EndInput) {
                input.cancel();
            } else if (effect instanceof Effect.Cut cut) {
                cut(cut);
            } else if (effect instanceof Effect.Write) {
                write();
            } else if (effect instanceof Effect.WriteLater) {
                report(Double.NaN, 0, Activity.COMMITTING);
                timers.startSingleTimer(new WriteAgain(), node.settings().storageRetryEvery());
            } else if (effect instanceof Effect.AwaitDecision) {
                report(Double.NaN, 0, Activity.WAITING);
                reports.tell(
                        new NodeReport.Committed(assignment, RunHead.of(parent).summary())); // lest it was lost
                timers.startSingleTimer(new ReadCohort(), node.settings().decisionPollEvery());
            } else {
                throw new AssertionError(effect);
            }
        }

        // ---- training ----

        private Behavior<Command> training() {
            return Behaviors.receive(Command.class)
                    .onMessage(MiniBatchArrived.class, arrived -> step(arrived.batch()))
                    .onMessage(SegmentWritten.class, written -> written(written.outcome()))
                    .onMessage(SegmentNotWritten.class, this::notWritten)
                    .onMessage(WriteAgain.class, again -> perform(core.waited()))
                    .onMessage(ReadCohort.class, read -> readCohort())
                    .onMessage(CohortRead.class, read -> decided(read.history()))
                    .onMessage(CohortUnread.class, unread -> decided(CohortHistory.empty()))
                    .onMessage(Release.class, release -> perform(core.released()))
                    .onMessage(Broken.class, Trainer.this::broken)
                    .onSignal(PostStop.class, stop -> closed())
                    .build();
        }

        private Behavior<Command> readCohort() {
            CohortId cohort = opening.run().cohortId().orElseThrow();
            context.pipeToSelf(
                    new CohortChain(node.store(), cohort).read(),
                    (history, failure) -> failure == null ? new CohortRead(history) : new CohortUnread(failure));
            return Behaviors.same();
        }

        private Behavior<Command> decided(CohortHistory history) {
            session.decided(history);
            return perform(core.decided(Gate.passable(opening.run(), history)));
        }

        private Behavior<Command> step(MiniBatch batch) {
            TrainingSession.Step step;
            int images = batch.images();
            try {
                step = segment.timed(() -> session.step(batch));
            } finally {
                batch.release();
            }
            node.moments().passed(Moment.STEP_DONE, assignment.run(), session.done());
            if (step.diverged()) {
                return perform(core.diverged());
            }
            meter.after(images).ifPresent(rate -> report(step.loss(), rate, Activity.TRAINING));
            return perform(core.stepped(segment.elapsed()));
        }

        private void pull() {
            context.pipeToSelf(
                    input.pull(),
                    (batch, failure) -> failure == null
                            ? batch.<Command>map(MiniBatchArrived::new)
                                    .orElseGet(() -> new Broken(new IllegalStateException("the input ended")))
                            : new Broken(failure));
        }

        // ---- evaluating ----

        private void startEvaluation() {
            SinkQueueWithCancel<EvaluationBatch> images = run(opening.input()
                    .judging(opening.run().recipe().input(), node.settings().evaluationBatchImages()));
            evaluation = Optional.of(images);
            pullEvaluation(images);
            report(Double.NaN, 0, Activity.EVALUATING);
        }

        private Behavior<Command> evaluating() {
            return Behaviors.receive(Command.class)
                    .onMessage(EvaluationArrived.class, arrived -> evaluate(evaluation.orElseThrow(), arrived.batch()))
                    .onMessage(EvaluationSeen.class, seen -> evaluated())
                    .onMessage(MiniBatchArrived.class, early -> {
                        stash.stash(early);
                        return Behaviors.same();
                    })
                    .onMessage(SegmentWritten.class, written -> written(written.outcome()))
                    .onMessage(SegmentNotWritten.class, this::notWritten)
                    .onMessage(WriteAgain.class, again -> perform(core.waited()))
                    .onMessage(Release.class, release -> stash.unstashAll(perform(core.released())))
                    .onMessage(Broken.class, Trainer.this::broken)
                    .onSignal(PostStop.class, stop -> closed())
                    .build();
        }

        private Behavior<Command> evaluate(SinkQueueWithCancel<EvaluationBatch> images, EvaluationBatch batch) {
            try {
                session.evaluate(batch);
            } finally {
                batch.release();
            }
            pullEvaluation(images);
            return Behaviors.same();
        }

        private Behavior<Command> evaluated() {
            evaluation = Optional.empty();
            session.evaluated();
            meter.pause();
            return stash.unstashAll(perform(core.evaluated(segment.elapsed())));
        }

        private void pullEvaluation(SinkQueueWithCancel<EvaluationBatch> images) {
            context.pipeToSelf(
                    images.pull(),
                    (batch, failure) -> failure == null
                            ? batch.<Command>map(EvaluationArrived::new).orElseGet(EvaluationSeen::new)
                            : new Broken(failure));
        }

        // ---- settling: no more steps; what is done gets into the chain ----

        private Behavior<Command> settling() {
            return Behaviors.receive(Command.class)
                    .onMessage(SegmentWritten.class, written -> written(written.outcome()))
                    .onMessage(SegmentNotWritten.class, this::notWritten)
                    .onMessage(WriteAgain.class, again -> perform(core.waited()))
                    .onMessage(MiniBatchArrived.class, unused -> {
                        unused.batch().release();
                        return Behaviors.same();
                    })
                    .onMessage(EvaluationArrived.class, unused -> {
                        unused.batch().release();
                        return Behaviors.same();
                    })
                    .onMessage(EvaluationSeen.class, unused -> Behaviors.same())
                    .onMessage(ReadCohort.class, unused -> Behaviors.same())
                    .onMessage(CohortRead.class, unused -> Behaviors.same())
                    .onMessage(CohortUnread.class, unused -> Behaviors.same())
                    .onMessage(Release.class, again -> Behaviors.same())
                    .onMessage(Broken.class, unused -> Behaviors.same()) // of an input nobody waits for any more
                    .onSignal(PostStop.class, stop -> closed())
                    .build();
        }

        // ---- segments ----

        private void cut(Effect.Cut cut) {
            long from = cut.from();
            long to = cut.to();
            TrainingState state = session.state();
            Metrics metrics = session.takeMetrics();
            Execution execution = segment.execution(assignment.slot(), recoveries);
            recoveries = List.of();
            RunEntry.End end = cut.end(new Sha256(state.weightsDigest()));
            upload = Optional.of(new Upload(
                    to, state, ref -> new RunEntry.Segment(from, to, ref, metrics, environment, execution, end)));
            segment = SegmentClock.startingAt(to, node.clock());
        }

        private void write() {
            Upload pending = upload.orElseThrow();
            context.pipeToSelf(
                    writer.write(parent, pending.done(), pending.state().toBytes(), pending.entry()),
                    (outcome, failure) ->
                            failure == null ? new SegmentWritten(outcome) : new SegmentNotWritten(failure));
        }

        private Behavior<Command> notWritten(SegmentNotWritten failed) {
            context.getLog().warn("run [{}]: waiting for storage to take a segment", assignment.run(), failed.cause());
            reports.tell(new NodeReport.Waits(assignment, StopCauses.sentence(failed.cause())));
            return perform(core.notWritten());
        }

        private Behavior<Command> written(CommitOutcome outcome) {
            if (!(outcome instanceof CommitOutcome.Won won)) {
                return perform(core.adopted());
            }
            parent = won.entry();
            upload = Optional.empty();
            RunHead head = RunHead.of(parent);
            context.getLog()
                    .atInfo()
                    .addKeyValue("segment", parent.index())
                    .log(
                            "run [{}]: segment [{}] committed up to iteration [{}]",
                            assignment.run(),
                            parent.index(),
                            head.summary().iteration());
            reports.tell(new NodeReport.Committed(assignment, head.summary()));
            return perform(core.won());
        }

        private Behavior<Command> closed() {
            input.cancel();
            evaluation.ifPresent(SinkQueueWithCancel::cancel);
            session.close();
            return Behaviors.same();
        }

        private void report(double loss, double imagesPerSecond, Activity activity) {
            reports.tell(new NodeReport.Progress(
                    assignment,
                    session.done(),
                    opening.run().iterations(),
                    loss,
                    session.rate(),
                    imagesPerSecond,
                    activity));
        }

        private <T> SinkQueueWithCancel<T> run(Source<T, ?> source) {
            return source.runWith(Sink.<T>queue().withAttributes(Attributes.inputBuffer(1, 1)), node.system());
        }
    }
}
