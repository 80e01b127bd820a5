package io.residuum.simulation;

import io.residuum.actors.decision.Assignment;
import io.residuum.actors.decision.DevicesCore;
import io.residuum.actors.decision.DevicesCore.Effect;
import io.residuum.actors.decision.Recovery;
import io.residuum.actors.decision.StopCause;
import io.residuum.actors.experiment.RunId;
import io.residuum.simulation.Timeline.Participant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node's process: a {@link DevicesCore} and the trainers on its slots. A process that starts again has another name. */
final class SimulatedNode {

    private record Link(SimulatedCoordinator coordinator, String name) {}

    private final World world;
    private final int place;
    private final Participant process;
    private final DevicesCore core;
    private final Map<Assignment, SimulatedTrainer> trainers = new LinkedHashMap<>();
    private Optional<Link> link = Optional.empty();
    private Optional<SimulatedCoordinator> intended = Optional.empty();
    private final Map<String, String> environment;
    private int links;
    private long clockAheadMillis;

    /** @param place its number in the world, which it shares with earlier processes there */
    SimulatedNode(World world, int place, String name, World.Machine machine) {
        this.world = world;
        this.place = place;
        this.process = new Participant(name);
        this.environment = Map.of("engine", machine.engine());
        this.core = new DevicesCore(name, machine.slots(), environment);
    }

    String name() {
        return process.name();
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Runs that trainers here are at. */
    List<RunId> running() {
        return trainers.keySet().stream().map(Assignment::run).toList();
    }

    int place() {
        return place;
    }

    Participant process() {
        return process;
    }

    boolean alive() {
        return process.alive();
    }

    /** Reports go to this coordinator from now on; it learns of the node as the membership tells it. */
    void attach(SimulatedCoordinator coordinator) {
        String name = coordinator.process().name() + "/" + name() + "/" + links++;
        link = Optional.of(new Link(coordinator, name));
        coordinator.joined(this, name);
        perform(core.attached(name));
    }

    /** The coordinator that this node believes in, and is about to attach to. */
    void intend(SimulatedCoordinator coordinator) {
        intended = Optional.of(coordinator);
    }

    boolean intends(SimulatedCoordinator coordinator) {
        return intended.filter(i -> i == coordinator).isPresent();
    }

    boolean attachedTo(SimulatedCoordinator coordinator) {
        return link.filter(l -> l.coordinator() == coordinator).isPresent();
    }

    void trainOrdered(String from, Assignment assignment, List<Recovery> recoveredFrom) {
        perform(core.trainOrdered(from, assignment, recoveredFrom));
    }

    void releaseOrdered(String from, Assignment assignment) {
        perform(core.releaseOrdered(from, assignment));
    }

    void offersAsked(String from) {
        perform(core.offersAsked(from));
    }

    /** The assignment of the run that a trainer here is at. */
    Optional<Assignment> training(RunId run) {
        return trainers.keySet().stream().filter(a -> a.run().equals(run)).findFirst();
    }

    boolean idle() {
        return trainers.isEmpty();
    }

    long clockMillis() {
        return world.timeline().nowMillis() + clockAheadMillis;
    }

    void setClock(long byMillis) {
        clockAheadMillis += byMillis;
    }

    /** A trainer here throws, if one may. */
    void throwOne() {
        for (SimulatedTrainer trainer : List.copyOf(trainers.values())) {
            if (world.mayThrow(trainer.assignment().run())) {
                threw(trainer);
                return;
            }
        }
    }

    /** The trainer's training throws. */
    void threw(SimulatedTrainer trainer) {
        trainer.end();
        world.ledger().threw(trainer.assignment().run());
        gone(trainer.assignment(), StopCause.TRAINER, "injected");
    }

    void lastWord(Assignment assignment, StopCause cause, String reason, long done) {
        core.lastWord(new DevicesCore.LastWord(assignment, cause, reason, done));
        world.timeline().after(10, process, () -> gone(assignment, cause, reason));
    }

    void gone(Assignment assignment, StopCause cause, String reason) {
        trainers.remove(assignment);
        world.timeline().say(name(), "trainer %s is gone: %s, %s", assignment.attempt(), cause, reason);
        perform(core.trainerGone(assignment, cause, reason));
    }

    void say(String what, java.util.function.Consumer<SimulatedCoordinator> message) {
        link.ifPresent(l ->
                world.messages().toCoordinator(this, l.coordinator(), what, () -> message.accept(l.coordinator())));
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            world.step(process);
            if (effect instanceof Effect.StartTrainer start) {
                SimulatedTrainer trainer = new SimulatedTrainer(world, this, start.assignment(), start.recoveredFrom());
                trainers.put(start.assignment(), trainer);
                trainer.open();
            } else if (effect instanceof Effect.ReleaseTrainer release) {
                Optional.ofNullable(trainers.get(release.assignment())).ifPresent(SimulatedTrainer::release);
            } else if (effect instanceof Effect.Say said) {
                say("stopped " + said.word().assignment().attempt(), to -> to.stopped(said.word()));
            } else if (effect instanceof Effect.Offer offer) {
                say("offers", to -> to.offered(name(), offer.slots()));
            } else {
                throw new AssertionError(effect);
            }
        }
    }
}
