package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One batch, trained whatever happens in its process: the result and every weight are those of an undisturbed one. */
@Tag("engine")
class RecoveryIT {

    @TempDir
    Path folder;

    private ObjectNode undisturbed() {
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            return node.result(plan);
        }
    }

    private static RunHistory history(Map<RunId, RunHistory> histories, RunId run) {
        return histories.getOrDefault(run, RunHistory.empty());
    }

    @Test
    void bordersOfSegmentsAreInNoResult() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("cut"), Experiments.SEGMENTS_OF_FOUR)) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            node.run(plan);
            assertThat(node.histories(plan).values())
                    .allMatch(history -> history.segments().size() >= 2);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void askedAgainItAnswersFromTheChains() {
        try (TestNode node = TestNode.over(folder.resolve("again"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            node.run(plan);
            ObjectNode first = node.result(plan);
            AtomicLong steps = new AtomicLong();
            assertThat(node.run(plan, (moment, run, done) -> steps.incrementAndGet(), Feed.ofRun()))
                    .isEqualTo(Outcome.REPORTED);
            assertThat(steps).hasValue(0);
            assertThat(node.result(plan)).isEqualTo(first);
        }
    }

    @Test
    void putDownAnywhereItGoesOnToTheSameResult() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("interrupted"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            int interruptions = 0;
            for (long at : new long[] {1, 5, 7, 14, 3, 10}) { // in warm-up, at an evaluation, ...
                AtomicLong steps = new AtomicLong();
                AtomicBoolean asked = new AtomicBoolean();
                Outcome outcome = runUntil(node, plan, steps, at, asked);
                interruptions += outcome == Outcome.INTERRUPTED ? 1 : 0;
            }
            assertThat(interruptions).isGreaterThanOrEqualTo(4);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    private static Outcome runUntil(TestNode node, BatchPlan plan, AtomicLong steps, long at, AtomicBoolean asked) {
        var putDown = new Object() {
            volatile Runnable action = () -> {};
        };
        Moments moments = (moment, run, done) -> {
            if (moment == Moment.STEP_DONE && steps.incrementAndGet() == at && asked.compareAndSet(false, true)) {
                putDown.action.run();
            }
        };
        return node.run(plan, moments, (local, event) -> {
            if (event instanceof BatchEvent.Accepted) {
                putDown.action = () -> local.putDown("interrupted");
            }
        });
    }

    @Test
    void aTrainerThatThrowsGoesOnFromTheHeadAndDisturbsNoOther() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(
                folder.resolve("crashing"), Experiments.SEGMENTS_OF_FOUR + "\nresiduum.actors.node.slots = 2")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            RunId victim = plan.runs().keySet().iterator().next();
            AtomicBoolean thrown = new AtomicBoolean();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == Moment.STEP_DONE
                                && run.equals(victim)
                                && done == 7
                                && thrown.compareAndSet(false, true)) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
            Map<RunId, RunHistory> histories = node.histories(plan);
            assertThat(history(histories, victim).recoveries())
                    .extracting(Recovery::cause)
                    .anyMatch(cause -> cause.contains("injected"));
            histories.remove(victim);
            assertThat(histories.values())
                    .allMatch(history -> history.recoveries().isEmpty());
        }
    }

    @Test
    void aRunThatFailsThreeTimesIsGivenUpAndARetryFinishesIt() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("failing"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            RunId victim = plan.runs().keySet().iterator().next();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (run.equals(victim) && done == 3) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED_WITH_FAILURES);
            assertThat(history(node.histories(plan), victim).status()).isEqualTo(RunStatus.FAILED);
            assertThat(node.histories(plan).values())
                    .filteredOn(history -> history.status() == RunStatus.DONE)
                    .hasSize(3);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void aLossThatIsNotFiniteIsAResultWithTheSameEndEveryTime() {
        ObjectNode first;
        try (TestNode node = TestNode.over(folder.resolve("diverging"), "")) {
            BatchPlan plan = node.plan(Experiments.DIVERGING);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.histories(plan).values()).allMatch(history -> history.status() == RunStatus.DIVERGED);
            assertThat(node.histories(plan).values())
                    .allMatch(history -> history.divergedAt().isPresent());
            first = node.result(plan);
        }
        try (TestNode node =
                TestNode.over(folder.resolve("diverging in segments"), "residuum.actors.segment.iterations = 1")) {
            BatchPlan plan = node.plan(Experiments.DIVERGING);
            node.run(plan);
            assertThat(node.result(plan)).isEqualTo(first);
        }
    }

    /** Were anything but the run and the iteration in the input, this is how it would show. */
    @Test
    void augmentationKeyedByTimeComesOutDifferent() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("control"), "")) {
            BatchPlan plan = node.plan(Experiments.CROSSING);
            AtomicLong time = new AtomicLong(1);
            node.run(
                    plan,
                    Moments.unobserved(),
                    (input, run, from) ->
                            input.training(run.recipe().input(), run.seed() + (time.incrementAndGet() << 20), from));
            assertThat(node.result(plan)).isNotEqualTo(whole);
        }
    }
}
