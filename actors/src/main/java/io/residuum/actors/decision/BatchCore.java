package io.residuum.actors.decision;

import io.residuum.actors.decision.BatchControl.Answer;
import io.residuum.actors.decision.BatchWish.Judgement;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Selection;
import io.residuum.storage.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the supervisor of one batch decides: which of its runs are wanted, what goes into its chain, and one report when
 * nothing is left to train. Single-threaded.
 *
 * <p>Everything follows from the chain's standing and the states of runs: a user's command becomes an entry first, and acts
 * by having changed the standing (B3, B4), whoever wrote it. So a coordinator made anew obeys what an earlier one
 * promised, and one that was left behind obeys as soon as it reads.
 */
public final class BatchCore {

    public sealed interface Event {
        /** Somebody asked for the batch; its chain was read, or its entry 0 just written. */
        record ChainRead(BatchStanding standing) implements Event {}

        /** The same, for a coordinator that goes on with a batch of an earlier one: nobody asked again. */
        record TakenOver(BatchStanding standing) implements Event {}

        /** The chain was read again. */
        record ChainMoved(BatchStanding standing) implements Event {}

        record RunChanged(RunId run, RunState state) implements Event {}

        /**
         * A user wants this.
         *
         * @param ticket whom to answer
         */
        record Commanded(long ticket, BatchWish wish) implements Event {}

        /** The wish is settled: in the chain, not needed, or ruled out; the standing is the newest that was read. */
        record Settled(BatchWish wish, Judgement judgement, BatchStanding standing) implements Event {}

        record ReportMade(ObjectRef report) implements Event {}

        /** The batch's own chain, or what its report is made of, is damaged or of a newer format. */
        record Damaged() implements Event {}

        /** The process is to end: commit what is done. */
        record PutDown(String reason) implements Event {}
    }

    public sealed interface Effect {
        /** Have these runs trained. Said again with another priority, that one counts. */
        record Want(List<RunId> runs, int priority) implements Effect {}

        /** The batch wants nothing of these runs any more; each is answered with a state in which it has ended. */
        record Unwant(List<RunId> runs, String reason) implements Effect {}

        /** The chain says that the run is given up: whoever waits for it waits in vain. */
        record GivenUp(RunId run, String reason) implements Effect {}

        /** Get this into the chain, unless that rules it out: then {@link Event.Settled}. */
        record Write(BatchWish wish) implements Effect {}

        /** Make the report of what the chains say now: then {@link Event.ReportMade}. */
        record MakeReport() implements Effect {}

        record Tell(long ticket, Answer answer) implements Effect {}

        /** Nothing is left to do; only a retry changes that. */
        record Finish(Outcome outcome) implements Effect {}
    }

    /** How the batch ended for whoever asked for it. */
    public enum Outcome {
        /** The report stands, and no run failed. */
        REPORTED,
        /** The report stands, with at least one run given up. */
        REPORTED_WITH_FAILURES,
        /** Put down before its end; asking again goes on. */
        INTERRUPTED,
        /** It cannot go on until somebody mends something; asking again then goes on. */
        PARKED
    }

    private final List<RunId> runs;
    private final List<Selection> selections;
    private final Set<String> selecting = new HashSet<>(); // their choice is on its way into the chain
    private final Map<RunId, RunState> ended = new HashMap<>();
    private final Set<RunId> wanted = new HashSet<>();
    private final Set<RunId> leaving = new HashSet<>(); // no longer wanted, and not known to have ended
    private final Map<BatchWish, List<Long>> tickets = new LinkedHashMap<>();
    private final List<Event.Commanded> early = new ArrayList<>(); // came before the chain was read
    private final Set<RunId> verdictsUnderWay = new HashSet<>();
    private final Set<RunId> saidGivenUp = new HashSet<>();
    private Optional<BatchStanding> standing = Optional.empty();
    private Optional<String> puttingDown = Optional.empty();
    private int wantedPriority;
    private boolean retrying; // whoever asked again waits for a retry
    private boolean reporting;
    private long reportBasis;
    private boolean finished;
    private boolean damaged;

    /**
     * @param runs the batch's distinct runs, in the order in which they should be trained
     * @param selections among them
     */
    public BatchCore(List<RunId> runs, List<Selection> selections) {
        this.runs = List.copyOf(runs);
        this.selections = List.copyOf(selections);
    }

    /** Whether nothing is left to do, and nobody waits for an answer. */
    public boolean isOver() {
        return finished && tickets.isEmpty() && early.isEmpty();
    }

    /** The first seed of every variant, then the second: so that variants can be compared early. */
    public static List<RunId> seedBySeed(BatchPlan plan) {
        int most = plan.variants().stream()
                .mapToInt(variant -> plan.seeds(variant).size())
                .max()
                .orElseThrow();
        return IntStream.range(0, most)
                .boxed()
                .flatMap(place -> plan.variants().stream()
                        .filter(variant -> place < plan.seeds(variant).size())
                        .map(variant -> plan.run(variant, plan.seeds(variant).get(place))))
                .map(RunSpec::id)
                .distinct()
                .toList();
    }

    public List<Effect> on(Event event) {
        List<Effect> effects = new ArrayList<>();
        if (damaged) {
            return effects;
        }
        if (event instanceof Event.ChainRead read) {
            opened(read.standing(), effects);
            askedAgain(effects);
        } else if (event instanceof Event.TakenOver taken) {
            opened(taken.standing(), effects);
        } else if (event instanceof Event.ChainMoved moved) {
            moved(moved.standing());
        } else if (event instanceof Event.RunChanged changed) {
            runChanged(changed.run(), changed.state(), effects);
        } else if (event instanceof Event.Commanded commanded) {
            commanded(commanded, effects);
        } else if (event instanceof Event.Settled settled) {
            settled(settled, effects);
        } else if (event instanceof Event.ReportMade made) {
            effects.add(new Effect.Write(new BatchWish.Report(reportBasis, made.report())));
        } else if (event instanceof Event.Damaged) {
            finish(Outcome.PARKED, effects);
            damaged = true;
        } else if (event instanceof Event.PutDown putDown) {
            puttingDown = puttingDown.or(() -> Optional.of(putDown.reason()));
        } else {
            throw new AssertionError(event);
        }
        if (!damaged) {
            standing.ifPresent(now -> act(now, effects));
        }
        return effects;
    }

    private void opened(BatchStanding read, List<Effect> effects) {
        if (standing.isEmpty()) {
            standing = Optional.of(read);
            early.forEach(command -> commanded(command, effects));
            early.clear();
        }
    }

    /** Asking for a batch again means trying again what failed or was cancelled, and going on if it is paused. */
    private void askedAgain(List<Effect> effects) {
        BatchStanding now = standing.orElseThrow();
        if (puttingDown.isPresent()) {
            return;
        }
        if (now.hasSomethingToRetry()) {
            effects.add(new Effect.Write(new BatchWish.Retry(runs)));
            retrying = true;
        }
        if (now.paused()) {
            effects.add(new Effect.Write(new BatchWish.Resume()));
        }
    }

    /** B5: what an older reading says is not heard, and what a newer one lifts is wanted anew. */
    private void moved(BatchStanding read) {
        if (standing.isEmpty() || read.head() <= standing.get().head()) {
            return;
        }
        BatchStanding before = standing.get();
        standing = Optional.of(read);
        if (before.reported() && !read.reported()) {
            finished &= puttingDown.isPresent(); // a report is due again, though nothing may be left to train for it
        }
        for (RunId run : runs) {
            boolean resumed = before.paused() && !read.paused() && read.open(run);
            if ((!before.open(run) && read.open(run)) || (resumed && !hasResult(run))) {
                if (!hasResult(run)) {
                    ended.remove(run);
                }
                wanted.remove(run);
                finished &= puttingDown.isPresent();
            }
        }
    }

    private void runChanged(RunId run, RunState state, List<Effect> effects) {
        if (!state.phase().ended()) {
            return;
        }
        leaving.remove(run);
        switch (state.phase()) {
            case DONE, DIVERGED -> ended.put(run, state);
            case FAILED -> {
                if (wanted.contains(run) && ended.put(run, state) == null) {
                    verdict(run, state.reason(), effects);
                }
            }
            case PARKED -> {
                if (wanted.contains(run)) {
                    ended.put(run, state);
                }
            }
            case STOPPED, WAITING, TRAINING -> {}
        }
    }

    private void verdict(RunId run, String reason, List<Effect> effects) {
        if (standing.isPresent() && standing.get().open(run) && verdictsUnderWay.add(run)) {
            effects.add(new Effect.Write(
                    new BatchWish.Verdict(run, reason, standing.get().head())));
        }
    }

    private void commanded(Event.Commanded command, List<Effect> effects) {
        if (standing.isEmpty()) {
            early.add(command);
            return;
        }
        tickets.computeIfAbsent(command.wish(), wish -> new ArrayList<>()).add(command.ticket());
        if (tickets.getOrDefault(command.wish(), List.of()).size() == 1) {
            effects.add(new Effect.Write(command.wish()));
        }
    }

    private void settled(Event.Settled settled, List<Effect> effects) {
        moved(settled.standing());
        BatchWish wish = settled.wish();
        List<Long> waiting = tickets.remove(wish);
        if (waiting != null) {
            waiting.forEach(ticket -> effects.add(new Effect.Tell(ticket, answer(settled.judgement()))));
        }
        if (wish instanceof BatchWish.Verdict verdict) {
            verdictsUnderWay.remove(verdict.run());
            if (standing.orElseThrow().open(verdict.run())) {
                ended.remove(verdict.run()); // whatever came of the verdict, somebody wants it tried again since
                wanted.remove(verdict.run());
            }
        } else if (wish instanceof BatchWish.Report) {
            reporting = false;
        } else if (wish instanceof BatchWish.Retry) {
            retrying = false;
        } else if (wish instanceof BatchWish.Select select) {
            selecting.remove(select.selection());
        }
    }

    private static Answer answer(Judgement judgement) {
        if (judgement instanceof Judgement.Append) {
            return new Answer.Written();
        } else if (judgement instanceof Judgement.Fulfilled) {
            return new Answer.AlreadySo();
        } else if (judgement instanceof Judgement.Refused refused) {
            return new Answer.Refused(refused.reason());
        } else if (judgement instanceof Judgement.Overtaken overtaken) {
            return new Answer.Overtaken(overtaken.lastWord());
        }
        throw new AssertionError(judgement);
    }

    /** B4: what follows from the standing and the states of runs, whichever of them changed. */
    private void act(BatchStanding now, List<Effect> effects) {
        Map<String, List<RunId>> unwanted = new LinkedHashMap<>();
        for (RunId run : runs) {
            if (wanted.contains(run) && (puttingDown.isPresent() || !now.wants(run))) {
                wanted.remove(run);
                if (!hasResult(run)) {
                    leaving.add(run);
                    unwanted.computeIfAbsent(
                                    puttingDown.orElseGet(() -> whyUnwanted(run, now)), why -> new ArrayList<>())
                            .add(run);
                }
            }
        }
        unwanted.forEach((why, some) -> effects.add(new Effect.Unwant(some, why)));
        sayGivenUp(now, effects);
        if (puttingDown.isEmpty()) {
            select(now, effects);
            want(now, effects);
        }
        end(now, effects);
    }

    /** B8: what every trial has a result for is chosen, once; one that is given up or cancelled leaves it open. */
    private void select(BatchStanding now, List<Effect> effects) {
        dueChoices(now).forEach((selection, choice) -> {
            if (selecting.add(selection.name())) {
                effects.add(new Effect.Write(new BatchWish.Select(selection.name(), selection.trials(), choice)));
            }
        });
    }

    /** Choices that can be made, and do not stand in the chain yet. */
    private Map<Selection, SelectionCore.Choice> dueChoices(BatchStanding now) {
        List<Selection> open = selections.stream()
                .filter(selection -> !now.selected().containsKey(selection.name()))
                .toList();
        if (open.isEmpty() || now.reported() || now.deleted()) {
            return Map.of();
        }
        Map<RunId, Double> errorsPercent = errorsPercent();
        Map<Selection, SelectionCore.Choice> due = new LinkedHashMap<>();
        for (Selection selection : open) {
            SelectionCore.choose(selection, errorsPercent)
                    .filter(choice -> now.judges(selection.trials()))
                    .ifPresent(choice -> due.put(selection, choice));
        }
        return due;
    }

    private Map<RunId, Double> errorsPercent() {
        Map<RunId, Double> errors = new HashMap<>();
        ended.forEach((run, state) -> {
            if (state.phase() == RunState.Phase.DONE) {
                errors.put(run, state.testErrorPercent());
            } else if (state.phase() == RunState.Phase.DIVERGED) {
                errors.put(run, Double.POSITIVE_INFINITY);
            }
        });
        return errors;
    }

    private void sayGivenUp(BatchStanding now, List<Effect> effects) {
        saidGivenUp.retainAll(now.givenUp().keySet());
        for (RunId run : runs) {
            String reason = now.givenUp().get(run);
            if (reason != null && !retrying && saidGivenUp.add(run)) {
                effects.add(new Effect.GivenUp(run, reason));
            }
        }
    }

    private static String whyUnwanted(RunId run, BatchStanding now) {
        if (now.cancelled().contains(run)) {
            return "cancelled";
        } else if (now.givenUp().containsKey(run)) {
            return "given up: " + now.givenUp().get(run);
        }
        if (now.deleted()) {
            return "its batch was deleted";
        }
        return now.reported() ? "its batch is reported" : "paused";
    }

    private boolean hasResult(RunId run) {
        RunState state = ended.get(run);
        return state != null && (state.phase() == RunState.Phase.DONE || state.phase() == RunState.Phase.DIVERGED);
    }

    private void want(BatchStanding now, List<Effect> effects) {
        List<RunId> fresh = runs.stream()
                .filter(run -> now.wants(run) && !wanted.contains(run) && !ended.containsKey(run))
                .toList();
        boolean reordered = now.priority() != wantedPriority && !wanted.isEmpty();
        wantedPriority = now.priority();
        wanted.addAll(fresh);
        leaving.removeAll(fresh);
        List<RunId> said = reordered
                ? runs.stream()
                        .filter(run -> wanted.contains(run) && !ended.containsKey(run))
                        .toList()
                : fresh;
        if (!said.isEmpty()) {
            effects.add(new Effect.Want(said, now.priority()));
        }
    }

    private void end(BatchStanding now, List<Effect> effects) {
        if (finished
                || retrying
                || reporting
                || !leaving.isEmpty()
                || !verdictsUnderWay.isEmpty()
                || !selecting.isEmpty()) {
            return;
        }
        if (now.reported()) {
            finish(now.givenUp().isEmpty() ? Outcome.REPORTED : Outcome.REPORTED_WITH_FAILURES, effects);
        } else if (now.deleted()) {
            finish(Outcome.INTERRUPTED, effects);
        } else if (!now.paused() && dueChoices(now).isEmpty() && runs.stream().allMatch(run -> settled(run, now))) {
            if (anyParked()) {
                finish(Outcome.PARKED, effects);
                return;
            }
            reporting = true;
            reportBasis = now.head(); // whatever was written behind it is not what was decided on
            effects.add(new Effect.MakeReport());
        } else if (puttingDown.isPresent()) {
            finish(Outcome.INTERRUPTED, effects);
        }
    }

    private boolean anyParked() {
        return ended.values().stream().anyMatch(state -> state.phase() == RunState.Phase.PARKED);
    }

    private boolean settled(RunId run, BatchStanding now) {
        return ended.containsKey(run) ? !verdictsUnderWay.contains(run) : !now.open(run);
    }

    private void finish(Outcome outcome, List<Effect> effects) {
        finished = true;
        effects.add(new Effect.Finish(outcome));
    }
}
