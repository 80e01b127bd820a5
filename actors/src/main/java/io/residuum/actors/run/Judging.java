package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.actors.wire.NodeReport;
import io.residuum.actors.wire.NodeReport.Activity;
import io.residuum.pipeline.CentreView;
import io.residuum.pipeline.EvaluationBatch;
import io.residuum.pipeline.InputPipeline;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;

/**
 * What a trainer does with a run that is done: its network is judged under the views that are asked for behind its end, one after
 * another, each committed as it is there. Put down, it leaves the view in hand to the next one.
 */
final class Judging {

    private final ActorContext<Trainer.Command> context;
    private final TimerScheduler<Trainer.Command> timers;
    private final TrainerResources node;
    private final Assignment assignment;
    private final ActorRef<NodeReport> reports;
    private final RunSpec run;
    private final InputPipeline input;
    private final TrainingSession session;
    private final Chain chain;
    private Chain.Entry parent;
    private RunEntry.Views views;

    /**
     * @param head whose entry asks for views
     * @param session of the run's last state; closed here
     */
    Judging(
            ActorContext<Trainer.Command> context,
            TimerScheduler<Trainer.Command> timers,
            TrainerResources node,
            Assignment assignment,
            ActorRef<NodeReport> reports,
            RunSpec run,
            InputPipeline input,
            RunHead head,
            RunEntry.Views views,
            TrainingSession session) {
        this.context = context;
        this.timers = timers;
        this.node = node;
        this.assignment = assignment;
        this.reports = reports;
        this.run = run;
        this.input = input;
        this.session = session;
        this.chain = new Chain(node.store(), RunChain.prefix(assignment.run()));
        this.parent = head.entry();
        this.views = views;
    }

    /** The next view that is wanted, or the end. */
    Behavior<Trainer.Command> next() {
        if (views.wanted().isEmpty()) {
            return stopped(StopCause.ENDED, "its views are judged");
        }
        CentreView view = views.wanted().get(0);
        SinkQueueWithCancel<EvaluationBatch> images = input.judging(
                        run.recipe().input(), view, node.settings().evaluationBatchImages())
                .runWith(Sink.<EvaluationBatch>queue().withAttributes(Attributes.inputBuffer(1, 1)), node.system());
        reports.tell(new NodeReport.Progress(
                assignment, session.done(), run.iterations(), Double.NaN, session.rate(), 0, Activity.EVALUATING));
        pull(images);
        return judging(view, images);
    }

    private Behavior<Trainer.Command> judging(CentreView view, SinkQueueWithCancel<EvaluationBatch> images) {
        return Behaviors.receive(Trainer.Command.class)
                .onMessage(Trainer.EvaluationArrived.class, arrived -> {
                    try {
                        session.evaluate(arrived.batch());
                    } finally {
                        arrived.batch().release();
                    }
                    pull(images);
                    return Behaviors.same();
                })
                .onMessage(Trainer.EvaluationSeen.class, seen -> {
                    views = views.with(view, session.viewed(view));
                    return write();
                })
                .onMessage(Trainer.Release.class, release -> {
                    images.cancel();
                    return stopped(StopCause.RELEASED, "told to stop; the view in hand is judged by the next one");
                })
                .onMessage(Trainer.Broken.class, broken -> {
                    throw broken.asThrown();
                })
                .onSignal(PostStop.class, stop -> closed(images))
                .build();
    }

    private void pull(SinkQueueWithCancel<EvaluationBatch> images) {
        context.pipeToSelf(
                images.pull(),
                (batch, failure) -> failure == null
                        ? batch.<Trainer.Command>map(Trainer.EvaluationArrived::new)
                                .orElseGet(Trainer.EvaluationSeen::new)
                        : new Trainer.Broken(failure));
    }

    private Behavior<Trainer.Command> write() {
        context.pipeToSelf(
                chain.append(parent, assignment.attempt(), views.toJson()),
                (outcome, failure) ->
                        failure == null ? new Trainer.SegmentWritten(outcome) : new Trainer.SegmentNotWritten(failure));
        return Behaviors.receive(Trainer.Command.class)
                .onMessage(Trainer.SegmentWritten.class, written -> written(written.outcome()))
                .onMessage(Trainer.SegmentNotWritten.class, failed -> {
                    context.getLog()
                            .warn("run [{}]: waiting for storage to take a view", assignment.run(), failed.cause());
                    timers.startSingleTimer(
                            new Trainer.WriteAgain(), node.settings().storageRetryEvery());
                    return Behaviors.same();
                })
                .onMessage(Trainer.WriteAgain.class, again -> write())
                .onMessage(
                        Trainer.Release.class,
                        release -> stopped(StopCause.RELEASED, "told to stop; the view in hand may be judged again"))
                .onSignal(PostStop.class, stop -> closed())
                .build();
    }

    private Behavior<Trainer.Command> written(CommitOutcome outcome) {
        node.moments().passed(Moment.ENTRY_WRITTEN, assignment.run(), session.done());
        if (!(outcome instanceof CommitOutcome.Won won)) {
            return stopped(StopCause.OVERTAKEN, "another attempt had committed behind the run's end");
        }
        parent = won.entry();
        reports.tell(new NodeReport.Committed(assignment, RunHead.of(parent).summary()));
        return next();
    }

    private Behavior<Trainer.Command> stopped(StopCause cause, String reason) {
        reports.tell(new NodeReport.Stopped(assignment, cause, reason, session.done()));
        return Behaviors.stopped();
    }

    private Behavior<Trainer.Command> closed(SinkQueueWithCancel<EvaluationBatch> images) {
        images.cancel();
        return closed();
    }

    private Behavior<Trainer.Command> closed() {
        session.close();
        return Behaviors.same();
    }
}
