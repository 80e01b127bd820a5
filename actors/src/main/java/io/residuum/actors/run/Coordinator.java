package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.residuum.actors.decision.AllocationCore;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.RunState;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One for all nodes: knows the slots, supervises every wanted run once, and passes messages between supervisors and
 * nodes. It keeps nothing that is not in the chains or on the nodes.
 */
public final class Coordinator extends AbstractBehavior<Coordinator.Command> {

    public sealed interface Command {}

    /** Run the batch, from wherever it is; {@code watcher} hears everything about it. */
    public record Submit(BatchPlan plan, String sourceText, ActorRef<BatchEvent> watcher) implements Command {}

    /** Commit and put down every run; the batches end as interrupted. */
    public record PutDown(String reason) implements Command {}

    public record NodeJoined(String node, ActorRef<NodeCommand> devices) implements Command {}

    public record FromNode(NodeReport report) implements Command {}

    /** Have the run supervised, if it is not yet; {@code subscriber} hears its state now and at every change. */
    record Supervise(RunSpec run, DataSetId dataSet, long batchOrder, long order, ActorRef<RunChanged> subscriber)
            implements Command {}

    /** Put one run down for a batch that is itself put down. */
    record PutDownRun(RunId run, String reason) implements Command {}

    record RequestSlot(AllocationCore.Request request) implements Command {}

    record WithdrawRequest(RunId run) implements Command {}

    /** The trainer of the assignment is gone, or never started. */
    record SlotFreed(Assignment assignment) implements Command {}

    record Send(String node, NodeCommand command) implements Command {}

    /** A run's state, as its supervisor announces it. */
    public record RunChanged(RunId run, RunState state) {}

    private final ObjectStore store;
    private final Supplier<String> attempts;
    private final AllocationCore allocation = new AllocationCore();
    private final Map<String, ActorRef<NodeCommand>> nodes = new HashMap<>();
    private final Map<RunId, ActorRef<RunSupervisor.Command>> runs = new HashMap<>();
    private final List<ActorRef<BatchSupervisor.Command>> batches = new ArrayList<>();
    private final List<ActorRef<BatchEvent>> watchers = new ArrayList<>();

    /** @param attempts names for assignments, each handed out once in the history of the bucket */
    public static Behavior<Command> create(ObjectStore store, Supplier<String> attempts) {
        return Behaviors.setup(context -> new Coordinator(context, store, attempts));
    }

    private Coordinator(ActorContext<Command> context, ObjectStore store, Supplier<String> attempts) {
        super(context);
        this.store = store;
        this.attempts = attempts;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Submit.class, this::submit)
                .onMessage(PutDown.class, this::putDown)
                .onMessage(NodeJoined.class, this::nodeJoined)
                .onMessage(FromNode.class, from -> fromNode(from.report()))
                .onMessage(Supervise.class, this::supervise)
                .onMessage(PutDownRun.class, this::putDownRun)
                .onMessage(RequestSlot.class, request -> grant(allocation.requested(request.request())))
                .onMessage(WithdrawRequest.class, this::withdraw)
                .onMessage(
                        SlotFreed.class,
                        freed -> grant(allocation.freed(freed.assignment().slot())))
                .onMessage(Send.class, this::send)
                .build();
    }

    private Behavior<Command> submit(Submit submit) {
        watchers.add(submit.watcher());
        int batchOrder = batches.size();
        batches.add(getContext()
                .spawn(
                        BatchSupervisor.create(
                                store,
                                submit.plan(),
                                submit.sourceText(),
                                batchOrder,
                                getContext().getSelf(),
                                submit.watcher(),
                                attempts),
                        "batch-" + batchOrder + "-" + submit.plan().id().value()));
        return this;
    }

    private Behavior<Command> putDown(PutDown putDown) {
        batches.forEach(batch -> batch.tell(new BatchSupervisor.PutDown(putDown.reason())));
        return this;
    }

    private Behavior<Command> nodeJoined(NodeJoined joined) {
        nodes.put(joined.node(), joined.devices());
        return this;
    }

    private Behavior<Command> fromNode(NodeReport report) {
        if (report instanceof NodeReport.Offers offers) {
            for (NodeReport.SlotOffer offer : offers.slots()) {
                if (offer.training().isEmpty()) {
                    grant(allocation.offered(offer.slot(), offer.environment()));
                } else {
                    allocation.offeredTaken(
                            offer.slot(),
                            offer.environment(),
                            offer.training().get(0).run());
                }
            }
        } else if (report instanceof NodeReport.Progress progress) {
            watchers.forEach(watcher -> watcher.tell(new BatchEvent.RunProgressed(progress)));
        } else if (report instanceof NodeReport.Committed committed) {
            tellRun(committed.assignment(), new RunSupervisor.FromTrainer(committed));
        } else if (report instanceof NodeReport.Stopped stopped) {
            tellRun(stopped.assignment(), new RunSupervisor.FromTrainer(stopped));
        } else {
            throw new AssertionError(report);
        }
        return this;
    }

    private void tellRun(Assignment assignment, RunSupervisor.Command message) {
        ActorRef<RunSupervisor.Command> supervisor = runs.get(assignment.run());
        if (supervisor != null) {
            supervisor.tell(message);
        } else if (message instanceof RunSupervisor.FromTrainer from && from.report() instanceof NodeReport.Stopped) {
            grant(allocation.freed(assignment.slot())); // a run nobody here asked for
        }
    }

    private Behavior<Command> supervise(Supervise supervise) {
        runs.computeIfAbsent(supervise.run().id(), id -> getContext()
                        .spawn(
                                RunSupervisor.create(
                                        store,
                                        supervise.run(),
                                        supervise.dataSet(),
                                        supervise.batchOrder(),
                                        supervise.order(),
                                        getContext().getSelf(),
                                        attempts),
                                "run-" + id.hex()))
                .tell(new RunSupervisor.Subscribe(supervise.subscriber()));
        return this;
    }

    private Behavior<Command> putDownRun(PutDownRun putDown) {
        ActorRef<RunSupervisor.Command> supervisor = runs.get(putDown.run());
        if (supervisor != null) {
            supervisor.tell(new RunSupervisor.PutDown(putDown.reason()));
        }
        return this;
    }

    private Behavior<Command> withdraw(WithdrawRequest request) {
        allocation.withdrawn(request.run());
        return this;
    }

    private Behavior<Command> grant(List<AllocationCore.Grant> grants) {
        for (AllocationCore.Grant grant : grants) {
            ActorRef<RunSupervisor.Command> supervisor = runs.get(grant.run());
            if (supervisor == null) {
                throw new IllegalStateException(
                        "slot " + grant.slot() + " granted to run " + grant.run() + ", which nobody supervises");
            }
            supervisor.tell(new RunSupervisor.Granted(new Assignment(attempts.get(), grant.run(), grant.slot())));
        }
        return this;
    }

    private Behavior<Command> send(Send send) {
        ActorRef<NodeCommand> devices = nodes.get(send.node());
        if (devices != null) {
            devices.tell(send.command());
        }
        return this;
    }
}
