package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The shell around {@link BatchCore}: one a batch; its chain, its variants, its report. */
final class BatchSupervisor extends AbstractBehavior<BatchSupervisor.Command> {

    sealed interface Command {}

    record RunMoved(RunId run, RunState state) implements Command {}

    record PutDown(String reason) implements Command {}

    private record Happened(Event event) implements Command {} // only ever piped to self

    /** The store did not take or give something; tried again after a while, if waiting may mend it. */
    private record Failed(Effect effect, Throwable cause) implements Command {}

    private record Again(Effect effect) implements Command {}

    private record OpeningFailed(Throwable cause) implements Command {}

    private record Open() implements Command {}

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);

    private final BatchPlan plan;
    private final long batchOrder;
    private final ActorRef<Coordinator.Command> coordinator;
    private final ActorRef<BatchEvent> watcher;
    private final TimerScheduler<Command> timers;
    private final BatchChain chain;
    private final ReportWriter reports;
    private final List<RunId> order;
    private final BatchCore core;

    static Behavior<Command> create(
            ObjectStore store,
            BatchPlan plan,
            String sourceText,
            long batchOrder,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<BatchEvent> watcher,
            Supplier<String> attempts) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new BatchSupervisor(
                context,
                timers,
                plan,
                batchOrder,
                coordinator,
                watcher,
                new BatchChain(store, plan, sourceText, attempts.get()),
                new ReportWriter(context.getSystem(), store))));
    }

    private BatchSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            BatchPlan plan,
            long batchOrder,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<BatchEvent> watcher,
            BatchChain chain,
            ReportWriter reports) {
        super(context);
        this.plan = plan;
        this.batchOrder = batchOrder;
        this.coordinator = coordinator;
        this.watcher = watcher;
        this.timers = timers;
        this.chain = chain;
        this.reports = reports;
        this.order = BatchCore.seedBySeed(plan);
        this.core = new BatchCore(order);
        context.getSelf().tell(new Open());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, open -> open())
                .onMessage(OpeningFailed.class, failed -> failed(new Open(), failed.cause()))
                .onMessage(RunMoved.class, moved -> on(new Event.RunChanged(moved.run(), moved.state())))
                .onMessage(PutDown.class, putDown -> on(new Event.PutDown(putDown.reason())))
                .onMessage(Happened.class, happened -> on(happened.event()))
                .onMessage(Failed.class, failed -> failed(new Again(failed.effect()), failed.cause()))
                .onMessage(Again.class, again -> {
                    perform(again.effect());
                    return this;
                })
                .build();
    }

    private Behavior<Command> open() {
        getContext().pipeToSelf(chain.open(), (opened, failure) -> {
            if (failure != null) {
                return new OpeningFailed(failure);
            }
            watcher.tell(new BatchEvent.Accepted());
            return new Happened(new Event.ChainRead(opened.history().failures(), opened.reported()));
        });
        return this;
    }

    private Behavior<Command> failed(Command command, Throwable cause) {
        String reason = StopCauses.sentence(cause);
        if (StopCauses.of(cause) != StopCause.STORAGE) {
            getContext().getLog().error("batch [{}]: cannot go on: {}", plan.id(), reason, cause);
            watcher.tell(new BatchEvent.Damaged(reason));
            return on(new Event.Damaged());
        }
        getContext().getLog().warn("batch [{}]: waiting for storage: {}", plan.id(), reason, cause);
        watcher.tell(new BatchEvent.Waits(reason));
        timers.startSingleTimer(command, STORAGE_RETRY);
        return this;
    }

    private Behavior<Command> on(Event event) {
        core.on(event).forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Supervise supervise) {
            superviseVariants(Set.copyOf(supervise.runs()));
        } else if (effect instanceof Effect.WriteVerdict verdict) {
            pipe(effect, chain.givenUp(verdict.run(), verdict.reason()), new Event.VerdictWritten(verdict.run()));
        } else if (effect instanceof Effect.WriteRetry retry) {
            pipe(effect, chain.retry(retry.runs()), new Event.RetryWritten());
        } else if (effect instanceof Effect.WriteReport) {
            pipe(
                    effect,
                    chain.standing()
                            .thenCompose(standing -> reports.write(standing.history()))
                            .thenCompose(chain::reported),
                    new Event.ReportWritten());
        } else if (effect instanceof Effect.PutDownRuns putDown) {
            order.forEach(run -> coordinator.tell(new Coordinator.PutDownRun(run, putDown.reason())));
        } else if (effect instanceof Effect.Finish finish) {
            getContext().getLog().info("batch [{}]: {}", plan.id(), finish.outcome());
            watcher.tell(new BatchEvent.Ended(finish.outcome()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void superviseVariants(Set<RunId> wanted) {
        for (int number = 0; number < plan.variants().size(); number++) {
            PlannedVariant variant = plan.variants().get(number);
            long place = number;
            getContext()
                    .spawn(
                            VariantSupervisor.create(
                                    variant,
                                    plan.runs(variant).stream()
                                            .filter(run -> wanted.contains(run.id()))
                                            .toList(),
                                    run -> new Claim(run.id(), 0, batchOrder, place, order.indexOf(run.id())),
                                    coordinator,
                                    getContext().getSelf(),
                                    watcher),
                            "variant-" + number);
        }
    }

    private void pipe(Effect effect, CompletionStage<?> stage, Event event) {
        getContext()
                .pipeToSelf(
                        stage, (done, failure) -> failure == null ? new Happened(event) : new Failed(effect, failure));
    }
}
