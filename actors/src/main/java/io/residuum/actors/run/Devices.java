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
import io.residuum.actors.decision.DevicesCore;
import io.residuum.actors.decision.DevicesCore.Effect;
import io.residuum.actors.wire.NodeCommand;
import io.residuum.actors.wire.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** @param uplink of the coordinator that orders; only the one attached last is obeyed */
    public record Ordered(NodeCommand command, ActorRef<NodeReport> uplink) implements Command {}

    /** Let every trainer commit what it has and stop, and begin nothing new; {@code left} completes when the last one is gone. */
    public record Leave(CompletableFuture<Void> left) implements Command {}

    /** Stop every trainer where it is; {@code stopped} completes when their threads and memory are gone. */
    public record Stop(CompletableFuture<Void> stopped) implements Command {}

    /** From a trainer of this node. */
    record TrainerSays(NodeReport report) implements Command {}

    private final String node;
    private final DevicesCore core;
    private final BiFunction<NodeCommand.Train, ActorRef<NodeReport>, Behavior<Trainer.Command>> trainers;
    private final Map<Assignment, ActorRef<Trainer.Command>> running = new HashMap<>();
    private final List<ActorRef<NodeReport>> uplinks = new ArrayList<>();
    private final List<CompletableFuture<Void>> leaving = new ArrayList<>();

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
        this.core = new DevicesCore(node, slots, environment);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Attach.class, attach -> attach(attach.uplink()))
                .onMessage(Ordered.class, ordered -> ordered(ordered.command(), name(ordered.uplink())))
                .onMessage(Leave.class, leave -> {
                    leaving.add(leave.left());
                    return perform(core.leave());
                })
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
        return perform(core.attached(name(uplink)));
    }

    private static String name(ActorRef<NodeReport> uplink) {
        return uplink.path().toSerializationFormat();
    }

    private Behavior<Command> ordered(NodeCommand command, String from) {
        if (command instanceof NodeCommand.Train train) {
            return perform(core.trainOrdered(from, train.assignment(), train.recoveredFrom()));
        } else if (command instanceof NodeCommand.Release release) {
            return perform(core.releaseOrdered(from, release.assignment()));
        } else if (command instanceof NodeCommand.Offer) {
            return perform(core.offersAsked(from));
        }
        throw new AssertionError(command);
    }

    private Behavior<Command> perform(List<Effect> effects) {
        effects.forEach(this::perform);
        return this;
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.StartTrainer start) {
            startTrainer(new NodeCommand.Train(start.assignment(), start.recoveredFrom()));
        } else if (effect instanceof Effect.ReleaseTrainer release) {
            ActorRef<Trainer.Command> trainer = running.get(release.assignment());
            if (trainer != null) {
                trainer.tell(new Trainer.Release());
            }
        } else if (effect instanceof Effect.Say say) {
            DevicesCore.LastWord word = say.word();
            say(new NodeReport.Stopped(word.assignment(), word.cause(), word.reason(), word.done()));
        } else if (effect instanceof Effect.Offer offer) {
            say(new NodeReport.Offers(
                    node,
                    offer.slots().stream()
                            .map(status -> new NodeReport.SlotOffer(
                                    status.slot(),
                                    status.environment(),
                                    status.training().stream().toList()))
                            .toList()));
        } else if (effect instanceof Effect.SayLeaving) {
            say(new NodeReport.Leaving(node));
        } else if (effect instanceof Effect.Left) {
            leaving.forEach(left -> left.complete(null));
        } else {
            throw new AssertionError(effect);
        }
    }

    private void startTrainer(NodeCommand.Train order) {
        Assignment assignment = order.assignment();
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
        running.put(assignment, trainer);
    }

    private Behavior<Command> trainerSays(NodeReport report) {
        if (report instanceof NodeReport.Stopped stopped) {
            core.lastWord(
                    new DevicesCore.LastWord(stopped.assignment(), stopped.cause(), stopped.reason(), stopped.done()));
        } else {
            if (report instanceof NodeReport.Progress progress) {
                core.progressed(progress.assignment(), progress.done());
            }
            say(report);
        }
        return this;
    }

    private Behavior<Command> trainerGone(Terminated signal, Throwable cause) {
        Optional<Assignment> gone = running.entrySet().stream()
                .filter(entry -> entry.getValue().unsafeUpcast().equals(signal.getRef()))
                .map(Map.Entry::getKey)
                .findFirst();
        gone.ifPresent(assignment -> {
            running.remove(assignment);
            if (!core.hasWordOf(assignment)) {
                getContext()
                        .getLog()
                        .warn("run [{}]: trainer [{}] failed", assignment.run(), assignment.attempt(), cause);
            }
            perform(core.trainerGone(assignment, StopCauses.of(cause), StopCauses.sentence(cause)));
        });
        return this;
    }

    private Behavior<Command> stop(CompletableFuture<Void> stopped) {
        return Behaviors.stopped(() -> stopped.complete(null)); // children first
    }

    private void say(NodeReport report) {
        uplinks.forEach(uplink -> uplink.tell(report));
    }
}
