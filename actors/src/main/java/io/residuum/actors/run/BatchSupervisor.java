package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.decision.BatchCore.Effect;
import io.residuum.actors.decision.BatchCore.Event;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.BatchWish;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchEntry;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The shell around {@link BatchCore}: one a batch; its chain, its variants, its report. */
final class BatchSupervisor extends AbstractBehavior<BatchSupervisor.Command> {

    sealed interface Command {}

    record RunMoved(RunId run, RunState state) implements Command {}

    record PutDown(String reason) implements Command {}

    /**
     * A user's command; answered when its entry stands in the chain (B3).
     *
     * @param asOf the last word in the chain that the user had seen; without one the command counts whatever was said
     */
    record Control(BatchControl control, OptionalLong asOf, ActorRef<BatchControl.Answer> replyTo) implements Command {}

    /** How the batch came here. */
    enum Opening {
        /** Somebody asked for it: it is accepted, if it was not, and what failed is tried again. */
        ASKED,
        /** It stands in its chain, and is gone on with. */
        TAKEN_OVER
    }

    private record Happened(Event event) implements Command {} // only ever piped to self

    /** The store did not take or give something; tried again after a while, if waiting may mend it. */
    private record Failed(Effect effect, Throwable cause) implements Command {}

    private record Again(Effect effect) implements Command {}

    private record OpeningFailed(Throwable cause) implements Command {}

    private record Open() implements Command {}

    /** Another coordinator may have written to the chain. */
    private record LookAgain() implements Command {}

    private record NothingNew() implements Command {}

    private static final Duration STORAGE_RETRY = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final BatchPlan plan;
    private final Opening opening;
    private final long batchOrder;
    private final ActorRef<Coordinator.Command> coordinator;
    private final ActorRef<BatchEvent> watcher;
    private final TimerScheduler<Command> timers;
    private final BatchChain chain;
    private final ReportWriter reports;
    private final List<RunId> order;
    private final BatchCore core;
    private final Map<PlannedVariant, ActorRef<Coordinator.RunChanged>> variants = new LinkedHashMap<>();
    private final Map<Long, ActorRef<BatchControl.Answer>> asking = new HashMap<>();
    private long tickets;
    private long heard; // of the coordinator
    private long head; // of the chain, as far as it is known

    static Behavior<Command> create(
            ObjectStore store,
            BatchPlan plan,
            String sourceText,
            Opening opening,
            long batchOrder,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<BatchEvent> watcher,
            Supplier<String> attempts) {
        Behavior<Command> supervisor = Behaviors.setup(context -> Behaviors.withTimers(timers -> new BatchSupervisor(
                context,
                timers,
                plan,
                opening,
                batchOrder,
                coordinator,
                watcher,
                new BatchChain(store, plan, sourceText, attempts.get()),
                new ReportWriter(context.getSystem(), store))));
        return Behaviors.withMdc(Command.class, Map.of("batch", plan.id().value()), supervisor);
    }

    private BatchSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            BatchPlan plan,
            Opening opening,
            long batchOrder,
            ActorRef<Coordinator.Command> coordinator,
            ActorRef<BatchEvent> watcher,
            BatchChain chain,
            ReportWriter reports) {
        super(context);
        this.plan = plan;
        this.opening = opening;
        this.batchOrder = batchOrder;
        this.coordinator = coordinator;
        this.watcher = watcher;
        this.timers = timers;
        this.chain = chain;
        this.reports = reports;
        this.order = BatchCore.seedBySeed(plan);
        this.core = new BatchCore(order, plan.selections());
        context.getSelf().tell(new Open());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, open -> open())
                .onMessage(OpeningFailed.class, failed -> failed(new Open(), failed.cause()))
                .onMessage(RunMoved.class, moved -> on(new Event.RunChanged(moved.run(), moved.state())))
                .onMessage(PutDown.class, putDown -> {
                    heard++;
                    return on(new Event.PutDown(putDown.reason()));
                })
                .onMessage(Control.class, this::control)
                .onMessage(Happened.class, happened -> on(happened.event()))
                .onMessage(Failed.class, failed -> failed(new Again(failed.effect()), failed.cause()))
                .onMessage(Again.class, again -> {
                    perform(again.effect());
                    return this;
                })
                .onMessage(LookAgain.class, look -> lookAgain())
                .onMessage(NothingNew.class, nothing -> this)
                .build();
    }

    private Behavior<Command> open() {
        CompletionStage<BatchChain.Standing> chainRead =
                switch (opening) {
                    case ASKED -> chain.open();
                    case TAKEN_OVER -> chain.takenOver();
                };
        getContext().pipeToSelf(chainRead, (opened, failure) -> {
            if (failure != null) {
                return new OpeningFailed(failure);
            }
            watcher.tell(new BatchEvent.Accepted(plan.id()));
            return new Happened(
                    switch (opening) {
                        case ASKED -> new Event.ChainRead(opened.decided());
                        case TAKEN_OVER -> new Event.TakenOver(opened.decided());
                    });
        });
        return this;
    }

    private Behavior<Command> lookAgain() {
        if (core.isOver()) { // whoever wants a retry has it opened again
            coordinator.tell(new Coordinator.Leave(plan.id(), heard));
            return this;
        }
        getContext().pipeToSelf(chain.movedSince(head), (moved, failure) -> {
            if (failure != null) { // whoever writes next will notice
                return new NothingNew();
            }
            return moved.<Command>map(standing -> new Happened(new Event.ChainMoved(standing.decided())))
                    .orElseGet(NothingNew::new);
        });
        return this;
    }

    private Behavior<Command> control(Control control) {
        heard++;
        BatchWish wish;
        try {
            wish = control.control().wish(plan, control.asOf());
        } catch (IllegalArgumentException e) {
            control.replyTo().tell(new BatchControl.Answer.Refused(String.valueOf(e.getMessage())));
            return this;
        }
        long ticket = tickets++;
        asking.put(ticket, control.replyTo());
        return on(new Event.Commanded(ticket, wish));
    }

    private Behavior<Command> failed(Command command, Throwable cause) {
        String reason = StopCauses.sentence(cause);
        if (StopCauses.of(cause) != StopCause.STORAGE) {
            getContext().getLog().error("batch [{}]: cannot go on: {}", plan.id(), reason, cause);
            watcher.tell(new BatchEvent.Damaged(plan.id(), reason));
            return on(new Event.Damaged());
        }
        getContext().getLog().warn("batch [{}]: waiting for storage: {}", plan.id(), reason, cause);
        watcher.tell(new BatchEvent.Waits(plan.id(), reason));
        timers.startSingleTimer(command, STORAGE_RETRY);
        return this;
    }

    private Behavior<Command> on(Event event) {
        if (event instanceof Event.ChainRead read) {
            opened(read.standing());
        } else if (event instanceof Event.TakenOver taken) {
            opened(taken.standing());
        } else if (event instanceof Event.Settled settled) {
            stands(settled.standing());
            if (settled.judgement() instanceof BatchWish.Judgement.Append written
                    && written.entry() instanceof BatchEntry.Selected choice) {
                watcher.tell(new BatchEvent.Chosen(plan.id(), choice));
            }
            getContext().getLog().info("batch [{}]: [{}] {}", plan.id(), settled.wish(), settled.judgement());
        } else if (event instanceof Event.ChainMoved moved) {
            stands(moved.standing());
        }
        core.on(event).forEach(this::perform);
        if (event instanceof Event.ChainRead || event instanceof Event.TakenOver || event instanceof Event.Damaged) {
            coordinator.tell(new Coordinator.Opened(plan.id())); // behind what is wanted of it
        }
        return this;
    }

    private void opened(BatchStanding standing) {
        stands(standing);
        timers.startTimerWithFixedDelay(new LookAgain(), LOOK_EVERY);
    }

    private void stands(BatchStanding standing) {
        head = Math.max(head, standing.head());
        watcher.tell(new BatchEvent.Stands(plan.id(), standing));
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Want want) {
            want(want);
        } else if (effect instanceof Effect.Unwant unwant) {
            unwant.runs().forEach(run -> coordinator.tell(new Coordinator.Unwant(run, plan.id(), unwant.reason())));
        } else if (effect instanceof Effect.GivenUp givenUp) {
            Optional.ofNullable(plan.runs().get(givenUp.run()))
                    .ifPresent(run -> coordinator.tell(new Coordinator.GivenUp(run, givenUp.reason())));
        } else if (effect instanceof Effect.Write write) {
            pipe(
                    effect,
                    chain.settle(write.wish()),
                    settled -> new Event.Settled(
                            write.wish(),
                            settled.judgement(),
                            settled.standing().decided()));
        } else if (effect instanceof Effect.MakeReport) {
            pipe(
                    effect,
                    chain.standing().thenCompose(standing -> reports.write(standing.history())),
                    Event.ReportMade::new);
        } else if (effect instanceof Effect.Tell tell) {
            Optional.ofNullable(asking.remove(tell.ticket())).ifPresent(replyTo -> replyTo.tell(tell.answer()));
        } else if (effect instanceof Effect.Finish finish) {
            getContext().getLog().info("batch [{}]: {}", plan.id(), finish.outcome());
            watcher.tell(new BatchEvent.Ended(plan.id(), finish.outcome()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void want(Effect.Want want) {
        Set<RunId> wanted = Set.copyOf(want.runs());
        for (int place = 0; place < plan.variants().size(); place++) {
            PlannedVariant variant = plan.variants().get(place);
            List<RunSpec> runs = plan.runs(variant);
            for (RunSpec run : runs) {
                if (wanted.contains(run.id())) {
                    Claim claim = new Claim(run.id(), want.priority(), batchOrder, place, order.indexOf(run.id()));
                    coordinator.tell(new Coordinator.Want(
                            run,
                            variant.dataSet().id(),
                            plan.id(),
                            claim,
                            plan.furtherViews(variant),
                            supervisor(variant, runs)));
                }
            }
        }
    }

    private ActorRef<Coordinator.RunChanged> supervisor(PlannedVariant variant, List<RunSpec> runs) {
        return variants.computeIfAbsent(variant, v -> getContext()
                .spawn(
                        VariantSupervisor.create(
                                plan.id(),
                                variant,
                                runs.stream().map(RunSpec::id).toList(),
                                getContext().getSelf(),
                                watcher),
                        "variant-" + variants.size()));
    }

    private <T> void pipe(Effect effect, CompletionStage<T> stage, Function<T, Event> event) {
        getContext()
                .pipeToSelf(
                        stage,
                        (done, failure) ->
                                failure == null ? new Happened(event.apply(done)) : new Failed(effect, failure));
    }
}
