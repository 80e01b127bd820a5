package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.residuum.actors.decision.AllocationCore.Claim;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.CoordinatorCore;
import io.residuum.actors.decision.CoordinatorCore.Effect;
import io.residuum.actors.decision.RunCore.Event;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.SlotStatus;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import io.residuum.pipeline.CentreView;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One for all nodes: knows the slots, supervises every wanted run once, and passes messages between supervisors and
 * nodes. It keeps nothing that is not in the chains or on the nodes.
 */
public final class Coordinator extends AbstractBehavior<Coordinator.Command> {

    public sealed interface Command {}

    /** Run the batch, from wherever it is; {@code watcher} hears everything about it. */
    public record Submit(BatchPlan plan, String sourceText, ActorRef<BatchEvent> watcher) implements Command {}

    /** Go on with a batch that stands in its chain, wherever it is; nothing to do for one that is open already. */
    public record TakeOver(BatchPlan plan, String sourceText, ActorRef<BatchEvent> watcher) implements Command {}

    /** Every batch that has something to train was taken over: what trains for no batch is put down (B6). */
    public record BatchesKnown() implements Command {}

    /** Asks what is on which slot. */
    public record ListSlots(ActorRef<Slots> replyTo) implements Command {}

    /** All slots that nodes offered last, by node and number. */
    public record Slots(List<SlotUse> slots) {
        public Slots {
            slots = List.copyOf(slots);
        }
    }

    /**
     * A slot and what it is at.
     *
     * @param training what is on it; empty for a free one
     * @param out why nobody gets it; empty where it may be had
     */
    public record SlotUse(
            SlotId slot, Map<String, String> environment, Optional<Assignment> training, Optional<String> out) {}

    /** Commit and put down every run; the batches end as interrupted. */
    public record PutDown(String reason) implements Command {}

    /** The membership removed the node: what it trains is given up. */
    public record NodeLeft(String node) implements Command {}

    private record AskOffers() implements Command {}

    private record TrialDue(SlotId slot) implements Command {}

    public record NodeJoined(String node, ActorRef<NodeCommand> devices) implements Command {}

    public record FromNode(NodeReport report) implements Command {}

    /**
     * A user's command about a batch; answered when its entry stands in the batch's chain.
     *
     * @param asOf the last word in the chain that the user had seen; without one the command counts whatever was said
     */
    public record Control(BatchId batch, BatchControl control, OptionalLong asOf, ActorRef<BatchControl.Answer> replyTo)
            implements Command {}

    /**
     * The batch's supervisor has nothing left to do and may be let go.
     *
     * @param heard messages of the coordinator that it has had; with one more under way it stays
     */
    record Leave(BatchId batch, long heard) implements Command {}

    /** The batch's chain was read, or cannot be: what it wants was said before. */
    record Opened(BatchId batch) implements Command {}

    /** A batch wants the run; {@code subscriber} hears its state now and at every change. */
    record Want(
            RunSpec run,
            DataSetId dataSet,
            BatchId batch,
            Claim claim,
            List<CentreView> views,
            ActorRef<RunChanged> subscriber)
            implements Command {}

    /** The batch wants nothing of the run any more; unless others do, it is put down. */
    record Unwant(RunId run, BatchId batch, String reason) implements Command {}

    /** A batch's chain says that the run is given up: whoever waits for it waits in vain. */
    record GivenUp(RunSpec run, String reason) implements Command {}

    /** From now on the run has this priority. */
    record Prioritise(RunId run, int priority) implements Command {}

    /** @param environment the only one that will do; empty for any */
    record RequestSlot(RunId run, Map<String, String> environment) implements Command {}

    record WithdrawRequest(RunId run) implements Command {}

    /** The run's trainer only waits for other seeds. */
    record SlotIdle(RunId run) implements Command {}

    /** It waits no longer. */
    record SlotBusy(RunId run) implements Command {}

    /** The trainer of the assignment is gone, or never started. */
    record SlotFreed(Assignment assignment) implements Command {}

    record Send(String node, NodeCommand command) implements Command {}

    /** A run's state, as its supervisor announces it. */
    public record RunChanged(RunId run, RunState state) {}

    /** How often nodes are asked what they train; a lost order or last word is noticed so late. */
    private static final Duration OFFERS_EVERY = Duration.ofSeconds(5);

    private final ObjectStore store;
    private final Supplier<String> attempts;
    private final TimerScheduler<Command> timers;
    private final CoordinatorCore core;
    private final Map<String, ActorRef<NodeCommand>> nodes = new HashMap<>();
    private final Map<RunId, ActorRef<RunSupervisor.Command>> runs = new HashMap<>();
    private final Map<CohortId, ActorRef<CohortSupervisor.Command>> cohorts = new HashMap<>();
    private final Map<BatchId, OpenBatch> batches = new LinkedHashMap<>();
    private final Map<ActorRef<BatchEvent>, Integer> watchers =
            new LinkedHashMap<>(); // and how many batches they watch
    private final Map<SlotId, Map<String, String>> offered = new TreeMap<>();
    private final Map<SlotId, String> out = new HashMap<>();
    private final Set<BatchId> beingRead = new HashSet<>(); // batches, by their supervisors
    private boolean allTakenOver;
    private long batchesEver;

    /** A batch that is supervised here, and how many messages its supervisor was sent. */
    private static final class OpenBatch {
        private final ActorRef<BatchSupervisor.Command> supervisor;
        private final ActorRef<BatchEvent> watcher;
        private long told;

        OpenBatch(ActorRef<BatchSupervisor.Command> supervisor, ActorRef<BatchEvent> watcher) {
            this.supervisor = supervisor;
            this.watcher = watcher;
        }

        void tell(BatchSupervisor.Command message) {
            told++;
            supervisor.tell(message);
        }
    }

    /** @param attempts names for assignments, each handed out once in the history of the bucket */
    public static Behavior<Command> create(ObjectStore store, Supplier<String> attempts) {
        return create(store, attempts, Set.of());
    }

    /**
     * @param attempts names for assignments, each handed out once in the history of the bucket
     * @param members nodes in the membership now; no slot is given away before each has said what it trains, or was removed
     */
    public static Behavior<Command> create(ObjectStore store, Supplier<String> attempts, Set<String> members) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new AskOffers(), OFFERS_EVERY);
            return new Coordinator(context, timers, store, attempts, members);
        }));
    }

    private Coordinator(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ObjectStore store,
            Supplier<String> attempts,
            Set<String> members) {
        super(context);
        this.timers = timers;
        this.store = store;
        this.attempts = attempts;
        this.core = new CoordinatorCore(attempts, members);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(
                        Submit.class,
                        submit -> open(
                                submit.plan(), submit.sourceText(), submit.watcher(), BatchSupervisor.Opening.ASKED))
                .onMessage(TakeOver.class, this::takeOver)
                .onMessage(BatchesKnown.class, known -> {
                    allTakenOver = true;
                    return batchesKnown();
                })
                .onMessage(Opened.class, opened -> {
                    beingRead.remove(opened.batch());
                    return batchesKnown();
                })
                .onMessage(ListSlots.class, this::listSlots)
                .onMessage(Leave.class, this::leave)
                .onMessage(PutDown.class, this::putDown)
                .onMessage(NodeJoined.class, this::nodeJoined)
                .onMessage(FromNode.class, from -> fromNode(from.report()))
                .onMessage(Control.class, this::control)
                .onMessage(Want.class, this::want)
                .onMessage(Unwant.class, this::unwant)
                .onMessage(GivenUp.class, this::givenUp)
                .onMessage(Prioritise.class, set -> perform(core.prioritised(set.run(), set.priority())))
                .onMessage(RequestSlot.class, request -> perform(core.requested(request.run(), request.environment())))
                .onMessage(WithdrawRequest.class, withdraw -> perform(core.withdrawn(withdraw.run())))
                .onMessage(SlotIdle.class, idle -> perform(core.idle(idle.run())))
                .onMessage(SlotBusy.class, busy -> perform(core.busy(busy.run())))
                .onMessage(TrialDue.class, due -> {
                    out.remove(due.slot());
                    return perform(core.trialDue(due.slot()));
                })
                .onMessage(SlotFreed.class, freed -> perform(core.freed(freed.assignment())))
                .onMessage(NodeLeft.class, left -> {
                    nodes.remove(left.node());
                    offered.keySet().removeIf(slot -> slot.node().equals(left.node()));
                    return perform(core.nodeRemoved(left.node()));
                })
                .onMessage(AskOffers.class, ask -> perform(core.askAll()))
                .onMessage(Send.class, this::send)
                .build();
    }

    /** Not before each batch has said which runs it wants: an earlier coordinator's trainers are theirs. */
    private Behavior<Command> batchesKnown() {
        return allTakenOver && beingRead.isEmpty() ? perform(core.batchesKnown()) : this;
    }

    private Behavior<Command> takeOver(TakeOver take) {
        return batches.containsKey(take.plan().id())
                ? this
                : open(take.plan(), take.sourceText(), take.watcher(), BatchSupervisor.Opening.TAKEN_OVER);
    }

    private Behavior<Command> open(
            BatchPlan plan, String sourceText, ActorRef<BatchEvent> watcher, BatchSupervisor.Opening opening) {
        watchers.merge(watcher, 1, Integer::sum);
        long batchOrder = batchesEver++;
        ActorRef<BatchSupervisor.Command> supervisor = getContext()
                .spawn(
                        BatchSupervisor.create(
                                store,
                                plan,
                                sourceText,
                                opening,
                                batchOrder,
                                getContext().getSelf(),
                                watcher,
                                attempts),
                        "batch-" + batchOrder + "-" + plan.id().value());
        beingRead.add(plan.id());
        batches.put(plan.id(), new OpenBatch(supervisor, watcher));
        return this;
    }

    private Behavior<Command> leave(Leave leave) {
        OpenBatch batch = batches.get(leave.batch());
        if (batch != null && batch.told == leave.heard()) {
            batches.remove(leave.batch());
            watchers.computeIfPresent(batch.watcher, (watcher, watched) -> watched == 1 ? null : watched - 1);
            getContext().stop(batch.supervisor);
        }
        return this;
    }

    private Behavior<Command> listSlots(ListSlots list) {
        Map<SlotId, Assignment> training = core.onSlots();
        list.replyTo()
                .tell(new Slots(offered.entrySet().stream()
                        .map(slot -> new SlotUse(
                                slot.getKey(),
                                slot.getValue(),
                                Optional.ofNullable(training.get(slot.getKey())),
                                Optional.ofNullable(out.get(slot.getKey()))))
                        .toList()));
        return this;
    }

    private Behavior<Command> putDown(PutDown putDown) {
        batches.values().forEach(batch -> batch.tell(new BatchSupervisor.PutDown(putDown.reason())));
        return this;
    }

    private Behavior<Command> control(Control control) {
        OpenBatch batch = batches.get(control.batch());
        if (batch == null) {
            control.replyTo()
                    .tell(new BatchControl.Answer.Refused("batch " + control.batch() + " is not open here; open are "
                            + batches.keySet().stream().map(BatchId::value).collect(Collectors.joining(", "))));
        } else {
            batch.tell(new BatchSupervisor.Control(control.control(), control.asOf(), control.replyTo()));
        }
        return this;
    }

    private Behavior<Command> nodeJoined(NodeJoined joined) {
        nodes.put(joined.node(), joined.devices());
        return perform(core.nodeJoined(joined.node()));
    }

    private Behavior<Command> fromNode(NodeReport report) {
        if (report instanceof NodeReport.Offers offers) {
            offers.slots().forEach(slot -> offered.put(slot.slot(), slot.environment()));
            return perform(core.offered(
                    offers.node(),
                    offers.slots().stream().map(Coordinator::status).toList()));
        } else if (report instanceof NodeReport.Progress progress) {
            tellWatchers(new BatchEvent.RunProgressed(progress));
            if (progress.activity() == NodeReport.Activity.TRAINING) {
                return perform(core.measured(progress.assignment(), progress.imagesPerSecond()));
            }
        } else if (report instanceof NodeReport.Waits waits) {
            tellWatchers(new BatchEvent.RunWaits(waits.assignment().run(), waits.reason()));
        } else if (report instanceof NodeReport.Committed committed) {
            core.committed(committed.assignment());
            tellRun(committed.assignment(), new RunSupervisor.FromTrainer(committed));
        } else if (report instanceof NodeReport.Stopped stopped) {
            tellRun(stopped.assignment(), new RunSupervisor.FromTrainer(stopped));
            return perform(core.stopped(stopped.assignment(), stopped.cause(), stopped.reason()));
        } else if (report instanceof NodeReport.Leaving leaving) {
            return perform(core.nodeLeaving(leaving.node()));
        } else {
            throw new AssertionError(report);
        }
        return this;
    }

    private void tellWatchers(BatchEvent event) {
        watchers.keySet().forEach(watcher -> watcher.tell(event));
    }

    private static SlotStatus status(NodeReport.SlotOffer offer) {
        return new SlotStatus(
                offer.slot(), offer.environment(), offer.training().stream().findFirst());
    }

    private void tellRun(Assignment assignment, RunSupervisor.Command message) {
        tellRun(assignment.run(), message);
    }

    private void tellRun(RunId run, RunSupervisor.Command message) {
        ActorRef<RunSupervisor.Command> supervisor = runs.get(run);
        if (supervisor != null) { // else a run nobody here asked for
            supervisor.tell(message);
        }
    }

    private Behavior<Command> want(Want want) {
        runs.computeIfAbsent(want.run().id(), id -> supervisor(want.run(), want.dataSet()))
                .tell(new RunSupervisor.Want(want.batch(), want.claim().priority(), want.views(), want.subscriber()));
        return perform(core.supervised(want.claim()));
    }

    private ActorRef<RunSupervisor.Command> supervisor(RunSpec run, DataSetId dataSet) {
        ActorRef<RunSupervisor.Command> supervisor = getContext()
                .spawn(
                        RunSupervisor.create(store, run, dataSet, getContext().getSelf(), attempts),
                        "run-" + run.id().hex());
        cohort(run).ifPresent(cohort -> cohort.tell(new CohortSupervisor.Joined(supervisor)));
        return supervisor;
    }

    private Optional<ActorRef<CohortSupervisor.Command>> cohort(RunSpec run) {
        return run.cohortId()
                .map(id -> cohorts.computeIfAbsent(id, cohort -> getContext()
                        .spawn(CohortSupervisor.create(store, run, attempts), "cohort-" + cohort.hex())));
    }

    private Behavior<Command> givenUp(GivenUp givenUp) {
        cohort(givenUp.run())
                .ifPresent(cohort -> cohort.tell(
                        new CohortSupervisor.SeedGivenUp(givenUp.run().id(), givenUp.reason())));
        return this;
    }

    private Behavior<Command> unwant(Unwant unwant) {
        tellRun(unwant.run(), new RunSupervisor.Unwant(unwant.batch(), unwant.reason()));
        return this;
    }

    private Behavior<Command> perform(List<Effect> effects) {
        effects.forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Granted granted) {
            tellRun(
                    granted.assignment(),
                    new RunSupervisor.Happened(new Event.Granted(granted.assignment(), granted.elsewhere())));
        } else if (effect instanceof Effect.SeenTraining seen) {
            tellRun(seen.assignment(), new RunSupervisor.Happened(new Event.SeenTraining(seen.assignment())));
        } else if (effect instanceof Effect.SeenIdle seen) {
            tellRun(seen.assignment(), new RunSupervisor.Happened(new Event.SeenIdle(seen.assignment())));
        } else if (effect instanceof Effect.PutDown putDown) {
            Assignment assignment = putDown.assignment();
            tellRun(assignment, new RunSupervisor.Happened(new Event.MakeRoom(assignment, putDown.reason())));
        } else if (effect instanceof Effect.Waits waits) {
            tellRun(waits.run(), new RunSupervisor.Happened(new Event.Waits(waits.reason())));
        } else if (effect instanceof Effect.TakenOut out) {
            this.out.put(out.slot(), out.reason());
            getContext().getLog().warn("slot [{}] is out for [{}]: {}", out.slot(), out.untilTrial(), out.reason());
            timers.startSingleTimer(out.slot(), new TrialDue(out.slot()), out.untilTrial());
        } else if (effect instanceof Effect.NodeRemoved removed) {
            runs.values().forEach(run -> run.tell(new RunSupervisor.Happened(new Event.NodeRemoved(removed.node()))));
        } else if (effect instanceof Effect.Release release) {
            Assignment assignment = release.assignment();
            send(new Send(assignment.slot().node(), new NodeCommand.Release(assignment)));
        } else if (effect instanceof Effect.AskOffers ask) {
            send(new Send(ask.node(), new NodeCommand.Offer()));
        } else {
            throw new AssertionError(effect);
        }
    }

    private Behavior<Command> send(Send send) {
        ActorRef<NodeCommand> devices = nodes.get(send.node());
        if (devices != null) {
            devices.tell(send.command());
        }
        return this;
    }
}
