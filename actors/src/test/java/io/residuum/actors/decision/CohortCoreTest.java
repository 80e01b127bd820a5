package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.CohortCore.Effect;
import io.residuum.actors.decision.CohortCore.Event;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Schedule.Judged;
import io.residuum.actors.experiment.Schedule.Plateau;
import io.residuum.actors.history.CohortEntry.Decision;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.SyntheticRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohortCoreTest {

    private static final Gate GATE = new Gate(4, 14);
    private static final RunSpec MEMBER = Plans.plan(
                    """
                    experiment {
                      name = cohort
                      dataset = tiny
                      seeds = [3, 1, 2]
                      recipe {
                        iterations = 14
                        evaluate-every = 4
                        mini-batch = 16
                        learning-rate.schedule { type = plateau, factor = 0.1, patience = 2 }
                      }
                      variants = [{ name = one, network = resnet-8 }]
                    }
                    """)
            .runs()
            .values()
            .iterator()
            .next();

    private final List<RunId> runs =
            MEMBER.cohort().stream().map(seed -> MEMBER.withSeed(seed).id()).toList();
    private final CohortCore core = new CohortCore(MEMBER);

    private static RunState at(long iteration) {
        return new RunState(RunState.Phase.TRAINING, iteration, Double.NaN, "training");
    }

    private static CohortHistory decided(int decisions) {
        List<Decision> list = new ArrayList<>();
        for (int number = 1; number <= decisions; number++) {
            list.add(new Decision(number, 4L * number, List.of(1.0, 1.0, 1.0), 1.0, false));
        }
        return new CohortHistory(list);
    }

    private List<Effect> begun(int decisions) {
        core.begin();
        return core.on(new Event.ChainRead(decided(decisions)));
    }

    private List<Effect> changed(int seed, RunState state) {
        return core.on(new Event.SeedChanged(runs.get(seed), state));
    }

    @Test
    void itReadsTheChainFirstAndTellsTheSeedsWhatStands() {
        assertThat(core.begin()).containsExactly(new Effect.ReadChain());
        assertThat(core.on(new Event.ChainRead(decided(2)))).containsExactly(new Effect.Announce(2));
    }

    @Test
    void nothingIsDecidedBeforeEverySeedIsThere() {
        begun(0);
        assertThat(changed(0, at(4))).isEmpty();
        assertThat(changed(1, at(8))).isEmpty();
        assertThat(changed(2, at(3))).isEmpty();
        assertThat(changed(2, at(4))).containsExactly(new Effect.ReadSeeds());
        assertThat(changed(2, at(5))).as("once").isEmpty();
    }

    @Test
    void aSeedThatABatchGaveUpAndNobodySupervisesHoldsTheOthersUpAloud() {
        begun(0);
        assertThat(core.on(new Event.SeedGivenUp(runs.get(1), "boom")))
                .containsExactly(new Effect.Block("its schedule waits for seed 2, which was given up: boom"));
        assertThat(changed(1, RunState.waiting("tried again"))).containsExactly(new Effect.Block(""));
        assertThat(core.on(new Event.SeedGivenUp(runs.get(1), "boom")))
                .as("by another batch, while it is tried here")
                .isEmpty();
    }

    /** Given up by an earlier coordinator, because it waited for a seed that goes on by now. */
    @Test
    void aSeedThatWasGivenUpForAnotherHoldsTheOthersUpByItself() {
        begun(0);
        assertThat(core.on(
                        new Event.SeedGivenUp(runs.get(2), "its schedule waits for seed 2, which was given up: boom")))
                .containsExactly(
                        new Effect.Block("its schedule waits for seed 3, which was given up: it waited for seed 2,"
                                + " which was given up: boom"));
    }

    @Test
    void aDivergedSeedCountsAsTheWorstAndHoldsNobodyUp() {
        begun(0);
        changed(0, at(4));
        changed(1, new RunState(RunState.Phase.DIVERGED, 2, Double.NaN, "not finite"));
        assertThat(changed(2, at(4))).containsExactly(new Effect.ReadSeeds());
        Map<RunId, RunHistory> histories = new HashMap<>();
        RunHistory first =
                RunHistory.of(SyntheticRun.done(MEMBER.withSeed(1), 500).upTo(4));
        RunHistory third =
                RunHistory.of(SyntheticRun.done(MEMBER.withSeed(3), 500).upTo(6));
        histories.put(runs.get(0), first);
        histories.put(
                runs.get(1),
                RunHistory.of(SyntheticRun.diverged(MEMBER.withSeed(2), 2).chain()));
        histories.put(runs.get(2), third);
        List<Double> values = List.of(firstFour(first), Double.POSITIVE_INFINITY, firstFour(third));
        assertThat(core.on(new Event.SeedsRead(histories)))
                .containsExactly(
                        new Effect.Append(new Decision(1, 4, values, Math.max(values.get(0), values.get(2)), false)));
    }

    /** The mean of the training losses of iterations 0 to 3, whose mini-batches are equally large. */
    private static double firstFour(RunHistory history) {
        float[] loss = history.trainingLoss();
        return ((double) loss[0] * 16 + (double) loss[1] * 16 + (double) loss[2] * 16 + (double) loss[3] * 16) / 64;
    }

    @Test
    void whatIsAnnouncedAheadOfTheChainIsWaitedFor() {
        begun(0);
        for (int seed = 0; seed < 3; seed++) {
            changed(seed, at(4));
        }
        assertThat(core.on(new Event.SeedsRead(Map.of()))).containsExactly(new Effect.Wait());
        assertThat(changed(0, at(5))).isEmpty();
        assertThat(core.on(new Event.Waited())).containsExactly(new Effect.ReadChain());
        assertThat(core.on(new Event.ChainRead(decided(0))))
                .containsExactly(new Effect.Announce(0), new Effect.ReadSeeds());
    }

    @Test
    void aStoreThatDoesNotAnswerIsAskedAgain() {
        core.begin();
        assertThat(core.on(new Event.Unanswered("no answer"))).containsExactly(new Effect.Wait());
        assertThat(core.on(new Event.Waited())).containsExactly(new Effect.ReadChain());
    }

    @Test
    void noDecisionFollowsTheLastEvaluation() {
        begun(3);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(changed(seed, new RunState(RunState.Phase.DONE, 14, 1, "done")))
                    .isEmpty();
        }
    }

    @Test
    void aSeedThatIsGivenUpBlocksTheOthersUntilItGoesOnAndTheyBlockNobody() {
        begun(0);
        List<Effect> effects = changed(1, new RunState(RunState.Phase.FAILED, 2, Double.NaN, "boom"));
        assertThat(effects)
                .containsExactly(new Effect.Block("its schedule waits for seed 2, which was given up: boom"));
        String reason = ((Effect.Block) effects.get(0)).reason();
        assertThat(changed(0, new RunState(RunState.Phase.FAILED, 4, Double.NaN, reason)))
                .isEmpty();
        assertThat(changed(1, at(2))).containsExactly(new Effect.Block(""));
    }

    @Test
    void aDecisionThatDoesNotFollowFromWhatItNamesIsFound() {
        assertThat(CohortCore.wrong(MEMBER, decided(2))).isEmpty();
        Decision third = new Decision(3, 12, List.of(1.0, 1.0, 1.0), 1.0, false);
        List<Decision> decisions = new ArrayList<>(decided(2).decisions());
        decisions.add(third);
        assertThat(CohortCore.wrong(MEMBER, new CohortHistory(decisions)))
                .as("two without an improvement: it ought to drop")
                .contains(third);
    }

    /** The rule, said in another way: look back over the last {@code patience} values that no drop has used up. */
    private static List<Boolean> drops(Plateau plateau, List<Double> medians) {
        List<Boolean> drops = new ArrayList<>();
        for (int i = 0; i < medians.size(); i++) {
            long fallen = drops.stream().filter(drop -> drop).count();
            int lastDrop = drops.lastIndexOf(true);
            boolean stale = fallen < plateau.mostDrops() && i - lastDrop >= plateau.patience();
            for (int j = i - plateau.patience() + 1; stale && j <= i; j++) {
                stale = !improves(plateau, medians, j);
            }
            drops.add(stale);
        }
        return drops;
    }

    private static boolean improves(Plateau plateau, List<Double> medians, int at) {
        double best = Double.POSITIVE_INFINITY; // each value that improved on the one that improved before it
        boolean improved = false;
        for (int i = 0; i <= at; i++) {
            double value = medians.get(i);
            improved = best == Double.POSITIVE_INFINITY
                    ? value < Double.POSITIVE_INFINITY
                    : value < best * (1 - plateau.threshold());
            best = improved ? value : best;
        }
        return improved;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theRateDropsWhereTheLastEvaluationsWereNoImprovement(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 50; round++) {
            var plateau = new Plateau(
                    Judged.TRAINING_LOSS, 0.1, 1 + random.nextInt(4), random.nextInt(3) * 0.05, 1 + random.nextInt(3));
            List<Decision> decisions = new ArrayList<>();
            List<Double> medians = new ArrayList<>();
            for (int number = 0; number < 25; number++) {
                List<Double> values = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    values.add(random.nextInt(8) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(20) / (number + 5.0));
                }
                medians.add(values.stream().sorted().toList().get(1));
                decisions.add(PlateauRule.next(plateau, GATE, decisions, values));
            }
            assertThat(decisions.stream().map(Decision::drop).toList())
                    .as("%s over %s", plateau, medians)
                    .isEqualTo(drops(plateau, medians));
            assertThat(decisions.stream().map(Decision::median).toList()).isEqualTo(medians);
        }
    }
}
