package io.residuum.actors.command;

import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RecomputationPlan;
import io.residuum.actors.history.RecomputationPlan.Candidate;
import io.residuum.actors.history.RecomputationPlan.Standing;
import io.residuum.actors.history.RecomputationPlan.Stretch;
import io.residuum.actors.history.RunAudit.Placed;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.Moments;
import io.residuum.actors.run.Recomputation;
import io.residuum.actors.run.Recomputation.Outcome;
import io.residuum.actors.run.TrainerResources;
import io.residuum.actors.run.Verification;
import io.residuum.actors.run.Verification.Damage;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Has segments of runs trained again after a verification, says what it costs first, and mends what came out whole. */
final class RecomputedSegments {

    /** A segment trained again. */
    record Row(RunId run, Outcome outcome, boolean putBack) {}

    private final Session session;
    private final Verification verification;
    private final PrintWriter err;
    private final List<Row> rows = new ArrayList<>();

    RecomputedSegments(Session session, Verification verification, PrintWriter err) {
        this.session = session;
        this.verification = verification;
        this.err = err;
    }

    /** {@code count} segments of every run whose chain is whole. */
    List<Row> of(int count) {
        List<RunId> runs = verification.wholeRuns().stream()
                .filter(run -> !verification.candidates(run).isEmpty())
                .toList();
        if (runs.isEmpty()) {
            return rows;
        }
        ActorsSettings settings = session.actorsSettings();
        TrainerResources node = TrainerResources.open(
                session.system(),
                session.store(),
                session.configuration().config(),
                settings,
                Clock.systemUTC(),
                Moments.unobserved(),
                Feed.ofRun());
        for (RunId run : runs) {
            List<Candidate> candidates = verification.candidates(run);
            RecomputationPlan plan = RecomputationPlan.of(candidates, count);
            say(run, plan);
            plan.stretches().forEach(stretch -> train(run, stretch, lost(candidates), node));
        }
        return rows;
    }

    private static Set<Long> lost(List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.standing() == Standing.LOST)
                .map(candidate -> candidate.placed().index())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void say(RunId run, RecomputationPlan plan) {
        err.printf(
                "run %s: trains segment%s %s again: %,d iterations, about %s at the speed they were trained at%n",
                run.shortHex(),
                plan.chosen().size() == 1 ? "" : "s",
                plan.chosen().stream()
                        .map(placed -> Long.toString(placed.index()))
                        .collect(Collectors.joining(", ")),
                plan.iterations(),
                Durations.text(plan.expected().toMillis() / 1000.0));
        for (Stretch stretch : plan.stretches()) {
            err.printf(
                    "  iterations %,d to %,d, from %s%n",
                    stretch.from(),
                    stretch.to(),
                    stretch.start().isEmpty() ? "untrained weights" : "the state that is kept there");
        }
        err.flush();
    }

    private void train(RunId run, Stretch stretch, Set<Long> lost, TrainerResources node) {
        RunEntry.Created created = verification.run(run).created().orElseThrow();
        RunEntry.Segment first = stretch.segments().get(0).segment();
        new Recomputation(node.with(node.settings().as(first.environment())), created.spec(), created.dataSet())
                .train(stretch, (recomputation, outcome) -> told(run, recomputation, outcome, lost));
    }

    private void told(RunId run, Recomputation recomputation, Outcome outcome, Set<Long> lost) {
        Placed placed = outcome.placed();
        boolean putBack = false;
        if (outcome instanceof Outcome.Same same && lost.remove(placed.index())) {
            verification.restored(recomputation.putBack(same));
            putBack = true;
        } else if (outcome instanceof Outcome.Different different) {
            verification.found(new Damage(
                    "runs/" + run.hex(),
                    placed.index(),
                    placed.segment().state().key(),
                    "trained again it is " + different.state() + ", the chain says "
                            + placed.segment().state().sha256()
                            + different
                                    .difference()
                                    .map(difference -> "; " + difference)
                                    .orElse("; all metrics are the same")));
        }
        rows.add(new Row(run, outcome, putBack));
        err.printf("  segment %d: %s%n", placed.index(), word(outcome, putBack));
        err.flush();
    }

    /** For a person. */
    static String word(Outcome outcome, boolean putBack) {
        if (outcome instanceof Outcome.NotComparable other) {
            return "not comparable: its numeric environment is another, " + other.difference();
        }
        if (outcome instanceof Outcome.Different) {
            return "different";
        }
        return putBack ? "the same; its lost state is put back" : "the same";
    }
}
