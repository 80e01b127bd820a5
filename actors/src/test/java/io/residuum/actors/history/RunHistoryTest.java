package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.storage.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunHistoryTest {
    private static final RunSpec SPEC = Plans.plan("a", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();
    private static final SyntheticRun DONE = SyntheticRun.done(SPEC, 661);

    @Test
    void aRunWithoutAChainWaits() {
        assertThat(RunHistory.empty().status()).isEqualTo(RunStatus.WAITING);
        assertThat(RunHistory.of(DONE.chain().subList(0, 1)).status()).isEqualTo(RunStatus.WAITING);
        assertThat(RunHistory.of(DONE.chain().subList(0, 1)).spec()).contains(SPEC);
        assertThat(RunHistory.of(List.of()).iteration()).isZero();
    }

    @Test
    void aRunUnderWayHasCurvesAndNoOutcome() {
        RunHistory history = RunHistory.of(DONE.upTo(300));

        assertThat(history.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(history.iteration()).isEqualTo(300);
        assertThat(history.trainingLoss()).hasSize(300);
        assertThat(history.evaluations("test")).hasSize(15);
        assertThat(history.outcome("test")).isEmpty();
        assertThat(history.weights()).isEmpty();
    }

    @Test
    void aFinishedRunReportsItsLastEvaluation() {
        RunHistory history = RunHistory.of(DONE.chain(100));

        assertThat(history.status()).isEqualTo(RunStatus.DONE);
        assertThat(history.outcome("test")).hasValueSatisfying(outcome -> {
            assertThat(outcome.iteration()).isEqualTo(640);
            assertThat(outcome.errors()).isEqualTo(661);
            assertThat(outcome.errorPercent()).isEqualTo(100.0 * 661 / 10_000);
        });
        assertThat(history.outcome("crop-320")).as("another view").isEmpty();
        assertThat(history.weights()).isPresent();
    }

    @Test
    void aDivergedRunEndsWhereItsLossStoppedBeingFinite() {
        RunHistory history = RunHistory.of(SyntheticRun.diverged(SPEC, 40).chain(20));

        assertThat(history.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(history.divergedAt()).hasValue(40);
        assertThat(history.trainingLoss()[40]).isNaN();
        assertThat(history.outcome("test")).isEmpty();
        assertThat(history.weights()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bordersOfSegmentsDontShow(long seed) {
        var random = new SplittableRandom(seed);
        long[] borders =
                random.longs(random.nextInt(1, 9), 1, 640).distinct().sorted().toArray();
        RunHistory whole = RunHistory.of(DONE.chain());

        RunHistory cut = RunHistory.of(DONE.chain("other", List.of(new Recovery("killed", 9)), borders));

        assertThat(cut.segments()).hasSize(borders.length + 1);
        assertThat(cut.status()).isEqualTo(whole.status());
        assertThat(cut.trainingLoss()).isEqualTo(whole.trainingLoss());
        assertThat(cut.evaluations("test")).isEqualTo(whole.evaluations("test"));
        assertThat(cut.outcome("test")).isEqualTo(whole.outcome("test"));
        assertThat(cut.weights()).isEqualTo(whole.weights());
    }

    @Test
    void whatItTookIsToldBesideIt() {
        RunHistory history = RunHistory.of(DONE.chain("other", List.of(new Recovery("killed", 9)), 100, 300));

        assertThat(history.recoveries()).hasSize(2);
        assertThat(history.redoneIterations()).isEqualTo(18);
        assertThat(history.environments()).as("one a node").hasSize(3);
        assertThat(history.trainingMillis()).isEqualTo(640_000);
    }

    @Test
    void verdictsAreForRunsWithoutAResult() {
        RunHistory running = RunHistory.of(DONE.upTo(300));
        RunHistory done = RunHistory.of(DONE.chain());

        assertThat(running.failed("no luck").status()).isEqualTo(RunStatus.FAILED);
        assertThat(running.failed("no luck").reason()).isEqualTo("no luck");
        assertThat(running.failed("no luck").iteration()).isEqualTo(300);
        assertThat(running.stopped().status()).isEqualTo(RunStatus.STOPPED);
        assertThat(done.failed("no luck").status()).isEqualTo(RunStatus.DONE);
        assertThat(done.stopped().status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void aChainThatIsNoTrainingNamesTheEntry() {
        List<Chain.Entry> chain = DONE.chain(100, 300);
        List<Chain.Entry> gap = new ArrayList<>(chain);
        gap.remove(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(gap))
                .withMessage("entry 3: it begins at iteration 300, the entry before ends at 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(chain.subList(1, 4)))
                .withMessage("entry 1: a segment of a run that does not begin");
        List<Chain.Entry> twice = new ArrayList<>(chain);
        twice.add(chain.get(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(twice))
                .withMessageStartingWith("entry 3: ");
        List<Chain.Entry> broken = new ArrayList<>(chain);
        broken.set(
                1,
                new Chain.Entry(
                        1,
                        "",
                        "a",
                        chain.get(1).body().deepCopy().put("format", 9),
                        chain.get(1).digest()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(broken))
                .withMessage("entry 1: an entry of format 9; this release reads up to 1, a newer one wrote it");
    }

    @Test
    void aDeletedRunHasNoResultUntilItIsBegunAnew() {
        List<RunEntry> contents = new ArrayList<>(contents(DONE.chain(100)));
        contents.add(new RunEntry.Deleted());
        RunHistory deleted = RunHistory.of(SyntheticRun.entries(contents));
        assertThat(deleted.status()).isEqualTo(RunStatus.DELETED);
        assertThat(deleted.status().isEnded()).isTrue();
        assertThat(deleted.segments()).isEmpty();
        assertThat(deleted.outcome(Evaluation.TEST)).isEmpty();

        contents.addAll(contents(DONE.chain(300)));
        RunHistory anew = RunHistory.of(SyntheticRun.entries(contents));
        assertThat(anew.status()).isEqualTo(RunStatus.DONE);
        assertThat(anew.trainingLoss()).isEqualTo(RunHistory.of(DONE.chain(100)).trainingLoss());
        assertThat(anew.segments()).hasSize(2);

        List<RunEntry> late = new ArrayList<>(contents(DONE.upTo(100)));
        late.add(new RunEntry.Deleted());
        late.add(contents(DONE.chain(100)).get(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(SyntheticRun.entries(late)))
                .withMessage("entry 3: it follows the run's deletion");
    }

    private static List<RunEntry> contents(List<Chain.Entry> chain) {
        return chain.stream().map(entry -> RunEntry.read(entry.body())).toList();
    }

    @Test
    void viewsJudgeTheNetworkAndAreNoPartOfTheTraining() {
        List<RunEntry> contents = new ArrayList<>(contents(DONE.chain(100)));
        Evaluation large = new Evaluation(640, "320 from 320", 10_000, 500, 100, 7);
        contents.add(SyntheticRun.views((RunEntry.Segment) contents.get(2), List.of(large)));
        RunHistory judged = RunHistory.of(SyntheticRun.entries(contents));

        assertThat(judged.outcome("320 from 320")).contains(large);
        assertThat(large.topFiveErrorPercent()).hasValue(1);
        assertThat(judged.outcome(Evaluation.TEST))
                .isEqualTo(RunHistory.of(DONE.chain(100)).outcome(Evaluation.TEST));
        assertThat(judged.metrics()).isEqualTo(RunHistory.of(DONE.chain(100)).metrics());
        assertThat(judged.status()).isEqualTo(RunStatus.DONE);

        contents.remove(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunHistory.of(SyntheticRun.entries(contents)))
                .withMessage("entry 2: views of a run that is not done");
    }

    @Test
    void kindsOfLaterReleasesCountInNothing() {
        List<Chain.Entry> chain = new ArrayList<>(DONE.upTo(300));
        chain.add(new Chain.Entry(
                2,
                "",
                "a",
                io.residuum.storage.CanonicalJson.object().put("kind", "archived"),
                chain.get(1).digest()));

        assertThat(RunHistory.of(chain).status()).isEqualTo(RunStatus.RUNNING);
    }
}
