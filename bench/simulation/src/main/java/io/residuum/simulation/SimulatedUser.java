package io.residuum.simulation;

import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchControl.Answer;
import io.residuum.actors.decision.BatchControl.Target;
import io.residuum.actors.experiment.RunId;
import io.residuum.simulation.BatchOracle.State;
import io.residuum.simulation.Timeline.Participant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Whoever commands batches: asks any coordinator, asks again until there is an answer, and remembers what was promised. */
final class SimulatedUser {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration QUIET = Duration.ofSeconds(40);

    private final World world;
    private final Participant process = new Participant("user");
    private int asking;

    SimulatedUser(World world) {
        this.world = world;
    }

    Participant process() {
        return process;
    }

    boolean satisfied() {
        return asking == 0;
    }

    /** Pauses the batch and resumes it after a while. */
    void pause(Plan plan, Duration length) {
        asking++; // the pause is not over before the batch is resumed
        command(plan, new BatchControl.Pause(), State::paused, () -> world.timeline()
                .after(length, process, () -> {
                    checkQuiet(plan, length);
                    command(plan, new BatchControl.Resume(), state -> !state.paused(), () -> asking--);
                }));
    }

    void priority(Plan plan, int priority) {
        command(plan, new BatchControl.SetPriority(priority), state -> state.priority() == priority, () -> {});
    }

    void cancel(Plan plan, Target target) {
        List<RunId> meant = meant(plan, target);
        command(
                plan,
                new BatchControl.Cancel(target),
                state -> state.cancelled().containsAll(meant),
                () -> {});
    }

    void retry(Plan plan, Target target) {
        List<RunId> meant = meant(plan, target);
        command(
                plan,
                new BatchControl.Retry(target),
                state -> meant.stream()
                        .noneMatch(run -> state.cancelled().contains(run)
                                || state.failed().contains(run)),
                () -> {});
    }

    private static List<RunId> meant(Plan plan, Target target) {
        return target instanceof Target.Run one
                ? List.of(one.run())
                : List.copyOf(plan.runs().keySet());
    }

    private void command(Plan plan, BatchControl control, Predicate<State> holds, Runnable then) {
        asking++;
        new Asking(plan, control, holds, then).ask();
    }

    /** A batch that has been paused for long, in a world without faults meanwhile, trains nothing. */
    private void checkQuiet(Plan plan, Duration length) {
        long since = world.timeline().nowMillis() - QUIET.toMillis();
        if (length.compareTo(QUIET) < 0
                || world.lastFaultMillis() > since
                || !world.ledger().pausedSince(plan, since)) {
            return;
        }
        for (SimulatedNode node : world.liveNodes()) {
            for (RunId run : node.running()) {
                if (plan.runs().containsKey(run) && !world.ledger().wanted(run)) {
                    throw new Violation(
                            Invariant.CONTROLS_HOLD,
                            "%s still trains %s of a batch that is paused"
                                    .formatted(node.name(), run.shortHex().substring(0, 6)));
                }
            }
        }
    }

    private final class Asking {
        private final Plan plan;
        private final BatchControl control;
        private final Predicate<State> holds;
        private final Runnable then;
        private final long head; // of the chain when it was first asked
        private final OptionalLong asOf;
        private boolean answered;
        private int times;

        Asking(Plan plan, BatchControl control, Predicate<State> holds, Runnable then) {
            this.plan = plan;
            this.control = control;
            this.holds = holds;
            this.then = then;
            this.head = world.ledger().oracle(plan).map(BatchOracle::head).orElse(0L);
            this.asOf = OptionalLong.of(
                    world.ledger().oracle(plan).map(BatchOracle::lastWord).orElse(0L));
        }

        void ask() {
            int time = ++times;
            Optional<SimulatedCoordinator> asked = world.anyCoordinator();
            asked.ifPresent(coordinator -> world.messages()
                    .between(
                            process,
                            coordinator.process(),
                            "user: " + control,
                            () -> coordinator.control(plan, control, asOf, answer -> world.messages()
                                    .between(
                                            coordinator.process(), process, "answer: " + answer, () -> told(answer)))));
            world.timeline().after(PATIENCE, process, () -> {
                if (!answered && time == times) {
                    ask();
                }
            });
        }

        private void told(Optional<Answer> answer) {
            if (answered || answer.isEmpty()) { // the batch is not open there: asked again
                return;
            }
            answered = true;
            if (answer.get() instanceof Answer.Overtaken) {
                new Asking(plan, control, holds, then).ask();
                return;
            }
            boolean done = answer.get() instanceof Answer.Written || answer.get() instanceof Answer.AlreadySo;
            List<State> meanwhile = world.ledger().oracle(plan).orElseThrow().since(head);
            if (done ? meanwhile.stream().noneMatch(holds) : meanwhile.stream().noneMatch(State::reported)) {
                throw new Violation(
                        Invariant.ANSWERED_WHEN_WRITTEN,
                        "%s of %s is answered %s"
                                .formatted(control, plan.batch().name(), answer.get()));
            }
            asking--;
            then.run();
        }
    }
}
