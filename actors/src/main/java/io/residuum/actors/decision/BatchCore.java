package io.residuum.actors.decision;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the supervisor of one batch decides: accept it in its chain, have every run supervised, write a verdict for a run
 * that is given up, and one report when all have ended. Single-threaded.
 */
public final class BatchCore {

    public sealed interface Event {
        /**
         * The batch's chain was read, or its entry 0 just written.
         *
         * @param givenUp runs with a failure verdict that no later {@code retry} lifted
         * @param reported the chain ends with a report
         */
        record ChainRead(Map<RunId, String> givenUp, boolean reported) implements Event {}

        /**
         * The same, for a coordinator that goes on with a batch of an earlier one: nobody asked again, so verdicts stand.
         */
        record TakenOver(Map<RunId, String> givenUp, boolean reported) implements Event {}

        record RunChanged(RunId run, RunState state) implements Event {}

        record VerdictWritten(RunId run) implements Event {}

        record RetryWritten() implements Event {}

        record ReportWritten() implements Event {}

        /** Storage did not take it; the shell has waited. */
        record ReportFailed(String reason) implements Event {}

        /** The batch's own chain, or what its report is made of, is damaged or of a newer format. */
        record Damaged() implements Event {}

        record PutDown(String reason) implements Event {}
    }

    public sealed interface Effect {
        record Supervise(List<RunId> runs) implements Effect {}

        record WriteVerdict(RunId run, String reason) implements Effect {}

        /** Lifts the verdicts of an earlier try: asking again for the same batch means trying again. */
        record WriteRetry(Set<RunId> runs) implements Effect {}

        record WriteReport() implements Effect {}

        record PutDownRuns(String reason) implements Effect {}

        record Finish(Outcome outcome) implements Effect {}
    }

    /** How the batch ended for whoever asked for it. */
    public enum Outcome {
        /** Every run is done or diverged; the report stands. */
        REPORTED,
        /** The report stands, with at least one run given up. */
        REPORTED_WITH_FAILURES,
        /** Put down before its end; asking again goes on. */
        INTERRUPTED,
        /** It cannot go on until somebody mends something; asking again then goes on. */
        PARKED
    }

    private final List<RunId> runs;
    private final Map<RunId, RunState> ended = new LinkedHashMap<>();
    private final Set<RunId> verdictsToWrite = new LinkedHashSet<>();
    private boolean opened;
    private boolean puttingDown;
    private boolean reporting;
    private boolean finished;

    /** @param runs the batch's distinct runs, in the order in which they should be trained */
    public BatchCore(List<RunId> runs) {
        this.runs = List.copyOf(runs);
    }

    /** The first seed of every variant, then the second: so that variants can be compared early. */
    public static List<RunId> seedBySeed(BatchPlan plan) {
        return plan.seeds().stream()
                .flatMap(seed -> plan.variants().stream().map(variant -> plan.run(variant, seed)))
                .map(RunSpec::id)
                .distinct()
                .toList();
    }

    public List<Effect> on(Event event) {
        List<Effect> effects = new ArrayList<>();
        if (finished) {
            return effects;
        }
        if (event instanceof Event.ChainRead read) {
            chainRead(read, effects);
        } else if (event instanceof Event.TakenOver taken) {
            takenOver(taken, effects);
        } else if (event instanceof Event.RetryWritten) {
            effects.add(new Effect.Supervise(runs));
        } else if (event instanceof Event.RunChanged changed) {
            runChanged(changed, effects);
        } else if (event instanceof Event.VerdictWritten written) {
            verdictsToWrite.remove(written.run());
            reportIfAllEnded(effects);
        } else if (event instanceof Event.ReportWritten) {
            finish(anyFailed() ? Outcome.REPORTED_WITH_FAILURES : Outcome.REPORTED, effects);
        } else if (event instanceof Event.ReportFailed) {
            reporting = false;
            reportIfAllEnded(effects);
        } else if (event instanceof Event.Damaged) {
            finish(Outcome.PARKED, effects);
        } else if (event instanceof Event.PutDown putDown) {
            putDown(putDown.reason(), effects);
        } else {
            throw new AssertionError(event);
        }
        return effects;
    }

    private void chainRead(Event.ChainRead read, List<Effect> effects) {
        if (opened) {
            return;
        }
        opened = true;
        if (puttingDown) {
            finish(Outcome.INTERRUPTED, effects);
        } else if (!read.givenUp().isEmpty()) {
            effects.add(new Effect.WriteRetry(read.givenUp().keySet()));
        } else if (read.reported()) {
            finish(Outcome.REPORTED, effects);
        } else {
            effects.add(new Effect.Supervise(runs));
        }
    }

    private void takenOver(Event.TakenOver taken, List<Effect> effects) {
        if (opened) {
            return;
        }
        opened = true;
        taken.givenUp().forEach((run, reason) -> {
            if (runs.contains(run)) {
                ended.put(run, new RunState(RunState.Phase.FAILED, 0, Double.NaN, reason));
            }
        });
        if (taken.reported()) {
            finish(anyFailed() ? Outcome.REPORTED_WITH_FAILURES : Outcome.REPORTED, effects);
        } else if (puttingDown) {
            finish(Outcome.INTERRUPTED, effects);
        } else {
            List<RunId> open =
                    runs.stream().filter(run -> !ended.containsKey(run)).toList();
            effects.add(new Effect.Supervise(open));
            reportIfAllEnded(effects);
        }
    }

    private void runChanged(Event.RunChanged changed, List<Effect> effects) {
        if (!changed.state().phase().ended() || ended.containsKey(changed.run())) {
            return;
        }
        ended.put(changed.run(), changed.state());
        if (changed.state().phase() == RunState.Phase.FAILED) {
            verdictsToWrite.add(changed.run());
            effects.add(new Effect.WriteVerdict(changed.run(), changed.state().reason()));
        }
        reportIfAllEnded(effects);
    }

    private void reportIfAllEnded(List<Effect> effects) {
        if (ended.size() < runs.size() || !verdictsToWrite.isEmpty() || reporting) {
            return;
        }
        if (anyIn(RunState.Phase.STOPPED)) {
            finish(Outcome.INTERRUPTED, effects);
            return;
        }
        if (anyIn(RunState.Phase.PARKED)) {
            finish(Outcome.PARKED, effects);
            return;
        }
        reporting = true;
        effects.add(new Effect.WriteReport());
    }

    private void putDown(String reason, List<Effect> effects) {
        puttingDown = true;
        if (opened) {
            effects.add(new Effect.PutDownRuns(reason));
        }
    }

    private boolean anyFailed() {
        return anyIn(RunState.Phase.FAILED);
    }

    private boolean anyIn(RunState.Phase phase) {
        return ended.values().stream().anyMatch(state -> state.phase() == phase);
    }

    private void finish(Outcome outcome, List<Effect> effects) {
        finished = true;
        effects.add(new Effect.Finish(outcome));
    }
}
