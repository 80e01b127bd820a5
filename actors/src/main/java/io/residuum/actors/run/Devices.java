package io.residuum.actors.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.SlotId;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * The slots of one node and the trainers on them. Lives in the local actor system, as long as the process; outlives any
 * number of coordinators. At most one trainer a slot.
 */
public final class Devices extends AbstractBehavior<Devices.Command> {

    public sealed interface Command {}

    /** Reports go to {@code uplink} from now on, beginning with all offers. */
    public record Attach(ActorRef<NodeReport> uplink) implements Command {}

    public record Ordered(NodeCommand command) implements Command {}

    /** Stop every trainer where it is; {@code stopped} completes when their threads and memory are gone. */
    public record Stop(CompletableFuture<Void> stopped) implements Command {}

    /** From a trainer of this node. */
    record TrainerSays(NodeReport report) implements Command {}

    private final String node;
    private final Map<SlotId, Map<String, String>> environments = new TreeMap<>();
    private final BiFunction<NodeCommand.Train, ActorRef<NodeReport>, Behavior<Trainer.Command>> trainers;
    private final Map<SlotId, Training> training = new HashMap<>();
    private final Map<Assignment, NodeReport.Stopped> lastWords = new HashMap<>();
    private final Map<Assignment, Long> lastDone = new HashMap<>();
    private final List<ActorRef<NodeReport>> uplinks = new ArrayList<>();

    private record Training(Assignment assignment, ActorRef<Trainer.Command> trainer) {}

    /**
     * @param environment the numeric environment of every slot here
     * @param trainers makes the behaviour of the trainer for an assignment
     */
    public static Behavior<Command> create(
            String node,
            int slots,
            Map<String, String> environment,
            BiFunction<NodeCommand.Train, ActorRef<NodeReport>, Behavior<Trainer.Command>> trainers) {
        return Behaviors.setup(context -> new Devices(context, node, slots, environment, trainers));
    }

    private Devices(
            ActorContext<Command> context,
            String node,
            int slots,
            Map<String, String> environment,
            BiFunction<NodeCommand.Train, ActorRef<NodeReport>, Behavior<Trainer.Command>> trainers) {
        super(context);
        this.node = node;
        this.trainers = trainers;
        for (int number = 1; number <= slots; number++) {
            environments.put(new SlotId(node, number), environment);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Attach.class, attach -> attach(attach.uplink()))
                .onMessage(Ordered.class, ordered -> ordered(ordered.command()))
                .onMessage(Stop.class, stop -> stop(stop.stopped()))
                .onMessage(TrainerSays.class, says -> trainerSays(says.report()))
                .onSignal(ChildFailed.class, failed -> trainerGone(failed, failed.getCause()))
                .onSignal(
                        Terminated.class,
                        gone -> trainerGone(gone, new IllegalStateException("the trainer stopped without a word")))
                .build();
    }

    private Behavior<Command> attach(ActorRef<NodeReport> uplink) {
        uplinks.clear();
        uplinks.add(uplink);
        offer();
        return this;
    }

    private Behavior<Command> ordered(NodeCommand command) {
        if (command instanceof NodeCommand.Train train) {
            train(train);
        } else if (command instanceof NodeCommand.Release release) {
            release(release.assignment());
        } else if (command instanceof NodeCommand.Offer) {
            offer();
        } else {
            throw new AssertionError(command);
        }
        return this;
    }

    private void train(NodeCommand.Train order) {
        Assignment assignment = order.assignment();
        Training present = training.get(assignment.slot());
        if (present != null && present.assignment().equals(assignment)) {
            return; // told twice
        }
        if (present != null || !environments.containsKey(assignment.slot())) {
            say(new NodeReport.Stopped(
                    assignment,
                    StopCause.RELEASED,
                    present == null
                            ? "there is no slot " + assignment.slot() + " on node " + node
                            : "slot " + assignment.slot() + " is training run "
                                    + present.assignment().run(),
                    0));
            return;
        }
        // A trainer that throws is stopped, with its native memory; its run's supervisor decides what comes next.
        Behavior<Trainer.Command> behavior = Behaviors.supervise(
                        trainers.apply(order, getContext().messageAdapter(NodeReport.class, TrainerSays::new)))
                .onFailure(SupervisorStrategy.stop());
        ActorRef<Trainer.Command> trainer = getContext()
                .spawn(
                        behavior,
                        "trainer-" + assignment.slot().number() + "-" + assignment.attempt(),
                        DispatcherSelector.fromConfig("residuum.trainer-dispatcher"));
        getContext().watch(trainer);
        training.put(assignment.slot(), new Training(assignment, trainer));
    }

    private void release(Assignment assignment) {
        Training present = training.get(assignment.slot());
        if (present != null && present.assignment().equals(assignment)) {
            present.trainer().tell(new Trainer.Release());
        } else {
            say(new NodeReport.Stopped(assignment, StopCause.RELEASED, "it was not training here", 0));
        }
    }

    private Behavior<Command> trainerSays(NodeReport report) {
        if (report instanceof NodeReport.Stopped stopped) {
            // The slot is free once the trainer's thread and memory are; until then the word is kept back.
            lastWords.put(stopped.assignment(), stopped);
        } else {
            if (report instanceof NodeReport.Progress progress) {
                lastDone.put(progress.assignment(), progress.done());
            }
            say(report);
        }
        return this;
    }

    private Behavior<Command> trainerGone(Terminated signal, Throwable cause) {
        Optional<Training> gone = training.values().stream()
                .filter(t -> t.trainer().unsafeUpcast().equals(signal.getRef()))
                .findFirst();
        gone.map(Training::assignment).ifPresent(assignment -> {
            training.remove(assignment.slot());
            NodeReport.Stopped word = lastWords.remove(assignment);
            long done = lastDone.getOrDefault(assignment, 0L);
            lastDone.remove(assignment);
            if (word == null) {
                getContext()
                        .getLog()
                        .warn("run [{}]: trainer [{}] failed", assignment.run(), assignment.attempt(), cause);
                word = new NodeReport.Stopped(assignment, StopCauses.of(cause), StopCauses.sentence(cause), done);
            }
            say(word);
        });
        return this;
    }

    private Behavior<Command> stop(CompletableFuture<Void> stopped) {
        return Behaviors.stopped(() -> stopped.complete(null)); // children first
    }

    private void offer() {
        List<NodeReport.SlotOffer> offers = new ArrayList<>();
        environments.forEach((slot, environment) -> offers.add(new NodeReport.SlotOffer(
                slot,
                environment,
                Optional.ofNullable(training.get(slot)).map(Training::assignment).stream()
                        .toList())));
        say(new NodeReport.Offers(node, offers));
    }

    private void say(NodeReport report) {
        uplinks.forEach(uplink -> uplink.tell(report));
    }
}
