package io.residuum.actors.decision;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Schedule;
import io.residuum.actors.history.CohortEntry.Decision;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the seeds of a variant decide together, evaluation by evaluation: whether the rate drops. The decision is an entry of
 * the cohort's chain and a pure function of committed metrics of all seeds, so that it does not matter who takes it; it is
 * taken when all of them are there. A diverged seed counts +∞; one that was given up makes the others wait. Single-threaded.
 */
public final class CohortCore {

    public sealed interface Event {
        /** The chain, or what of it there is; it exists. */
        record ChainRead(CohortHistory history) implements Event {}

        /** How a seed stands; its chain has at least that much. */
        record SeedChanged(RunId run, RunState state) implements Event {}

        /** A batch's chain says so, of a seed that nobody may supervise here; what its supervisor says counts more. */
        record SeedGivenUp(RunId run, String reason) implements Event {}

        /** The seeds' chains. */
        record SeedsRead(Map<RunId, RunHistory> histories) implements Event {
            public SeedsRead {
                histories = Map.copyOf(histories);
            }
        }

        /** The store did not answer. */
        record Unanswered(String reason) implements Event {}

        record Waited() implements Event {}
    }

    /** What the shell has to do, in order. */
    public sealed interface Effect {
        /** Create the chain if it is not there, and read it. */
        record ReadChain() implements Effect {}

        record ReadSeeds() implements Effect {}

        /** Append the decision behind the one before, unless another's stands there; then read the chain. */
        record Append(Decision decision) implements Effect {}

        /** Tell the seeds how many evaluations they may pass. */
        record Announce(long passable) implements Effect {}

        /** Tell the seeds that wait that no decision will come, and why; an empty reason takes it back. */
        record Block(String reason) implements Effect {}

        /** {@link Event.Waited} after a while. */
        record Wait() implements Effect {}
    }

    private enum Doing {
        READING_CHAIN,
        READING_SEEDS,
        APPENDING,
        WAITING,
        NOTHING
    }

    private final RunSpec member;
    private final Gate gate;
    private final Schedule.Plateau plateau;
    private final Map<RunId, Long> seeds = new LinkedHashMap<>(); // in their order
    private final Map<RunId, RunState> states = new HashMap<>();
    private CohortHistory history = CohortHistory.empty();
    private Doing doing = Doing.NOTHING;
    private String blocked = "";

    /** @param member any seed of the cohort */
    public CohortCore(RunSpec member) {
        if (!(member.recipe().learningRate().schedule() instanceof Schedule.Plateau found)) {
            throw new IllegalArgumentException("run " + member.id() + " hangs on no other");
        }
        this.member = member;
        this.gate = Gate.of(member);
        this.plateau = found;
        member.cohort().forEach(seed -> seeds.put(member.withSeed(seed).id(), seed));
    }

    /** The first decision that does not follow from those before it and from the values it names, if there is one. */
    public static Optional<Decision> wrong(RunSpec member, CohortHistory history) {
        CohortCore core = new CohortCore(member);
        List<Decision> decisions = history.decisions();
        return decisions.stream()
                .filter(decision -> decision.values().size() != core.seeds.size()
                        || !decision.equals(PlateauRule.next(
                                core.plateau,
                                core.gate,
                                decisions.subList(0, (int) decision.number() - 1),
                                decision.values())))
                .findFirst();
    }

    public List<Effect> begin() {
        doing = Doing.READING_CHAIN;
        return List.of(new Effect.ReadChain());
    }

    public List<Effect> on(Event event) {
        List<Effect> effects = new ArrayList<>();
        if (event instanceof Event.ChainRead read) {
            history = read.history();
            doing = Doing.NOTHING;
            effects.add(new Effect.Announce(Gate.passable(member, history)));
            decideIfDue(effects);
        } else if (event instanceof Event.SeedChanged changed) {
            if (seeds.containsKey(changed.run())) {
                states.put(changed.run(), changed.state());
                block(effects);
                decideIfDue(effects);
            }
        } else if (event instanceof Event.SeedGivenUp givenUp) {
            if (seeds.containsKey(givenUp.run()) && !isUnderWay(states.get(givenUp.run()))) {
                states.put(givenUp.run(), givenUpEarlier(givenUp.reason()));
                block(effects);
            }
        } else if (event instanceof Event.SeedsRead read) {
            seedsRead(read.histories(), effects);
        } else if (event instanceof Event.Unanswered) {
            waitAWhile(effects);
        } else if (event instanceof Event.Waited) {
            if (doing == Doing.WAITING) {
                doing = Doing.READING_CHAIN; // another coordinator may have decided meanwhile
                effects.add(new Effect.ReadChain());
            }
        } else {
            throw new AssertionError(event);
        }
        return effects;
    }

    /** By a coordinator before this one, which does not know what the seed waited for: it blocks the others itself. */
    private static RunState givenUpEarlier(String reason) {
        String cause =
                reason.startsWith(WAITS_FOR) ? "it waited for seed " + reason.substring(WAITS_FOR.length()) : reason;
        return new RunState(RunState.Phase.FAILED, 0, Double.NaN, cause);
    }

    private static boolean isUnderWay(@Nullable RunState state) {
        return state != null && state.phase() != RunState.Phase.STOPPED;
    }

    private void decideIfDue(List<Effect> effects) {
        long number = history.decisions().size() + 1L;
        boolean wanted = gate.exists(number) && Gate.passable(member, history) < number;
        boolean allThere = seeds.keySet().stream().allMatch(run -> isThere(run, gate.iterationOf(number)));
        if (doing == Doing.NOTHING && wanted && allThere) {
            doing = Doing.READING_SEEDS;
            effects.add(new Effect.ReadSeeds());
        }
    }

    private boolean isThere(RunId run, long iteration) {
        RunState state = states.get(run);
        return state != null
                && (state.iteration() >= iteration
                        || state.phase() == RunState.Phase.DONE
                        || state.phase() == RunState.Phase.DIVERGED);
    }

    private void seedsRead(Map<RunId, RunHistory> histories, List<Effect> effects) {
        if (doing != Doing.READING_SEEDS) {
            return;
        }
        long number = history.decisions().size() + 1L;
        List<Double> values = new ArrayList<>();
        for (RunId run : seeds.keySet()) {
            OptionalDouble value = value(histories.getOrDefault(run, RunHistory.empty()), number);
            if (value.isEmpty()) {
                waitAWhile(effects); // the state was ahead of what could be read
                return;
            }
            values.add(value.getAsDouble());
        }
        doing = Doing.APPENDING;
        effects.add(new Effect.Append(PlateauRule.next(plateau, gate, history.decisions(), values)));
    }

    /** What a seed measured between the evaluation before and this one; empty while it is not all committed. */
    private OptionalDouble value(RunHistory run, long number) {
        long from = gate.iterationOf(number - 1);
        long to = gate.iterationOf(number);
        if (run.status() == RunStatus.DIVERGED && run.iteration() <= to) {
            return OptionalDouble.of(Double.POSITIVE_INFINITY);
        }
        return switch (plateau.judgedBy()) {
            case TRAINING_LOSS -> run.trainingLoss(from, to);
            case TRAINING_ERROR -> run.trainingErrorPercent(from, to);
        };
    }

    private void block(List<Effect> effects) {
        String reason = states.entrySet().stream()
                .filter(entry -> cannotGoOn(entry.getValue()))
                .map(entry -> WAITS_FOR + seeds.get(entry.getKey()) + ", which was given up: "
                        + entry.getValue().reason())
                .sorted()
                .findFirst()
                .orElse("");
        if (!reason.equals(blocked)) {
            blocked = reason;
            effects.add(new Effect.Block(reason));
        }
    }

    private static boolean cannotGoOn(RunState state) {
        return switch (state.phase()) {
            case FAILED, PARKED -> !state.reason().startsWith(WAITS_FOR);
            case WAITING, TRAINING, DONE, DIVERGED, STOPPED -> false;
        };
    }

    /** How the reason of a run begins that is blocked by another; it blocks nobody itself. */
    private static final String WAITS_FOR = "its schedule waits for seed ";

    private void waitAWhile(List<Effect> effects) {
        doing = Doing.WAITING;
        effects.add(new Effect.Wait());
    }
}
