package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.CohortId;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RateChange;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.report.Report;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that decide together when their rate drops: the same drops and the same bits, whatever happens on the way. */
@Tag("engine")
class CohortIT {

    private static final String ONE_SLOT =
            "residuum.actors { node.slots = 1, decision-poll-every = 50ms, segment.iterations = 3 }";
    private static final String THREE_SLOTS = "residuum.actors { node.slots = 3, decision-poll-every = 50ms }";

    @TempDir
    Path folder;

    private static CohortHistory cohort(TestNode node, BatchPlan plan) {
        CohortId id = plan.runs().values().iterator().next().cohortId().orElseThrow();
        return node.await(new CohortChain(node.store(), id).read());
    }

    private ObjectNode undisturbed() {
        try (TestNode node = TestNode.over(folder.resolve("undisturbed"), THREE_SLOTS)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(cohort(node, plan).drops()).containsExactly(8L, 12L);
            return node.result(plan);
        }
    }

    @Test
    void moreSeedsThanSlotsTakeTurnsAtEveryEvaluationAndComeToTheSameBits() {
        ObjectNode whole = undisturbed();
        assertThat(whole.findValues("rateChanges")).hasSize(3);
        try (TestNode node = TestNode.over(folder.resolve("one slot"), ONE_SLOT)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
            Map<RunId, RunHistory> histories = node.histories(plan);
            assertThat(histories.values()).allSatisfy(history -> assertThat(history.rateChanges())
                    .containsExactly(
                            new RateChange(8, 0.01, RateChange.Cause.PLATEAU),
                            new RateChange(12, 0.001, RateChange.Cause.PLATEAU)));
            var verification = new Verification(node.store());
            histories.keySet().forEach(verification::run);
            assertThat(verification.damaged()).isEmpty();
            assertThat(verification.chains()).as("three runs, one cohort").isEqualTo(4);
            assertThat(Report.of(plan, Map.of(), histories).text()).contains("rate     0.01 from 8  0.001 from 12");
        }
    }

    @ParameterizedTest
    @CsvSource({"STEP_DONE, 4", "BEFORE_STATE, 4", "STATE_WRITTEN, 8", "ENTRY_WRITTEN, 4", "STEP_DONE, 9"})
    void aTrainerThatDiesAroundAnEvaluationChangesNoBit(Moment fatal, long at) {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("dying"), ONE_SLOT)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            AtomicBoolean died = new AtomicBoolean();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == fatal && done >= at && died.compareAndSet(false, true)) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(died).isTrue();
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void putDownWhereverItIsTheBatchGoesOnToTheSameBits() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("interrupted"), ONE_SLOT)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            for (long at : new long[] {2, 4, 9, 4}) {
                AtomicLong steps = new AtomicLong();
                var putDown = new Object() {
                    volatile Runnable action = () -> {};
                };
                node.run(
                        plan,
                        (moment, run, done) -> {
                            if (moment == Moment.STEP_DONE && steps.incrementAndGet() == at) {
                                putDown.action.run();
                            }
                        },
                        (local, event) -> {
                            if (event instanceof BatchEvent.Accepted) {
                                putDown.action = () -> local.putDown("interrupted");
                            }
                        });
            }
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    @Test
    void aSeedThatIsGivenUpHoldsTheOthersAtTheEvaluationAndARetryFinishesAll() {
        ObjectNode whole = undisturbed();
        try (TestNode node = TestNode.over(folder.resolve("failing"), THREE_SLOTS)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            RunId victim = plan.runs().keySet().iterator().next();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (run.equals(victim) && done == 6) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED_WITH_FAILURES);
            Map<RunId, RunHistory> histories = node.histories(plan);
            assertThat(cohort(node, plan).decisions()).hasSize(1);
            assertThat(histories.values()).allMatch(history -> history.status() == RunStatus.FAILED);
            assertThat(histories.values()).allMatch(history -> history.iteration() <= 8);
            assertThat(histories.values().stream().map(RunHistory::reason).toList())
                    .filteredOn(reason -> reason.startsWith("its schedule waits for seed 3, which was given up"))
                    .hasSize(2);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }

    /** A copy has what its seeds decided, and goes on from there; decisions that others wrote there are as good. */
    @Test
    void aCopyTakesTheDecisionsAlong() {
        try (TestNode node = TestNode.over(folder.resolve("copied"), THREE_SLOTS)) {
            BatchPlan plan = node.plan(Experiments.PLATEAU);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            CohortHistory decided = cohort(node, plan);
            CohortId id = plan.runs().values().iterator().next().cohortId().orElseThrow();

            TestNode elsewhere = node.in("elsewhere");
            new BatchCopy(node.store(), elsewhere.store(), line -> {}).copy(plan.id(), BatchCopy.States.LAST);
            assertThat(cohort(elsewhere, plan)).isEqualTo(decided);

            TestNode begun = node.in("begun");
            var chain = new CohortChain(begun.store(), id);
            node.await(chain.open("others", plan.runs().values().iterator().next()));
            node.await(chain.append("others", decided.decisions().get(0)));
            new BatchCopy(node.store(), begun.store(), line -> {}).copy(plan.id(), BatchCopy.States.LAST);
            assertThat(cohort(begun, plan)).isEqualTo(decided);
            var verification = new Verification(begun.store());
            plan.runs().keySet().forEach(verification::run);
            assertThat(verification.damaged()).isEmpty();
        }
    }

    @Test
    void aWarmUpLastsUntilTheRunsOwnTrainingError() {
        String experiment = Experiments.PLATEAU
                .replace("iterations = 14", "iterations = 110")
                .replace("evaluate-every = 4", "evaluate-every = 50")
                .replace("seeds = [3, 1, 2]", "seeds = [1]")
                .replace("warm-up = none", "warm-up { rate = 0.01, until-training-error = 100 }")
                .replaceAll("schedule \\{.*", "schedule { type = steps, drops = [], factor = 0.1 }");
        ObjectNode whole;
        try (TestNode node = TestNode.over(folder.resolve("warm"), THREE_SLOTS)) {
            BatchPlan plan = node.plan(experiment);
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(node.histories(plan).values().iterator().next().rateChanges())
                    .isEqualTo(List.of(new RateChange(100, 0.1, RateChange.Cause.WARMED_UP)));
            whole = node.result(plan);
        }
        try (TestNode node = TestNode.over(folder.resolve("warm in pieces"), ONE_SLOT)) {
            BatchPlan plan = node.plan(experiment);
            AtomicLong failures = new AtomicLong();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == Moment.STEP_DONE && done == 98 + 2 * failures.get() && failures.get() < 2) {
                            failures.incrementAndGet();
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(failures).hasValue(2);
            assertThat(node.result(plan)).isEqualTo(whole);
        }
    }
}
