package io.residuum.actors.decision;

import io.residuum.actors.experiment.BatchId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the supervisor of one run decides: read the head, ask for a slot, start a trainer, go on from the head after
 * whatever stopped it, and give up only after three failures of the trainer itself on one segment. What no waiting mends, damage
 * and too little memory, is tried as often and then parked, without a verdict.
 *
 * <p>Single-threaded. Messages may come late or twice: what names an assignment that is not the present one is ignored,
 * and a commit that is already known changes nothing.
 */
public final class RunCore {

    /** Failures of the trainer itself, on one segment and with no commit between, after which the run is given up. */
    public static final int FAILURES_TO_GIVE_UP = 3;

    /** Encounters with damage, or with too little memory, with no commit between, after which the run is parked. */
    public static final int SETBACKS_TO_PARK = 3;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    /**
     * What a chain's entry says of its run.
     *
     * @param iteration iterations done
     * @param testErrorPercent of the last evaluation; not a number before the first
     */
    public record Head(long index, long iteration, double testErrorPercent, Ending ending) {
        public Head {
            Objects.requireNonNull(ending, "ending");
            if (index < 0 || iteration < 0) {
                throw new IllegalArgumentException(
                        "a head lies at entry >= 0, iteration >= 0, was " + index + ", " + iteration);
            }
        }
    }

    /** What happens to a run. */
    public sealed interface Event {
        /**
         * The head of the chain was read; it exists, since the supervisor creates entry 0 first.
         *
         * @param environment what the run is pinned to; empty before its first segment
         */
        record HeadRead(Head head, Map<String, String> environment) implements Event {}

        /** The store did not answer, or refused. */
        record HeadUnreadable(String reason) implements Event {}

        /** The chain, or what it names, is damaged or of a newer format. */
        record HeadDamaged(String reason) implements Event {}

        /** @param elsewhere whether another node has a slot that would do */
        record Granted(Assignment assignment, boolean elsewhere) implements Event {}

        record Committed(Head head) implements Event {}

        /** @param done iterations the trainer had done, committed or not */
        record Stopped(String attempt, StopCause cause, String reason, long done) implements Event {}

        /** A node says that it trains this assignment of the run, be it an earlier coordinator's. */
        record SeenTraining(Assignment assignment) implements Event {}

        /** A node says that it does not train this assignment of the run: its order or its last word is lost or under way. */
        record SeenIdle(Assignment assignment) implements Event {}

        /** The membership removed the node; only this, or a trainer's own word, ends an assignment. */
        record NodeRemoved(String node) implements Event {}

        record BackOffElapsed() implements Event {}

        /** There is no slot for it yet. */
        record Waits(String reason) implements Event {}

        /** So many evaluations may be passed: the decisions about them stand in the cohort's chain. */
        record Decided(long passable) implements Event {}

        /** The decision that the run waits for cannot be taken; an empty reason takes it back. */
        record CohortBlocked(String reason) implements Event {}

        /** The run's network is to be judged under views that nobody here asked for before. */
        record ViewsAsked() implements Event {}

        /** The assignment's slot is for somebody else: commit and leave it, and ask again. */
        record MakeRoom(Assignment assignment, String reason) implements Event {}

        /** A batch wants the run; said again, its priority replaces the one before. */
        record Wanted(BatchId batch, int priority) implements Event {}

        /** The batch wants nothing of it any more; with the last one the run is put down, and what is done is committed. */
        record Unwanted(BatchId batch, String reason) implements Event {}
    }

    /** What the shell has to do, in order. */
    public sealed interface Effect {
        record ReadHead() implements Effect {}

        /** @param environment the only one that will do; empty for any */
        record RequestSlot(Map<String, String> environment) implements Effect {}

        record WithdrawRequest() implements Effect {}

        /** The trainer only waits for a decision; its slot may be given to another run. */
        record Idle() implements Effect {}

        /** It waits no longer. */
        record Busy() implements Effect {}

        /** @param recoveredFrom what ended the attempts before this one */
        record Start(Assignment assignment, List<Recovery> recoveredFrom) implements Effect {
            public Start {
                recoveredFrom = List.copyOf(recoveredFrom);
            }
        }

        record Release(Assignment assignment) implements Effect {}

        /** The slot was granted but is not needed. */
        record ReturnSlot(Assignment assignment) implements Effect {}

        /** The trainer of this assignment is gone; its slot is the allocator's again. */
        record SlotFreed(Assignment assignment) implements Effect {}

        record BackOff(Duration delay) implements Effect {}

        record Announce(RunState state) implements Effect {}

        /** Its most urgent batch has this priority. */
        record Prioritise(int priority) implements Effect {}

        /** Answer a batch that no longer wants the run; others still may. */
        record LetGo(BatchId batch, RunState state) implements Effect {}
    }

    /** How a chain's entry ends a run, if it does. */
    public enum Ending {
        NOT_YET,
        DONE,
        DIVERGED,
        /** Its user deleted it; only who asks for it anew lets it begin again. */
        DELETED
    }

    private sealed interface Stage {
        /** @param adoptable trainers that were seen at it meanwhile, the first one first */
        record Reading(List<Assignment> adoptable) implements Stage {
            Reading with(Assignment seen) {
                return new Reading(Stream.concat(adoptable.stream(), Stream.of(seen))
                        .distinct()
                        .toList());
            }

            Reading withoutNode(String node) {
                return new Reading(adoptable.stream()
                        .filter(seen -> !seen.slot().node().equals(node))
                        .toList());
            }

            Reading without(String attempt) {
                return new Reading(adoptable.stream()
                        .filter(seen -> !seen.attempt().equals(attempt))
                        .toList());
            }
        }

        record Asking() implements Stage {}

        /** @param environment what it will ask for, once the decision it waits for stands */
        record Gated(Map<String, String> environment) implements Stage {
            public Gated {
                environment = Map.copyOf(environment);
            }
        }

        /**
         * @param recoveredFrom what its order said, should it have to be said again
         * @param yieldingTo why it has to leave its slot; empty while it has not
         */
        record Training(Assignment assignment, List<Recovery> recoveredFrom, String yieldingTo) implements Stage {
            /** Whether it was told to leave its slot. */
            boolean yielding() {
                return !yieldingTo.isEmpty();
            }
        }

        record BackingOff() implements Stage {}

        /** Until a batch wants it, or wants it anew. */
        record Resting() implements Stage {}

        record Ended() implements Stage {}
    }

    private final Gate gate;
    private long passable;
    private boolean idle;
    private String blocked = "";
    private Stage stage = new Stage.Resting();
    private final Map<BatchId, Integer> wantedBy = new LinkedHashMap<>(); // with its priority
    private int priority;
    private String whyPutDown = "";
    private boolean askedMeanwhile;
    private long headIndex;
    private long iteration;
    private double testErrorPercent = Double.NaN;
    private final List<Recovery> recoveredFrom = new ArrayList<>();
    private final Set<String> ended = new HashSet<>(); // attempts whose end is known
    private int failures;
    private String lastFailure = "";
    private final Set<String> failedOn = new HashSet<>(); // nodes
    private boolean elsewhere;
    private int setbacks;
    private int backOffs;
    private RunState state = RunState.waiting("nobody asked for it yet");

    /** A run that waits for no other. */
    public RunCore() {
        this(Gate.OPEN);
    }

    /** @param gate where it waits for other seeds */
    public RunCore(Gate gate) {
        this.gate = gate;
    }

    public RunState state() {
        return state;
    }

    /** Takes one event; the effects are to be performed in their order. */
    public List<Effect> on(Event event) {
        List<Effect> effects = new ArrayList<>();
        if (event instanceof Event.HeadRead read) {
            headRead(read, effects);
        } else if (event instanceof Event.HeadUnreadable unreadable) {
            if (stage instanceof Stage.Reading reading && !reading.adoptable().isEmpty()) {
                adopt(reading, effects); // whoever trains knows the head
            } else if (stage instanceof Stage.Reading) {
                backOff("waiting for storage: " + unreadable.reason(), effects);
            }
        } else if (event instanceof Event.HeadDamaged damaged) {
            if (stage instanceof Stage.Reading reading && !reading.adoptable().isEmpty()) {
                adopt(reading, effects);
            } else if (stage instanceof Stage.Reading) {
                damaged(damaged.reason(), effects);
            }
        } else if (event instanceof Event.Granted granted) {
            granted(granted, effects);
        } else if (event instanceof Event.Committed committed) {
            committed(committed.head(), effects);
        } else if (event instanceof Event.Stopped stopped) {
            ended.add(stopped.attempt());
            if (stage instanceof Stage.Training t && t.assignment().attempt().equals(stopped.attempt())) {
                stopped(t.assignment(), stopped, effects);
            } else if (stage instanceof Stage.Reading reading) {
                stage = reading.without(stopped.attempt());
            }
        } else if (event instanceof Event.SeenTraining seen) {
            if (!ended.contains(seen.assignment().attempt())) {
                seenTraining(seen.assignment(), effects);
            }
        } else if (event instanceof Event.SeenIdle seen) {
            seenIdle(seen.assignment(), effects);
        } else if (event instanceof Event.NodeRemoved removed) {
            if (stage instanceof Stage.Training t
                    && t.assignment().slot().node().equals(removed.node())) {
                recoveredFrom.add(new Recovery("node " + removed.node() + " left", 0));
                readAgain("node " + removed.node() + " left; going on from the last committed segment", effects);
            } else if (stage instanceof Stage.Reading reading) {
                stage = reading.withoutNode(removed.node());
            }
        } else if (event instanceof Event.BackOffElapsed) {
            if (stage instanceof Stage.BackingOff) {
                stage = new Stage.Reading(List.of());
                effects.add(new Effect.ReadHead());
            }
        } else if (event instanceof Event.Wanted wanted) {
            wanted(wanted, effects);
        } else if (event instanceof Event.Unwanted unwanted) {
            unwanted(unwanted.batch(), unwanted.reason(), effects);
        } else if (event instanceof Event.Waits waits) {
            if (stage instanceof Stage.Asking) {
                announce(RunState.Phase.WAITING, waits.reason(), effects);
            }
        } else if (event instanceof Event.Decided decided) {
            decided(decided.passable(), effects);
        } else if (event instanceof Event.CohortBlocked cohort) {
            blocked = cohort.reason();
            if (!blocked.isEmpty()) {
                blocked(effects);
            }
        } else if (event instanceof Event.ViewsAsked) {
            viewsAsked(effects);
        } else if (event instanceof Event.MakeRoom room) {
            makeRoom(room, effects);
        } else {
            throw new AssertionError(event);
        }
        return effects;
    }

    private void headRead(Event.HeadRead read, List<Effect> effects) {
        if (!(stage instanceof Stage.Reading reading)) {
            return;
        }
        if (headIndex == 0 && read.head().index() > 0) {
            recoveredFrom.add(new Recovery("taken up again by another coordinator", 0));
        }
        advanceTo(read.head());
        switch (read.head().ending()) {
            case DONE -> {
                if (askedMeanwhile) { // the head may have been read before they were
                    askedMeanwhile = false;
                    effects.add(new Effect.ReadHead());
                } else {
                    end(RunState.Phase.DONE, "all " + iteration + " iterations are committed", effects);
                }
            }
            case DIVERGED -> end(
                    RunState.Phase.DIVERGED, "its loss was no longer finite at iteration " + iteration, effects);
            case DELETED -> rest(RunState.Phase.STOPPED, "it was deleted", effects);
            case NOT_YET -> {
                if (!reading.adoptable().isEmpty()) {
                    adopt(reading, effects);
                } else if (puttingDown()) {
                    rest(RunState.Phase.STOPPED, whyPutDown, effects);
                } else if (toGiveUp()) {
                    rest(
                            RunState.Phase.FAILED,
                            "the trainer failed " + failures + " times after iteration " + iteration + ", last: "
                                    + lastFailure,
                            effects);
                } else {
                    ask(read.environment(), effects);
                }
            }
        }
    }

    /** What is done has to be read again: views are asked for behind the end of its chain. */
    private void viewsAsked(List<Effect> effects) {
        if (stage instanceof Stage.Ended && state.phase() == RunState.Phase.DONE) {
            readAgain("it is done, and will be judged under further views", effects);
        } else {
            askedMeanwhile = stage instanceof Stage.Reading;
        }
    }

    private boolean puttingDown() {
        return wantedBy.isEmpty();
    }

    private void wanted(Event.Wanted wanted, List<Effect> effects) {
        wantedBy.put(wanted.batch(), wanted.priority());
        prioritise(effects);
        if (stage instanceof Stage.Resting) {
            forgetFailures();
            setbacks = 0;
            backOffs = 0;
            readAgain("its chain is being read", effects);
        }
    }

    private void prioritise(List<Effect> effects) {
        int highest = wantedBy.values().stream().max(Integer::compare).orElse(priority);
        if (highest != priority) {
            priority = highest;
            effects.add(new Effect.Prioritise(priority));
        }
    }

    private void unwanted(BatchId batch, String reason, List<Effect> effects) {
        boolean wanted = wantedBy.remove(batch) != null;
        prioritise(effects);
        if (!puttingDown()) {
            effects.add(new Effect.LetGo(batch, stopped("goes on for another batch; here: " + reason)));
        } else if (stage instanceof Stage.Resting || stage instanceof Stage.Ended) {
            effects.add(new Effect.LetGo(batch, state.phase().ended() ? state : stopped(reason)));
        } else if (wanted) {
            putDown(reason, effects);
        }
    }

    private RunState stopped(String reason) {
        return new RunState(RunState.Phase.STOPPED, iteration, testErrorPercent, reason);
    }

    private boolean closed() {
        return gate.needed(iteration) > passable;
    }

    private String whyClosed() {
        return "waits after evaluation %d, at iteration %d, for the other seeds: the rate may drop here"
                .formatted(gate.needed(iteration), iteration);
    }

    private void decided(long nowPassable, List<Effect> effects) {
        passable = Math.max(passable, nowPassable);
        if (closed()) {
            return;
        }
        if (stage instanceof Stage.Gated gated) {
            ask(gated.environment(), effects);
        } else if (stage instanceof Stage.Training t && idle) {
            idle = false;
            effects.add(new Effect.Busy());
            announce(
                    RunState.Phase.TRAINING,
                    "training on slot " + t.assignment().slot(),
                    effects);
        }
    }

    private void idleIfClosed(Assignment assignment, List<Effect> effects) {
        if (closed() && !idle) {
            idle = true;
            effects.add(new Effect.Idle());
            announce(RunState.Phase.TRAINING, whyClosed() + "; it keeps slot " + assignment.slot(), effects);
            if (!blocked.isEmpty()) {
                blocked(effects);
            }
        }
    }

    /** A trainer that waits in vain is put down; the run ends once nobody is at it. */
    private void blocked(List<Effect> effects) {
        if (stage instanceof Stage.Gated) {
            rest(RunState.Phase.FAILED, blocked, effects);
        } else if (stage instanceof Stage.Training t && idle) {
            makeRoom(new Event.MakeRoom(t.assignment(), blocked), effects);
        }
    }

    private void ask(Map<String, String> environment, List<Effect> effects) {
        if (closed()) {
            stage = new Stage.Gated(environment);
            if (blocked.isEmpty()) {
                announce(RunState.Phase.WAITING, whyClosed(), effects);
            } else {
                blocked(effects);
            }
            return;
        }
        stage = new Stage.Asking();
        announce(
                RunState.Phase.WAITING,
                environment.isEmpty()
                        ? "waiting for a free slot"
                        : "waiting for a free slot of the numeric environment its first segment was trained in",
                effects);
        effects.add(new Effect.RequestSlot(environment));
    }

    /** A trainer is at it: it goes on, whoever started it, unless another one is ours already. */
    private void seenTraining(Assignment seen, List<Effect> effects) {
        if (stage instanceof Stage.Training t) {
            if (puttingDown() || t.yielding() || !t.assignment().equals(seen)) {
                effects.add(new Effect.Release(seen));
            }
        } else if (stage instanceof Stage.Reading reading) {
            stage = reading.with(seen);
        } else if (stage instanceof Stage.Ended || stage instanceof Stage.Resting) {
            effects.add(new Effect.Release(seen));
        } else {
            if (stage instanceof Stage.Asking) {
                effects.add(new Effect.WithdrawRequest());
            }
            adopt(seen, effects);
        }
    }

    private void adopt(Stage.Reading reading, List<Effect> effects) {
        adopt(reading.adoptable().get(0), effects);
        reading.adoptable().stream().skip(1).forEach(other -> effects.add(new Effect.Release(other)));
    }

    private void adopt(Assignment seen, List<Effect> effects) {
        stage = new Stage.Training(seen, List.of(), "");
        recoveredFrom.clear(); // nothing is done again
        idle = false;
        announce(RunState.Phase.TRAINING, "training on slot " + seen.slot() + ", taken over", effects);
        idleIfClosed(seen, effects);
        if (puttingDown()) {
            effects.add(new Effect.Release(seen));
        }
    }

    /** Saying the order again is safe: a node begins no assignment twice, and answers one that ended with its last word. */
    private void seenIdle(Assignment seen, List<Effect> effects) {
        if (stage instanceof Stage.Training t && t.assignment().equals(seen)) {
            boolean leaves = puttingDown() || t.yielding();
            effects.add(leaves ? new Effect.Release(seen) : new Effect.Start(seen, t.recoveredFrom()));
            return;
        }
        if (stage instanceof Stage.Reading reading) {
            stage = reading.without(seen.attempt());
        }
        effects.add(new Effect.ReturnSlot(seen));
    }

    private void granted(Event.Granted event, List<Effect> effects) {
        Assignment granted = event.assignment();
        elsewhere = event.elsewhere();
        if (stage instanceof Stage.Training t && t.assignment().equals(granted)) {
            return; // told twice
        }
        if (!(stage instanceof Stage.Asking)) {
            effects.add(new Effect.ReturnSlot(granted));
            return;
        }
        stage = new Stage.Training(granted, List.copyOf(recoveredFrom), "");
        idle = false;
        effects.add(new Effect.Start(granted, recoveredFrom));
        recoveredFrom.clear();
        announce(RunState.Phase.TRAINING, "training on slot " + granted.slot(), effects);
    }

    private void committed(Head head, List<Effect> effects) {
        if (head.index() <= headIndex || stage instanceof Stage.Ended) {
            return;
        }
        advanceTo(head);
        if (stage instanceof Stage.Training t && head.ending() == Ending.NOT_YET) {
            announce(RunState.Phase.TRAINING, state.reason(), effects);
            idleIfClosed(t.assignment(), effects);
        }
    }

    private void makeRoom(Event.MakeRoom room, List<Effect> effects) {
        Assignment assignment = room.assignment();
        if (stage instanceof Stage.Training t && t.assignment().equals(assignment) && !t.yielding()) {
            stage = new Stage.Training(assignment, t.recoveredFrom(), "gave up its slot: " + room.reason());
            effects.add(new Effect.Release(assignment));
        } else if (stage instanceof Stage.Reading reading && reading.adoptable().contains(assignment)) {
            stage = reading.without(assignment.attempt());
            effects.add(new Effect.Release(assignment));
        }
    }

    private void stopped(Assignment assignment, Event.Stopped stopped, List<Effect> effects) {
        String yieldedTo = stage instanceof Stage.Training t ? t.yieldingTo() : "";
        effects.add(new Effect.SlotFreed(assignment));
        String reason = stopped.reason();
        if (stopped.cause() != StopCause.ENDED && stopped.cause() != StopCause.RELEASED) {
            recoveredFrom.add(new Recovery(reason, Math.max(0, stopped.done() - iteration)));
        }
        switch (stopped.cause()) {
            case ENDED -> { // the chain has the last word, soon enough not to be announced
                stage = new Stage.Reading(List.of());
                effects.add(new Effect.ReadHead());
            }
            case OVERTAKEN -> readAgain("reading its chain: " + reason, effects);
            case RELEASED -> {
                if (puttingDown()) {
                    rest(RunState.Phase.STOPPED, whyPutDown, effects);
                } else {
                    readAgain(yieldedTo.isEmpty() ? "reading its chain: " + reason : yieldedTo, effects);
                }
            }
            case TRAINER -> trainerFailed(assignment.slot().node(), reason, effects);
            case STORAGE -> backOff("waiting for storage: " + reason, effects);
            case MEMORY -> shortOfMemory(reason, effects);
            case DAMAGE -> damaged(reason, effects);
            case ENVIRONMENT -> backOff("another numeric environment: " + reason, effects);
        }
    }

    private void trainerFailed(String node, String reason, List<Effect> effects) {
        failures++;
        failedOn.add(node);
        lastFailure = reason;
        if (toGiveUp()) { // unless the head says that somebody committed meanwhile
            readAgain("reading its chain: the trainer failed " + failures + " times, last: " + reason, effects);
        } else {
            backOff("the trainer failed (" + failures + " of " + FAILURES_TO_GIVE_UP + "): " + reason, effects);
        }
    }

    /** One node alone may be to blame, where there is another. */
    private boolean toGiveUp() {
        return failures >= FAILURES_TO_GIVE_UP && (failedOn.size() > 1 || !elsewhere);
    }

    private void forgetFailures() {
        failures = 0;
        failedOn.clear();
    }

    /** Read again before it is believed: a state may have been collected, an answer damaged on its way. */
    private void damaged(String reason, List<Effect> effects) {
        setback(reason, "what it read was damaged; reading again", effects);
    }

    private void shortOfMemory(String reason, List<Effect> effects) {
        setback(
                "memory was too small " + SETBACKS_TO_PARK + " times after iteration " + iteration + ": " + reason
                        + "; give the process more, train fewer runs side by side, or take more slices or a smaller"
                        + " mini-batch or network",
                "out of memory: " + reason,
                effects);
    }

    private void setback(String last, String meanwhile, List<Effect> effects) {
        setbacks++;
        if (setbacks >= SETBACKS_TO_PARK && !puttingDown()) {
            rest(RunState.Phase.PARKED, last, effects);
        } else {
            backOff(meanwhile, effects);
        }
    }

    private void putDown(String reason, List<Effect> effects) {
        whyPutDown = reason;
        if (stage instanceof Stage.Training t) {
            effects.add(new Effect.Release(t.assignment()));
        } else if (stage instanceof Stage.Asking) {
            effects.add(new Effect.WithdrawRequest());
            rest(RunState.Phase.STOPPED, reason, effects);
        } else if (stage instanceof Stage.BackingOff || stage instanceof Stage.Gated) {
            rest(RunState.Phase.STOPPED, reason, effects);
        } // reading: the head may say that the run is done
    }

    private void readAgain(String reason, List<Effect> effects) {
        stage = new Stage.Reading(List.of());
        announce(RunState.Phase.WAITING, reason, effects);
        effects.add(new Effect.ReadHead());
    }

    private void backOff(String reason, List<Effect> effects) {
        if (puttingDown()) {
            rest(RunState.Phase.STOPPED, whyPutDown, effects);
            return;
        }
        stage = new Stage.BackingOff();
        announce(RunState.Phase.WAITING, reason, effects);
        Duration delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(backOffs, 10));
        backOffs++;
        effects.add(new Effect.BackOff(delay.compareTo(LONGEST_BACK_OFF) < 0 ? delay : LONGEST_BACK_OFF));
    }

    private void rest(RunState.Phase phase, String reason, List<Effect> effects) {
        stage = new Stage.Resting();
        announce(phase, reason, effects);
    }

    private void end(RunState.Phase phase, String reason, List<Effect> effects) {
        stage = new Stage.Ended();
        announce(phase, reason, effects);
    }

    private void advanceTo(Head head) {
        if (head.index() > headIndex) {
            headIndex = head.index();
            forgetFailures();
            setbacks = 0;
            backOffs = 0;
        }
        if (head.iteration() >= iteration) {
            iteration = head.iteration();
            if (!Double.isNaN(head.testErrorPercent())) { // a segment without an evaluation takes none back
                testErrorPercent = head.testErrorPercent();
            }
        }
    }

    private void announce(RunState.Phase phase, String reason, List<Effect> effects) {
        state = new RunState(phase, iteration, testErrorPercent, reason);
        effects.add(new Effect.Announce(state));
    }
}
