package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.Gate;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunCore.Effect;
import io.residuum.actors.decision.RunCore.Event;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import io.residuum.pipeline.CentreView;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The shell around {@link RunCore}: one a run id, whoever wants the run; reads its chain, asks for slots, starts trainers. */
final class RunSupervisor extends AbstractBehavior<RunSupervisor.Command> {

    sealed interface Command {}

    /**
     * A batch wants the run; {@code subscriber} hears its state now and at every change.
     *
     * @param views under which its network is to be judged, beside the usual one
     */
    record Want(BatchId batch, int priority, List<CentreView> views, ActorRef<Coordinator.RunChanged> subscriber)
            implements Command {}

    /** A batch wants nothing of it any more; its subscribers hear of a state in which it has ended, for them. */
    record Unwant(BatchId batch, String reason) implements Command {}

    /** Whoever watches hears its state now and at every change, and wants nothing of it. */
    record Watch(ActorRef<Coordinator.RunChanged> watcher) implements Command {}

    record FromTrainer(NodeReport report) implements Command {}

    /** From the coordinator, or piped or scheduled to self. */
    record Happened(Event event) implements Command {}

    private final RunSpec run;
    private final DataSetId dataSet;
    private final ActorRef<Coordinator.Command> coordinator;
    private final TimerScheduler<Command> timers;
    private final RunChain chain;
    private final RunCore core;
    private final Set<CentreView> views = new LinkedHashSet<>(); // beside the usual one
    private final List<ActorRef<Coordinator.RunChanged>> watchers = new ArrayList<>();
    private final Map<BatchId, Set<ActorRef<Coordinator.RunChanged>>> subscribers = new LinkedHashMap<>();

    static Behavior<Command> create(
            ObjectStore store,
            RunSpec run,
            DataSetId dataSet,
            ActorRef<Coordinator.Command> coordinator,
            Supplier<String> attempts) {
        Behavior<Command> supervisor = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new RunSupervisor(context, timers, store, run, dataSet, coordinator, attempts)));
        return Behaviors.withMdc(Command.class, Map.of("run", run.id().hex()), supervisor);
    }

    private RunSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ObjectStore store,
            RunSpec run,
            DataSetId dataSet,
            ActorRef<Coordinator.Command> coordinator,
            Supplier<String> attempts) {
        super(context);
        this.run = run;
        this.dataSet = dataSet;
        this.coordinator = coordinator;
        this.timers = timers;
        this.chain = new RunChain(store, run.id(), attempts.get());
        this.core = new RunCore(Gate.of(run));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Want.class, this::want)
                .onMessage(Unwant.class, unwant -> on(new Event.Unwanted(unwant.batch(), unwant.reason())))
                .onMessage(Watch.class, this::watch)
                .onMessage(FromTrainer.class, from -> fromTrainer(from.report()))
                .onMessage(Happened.class, happened -> on(happened.event()))
                .build();
    }

    private Behavior<Command> want(Want want) {
        if (views.addAll(want.views())) {
            perform(core.on(new Event.ViewsAsked()));
        }
        perform(core.on(new Event.Wanted(want.batch(), want.priority())));
        subscribers
                .computeIfAbsent(want.batch(), batch -> new LinkedHashSet<>())
                .add(want.subscriber());
        tell(want.subscriber(), core.state());
        return this;
    }

    private void tell(ActorRef<Coordinator.RunChanged> subscriber, RunState state) {
        subscriber.tell(new Coordinator.RunChanged(run.id(), state));
    }

    private Behavior<Command> watch(Watch watch) {
        watchers.add(watch.watcher());
        tell(watch.watcher(), core.state());
        return this;
    }

    private Behavior<Command> fromTrainer(NodeReport report) {
        if (report instanceof NodeReport.Committed committed) {
            return on(new Event.Committed(committed.head()));
        }
        if (report instanceof NodeReport.Stopped stopped) {
            return on(new Event.Stopped(
                    stopped.assignment().attempt(), stopped.cause(), stopped.reason(), stopped.done()));
        }
        return this;
    }

    private Behavior<Command> on(Event event) {
        perform(core.on(event));
        return this;
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.ReadHead) {
            getContext()
                    .pipeToSelf(
                            chain.created(run, dataSet, List.copyOf(views)),
                            (head, failure) -> new Happened(
                                    failure == null
                                            ? new Event.HeadRead(
                                                    head.summary(), NumericEnvironment.ofSlotFor(head.environment()))
                                            : unread(failure)));
        } else if (effect instanceof Effect.RequestSlot request) {
            coordinator.tell(new Coordinator.RequestSlot(run.id(), request.environment()));
        } else if (effect instanceof Effect.WithdrawRequest) {
            coordinator.tell(new Coordinator.WithdrawRequest(run.id()));
        } else if (effect instanceof Effect.Idle) {
            coordinator.tell(new Coordinator.SlotIdle(run.id()));
        } else if (effect instanceof Effect.Busy) {
            coordinator.tell(new Coordinator.SlotBusy(run.id()));
        } else if (effect instanceof Effect.Start start) {
            send(start.assignment(), new NodeCommand.Train(start.assignment(), start.recoveredFrom()));
        } else if (effect instanceof Effect.Release release) {
            send(release.assignment(), new NodeCommand.Release(release.assignment()));
        } else if (effect instanceof Effect.ReturnSlot unneeded) {
            coordinator.tell(new Coordinator.SlotFreed(unneeded.assignment()));
        } else if (effect instanceof Effect.SlotFreed freed) {
            coordinator.tell(new Coordinator.SlotFreed(freed.assignment()));
        } else if (effect instanceof Effect.BackOff backOff) {
            timers.startSingleTimer(new Happened(new Event.BackOffElapsed()), backOff.delay());
        } else if (effect instanceof Effect.Announce announce) {
            getContext()
                    .getLog()
                    .info(
                            "run [{}]: {} at iteration [{}]: {}",
                            run.id(),
                            announce.state().phase(),
                            announce.state().iteration(),
                            announce.state().reason());
            subscribers.values().forEach(batch -> batch.forEach(each -> tell(each, announce.state())));
            watchers.forEach(watcher -> tell(watcher, announce.state()));
        } else if (effect instanceof Effect.LetGo letGo) {
            subscribers.getOrDefault(letGo.batch(), Set.of()).forEach(each -> tell(each, letGo.state()));
        } else if (effect instanceof Effect.Prioritise prioritise) {
            coordinator.tell(new Coordinator.Prioritise(run.id(), prioritise.priority()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private static Event unread(Throwable failure) {
        String reason = StopCauses.sentence(failure);
        return StopCauses.of(failure) == StopCause.STORAGE
                ? new Event.HeadUnreadable(reason)
                : new Event.HeadDamaged(reason);
    }

    private void send(Assignment assignment, NodeCommand command) {
        coordinator.tell(new Coordinator.Send(assignment.slot().node(), command));
    }
}
