package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RecomputationPlan;
import io.residuum.actors.history.RecomputationPlan.Stretch;
import io.residuum.actors.history.RunAudit.Placed;
import io.residuum.actors.history.RunEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch with everything in it, every run trained again segment by segment. */
@Tag("engine")
class RecomputationIT {

    @TempDir
    static Path folder;

    private static TestNode node;
    private static BatchPlan plan;

    @BeforeAll
    static void train() {
        node = TestNode.over(folder, Experiments.SEGMENTS_OF_FOUR);
        plan = node.plan(Experiments.CROSSING);
        assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
    }

    @AfterAll
    static void close() {
        node.close();
    }

    private static List<Recomputation.Outcome> again(RunId run, Feed feed) {
        var verification = new Verification(node.store());
        RunEntry.Created created = verification.run(run).created().orElseThrow();
        List<Recomputation.Outcome> outcomes = new ArrayList<>();
        for (Stretch stretch :
                RecomputationPlan.of(verification.candidates(run), 99).stretches()) {
            train(created, stretch, feed, outcomes);
        }
        return outcomes;
    }

    private static void train(
            RunEntry.Created created, Stretch stretch, Feed feed, List<Recomputation.Outcome> outcomes) {
        TrainerResources resources = TrainerResources.open(
                node.system(),
                node.store(),
                node.config(),
                ActorsSettings.from(node.config(), "test", 2),
                Clock.systemUTC(),
                Moments.unobserved(),
                feed);
        new Recomputation(resources, created.spec(), created.dataSet())
                .train(stretch, (recomputation, outcome) -> outcomes.add(outcome));
    }

    @Test
    void everySegmentComesOutAsItWasCommitted() {
        for (RunId run : plan.runs().keySet()) {
            assertThat(again(run, Feed.ofRun()))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Recomputation.Outcome.Same.class));
        }
    }

    @Test
    void aRunThatDivergedDivergesAgain() {
        BatchPlan diverging = node.plan(Experiments.DIVERGING);
        assertThat(node.run(diverging)).isEqualTo(Outcome.REPORTED);
        for (RunId run : diverging.runs().keySet()) {
            assertThat(again(run, Feed.ofRun())).isNotEmpty().allSatisfy(outcome -> assertThat(outcome)
                    .isInstanceOf(Recomputation.Outcome.Same.class));
        }
    }

    /** Were the chain made up, this is how it would show. */
    @Test
    void otherImagesComeOutDifferentAndTheFirstIterationIsNamed() {
        RunId run = plan.runs().keySet().iterator().next();
        List<Recomputation.Outcome> outcomes =
                again(run, (input, spec, from) -> input.training(spec.recipe().input(), spec.seed() + 1, from));
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(Recomputation.Outcome.Different.class, different -> {
                    assertThat(different.placed().index()).isEqualTo(1);
                    assertThat(different.difference())
                            .hasValueSatisfying(difference ->
                                    assertThat(difference.iteration()).isZero());
                });
    }

    @Test
    void anotherNumericEnvironmentIsNotComparable() {
        var verification = new Verification(node.store());
        RunId run = plan.runs().keySet().iterator().next();
        RunEntry.Created created = verification.run(run).created().orElseThrow();
        Placed placed = verification.candidates(run).get(0).placed();
        RunEntry.Segment segment = placed.segment();
        Map<String, String> elsewhere = new TreeMap<>(segment.environment());
        elsewhere.put("device", "another processor");
        Placed there = new Placed(
                placed.index(),
                new RunEntry.Segment(
                        segment.from(),
                        segment.to(),
                        segment.state(),
                        segment.metrics(),
                        elsewhere,
                        segment.execution(),
                        segment.end()));
        List<Recomputation.Outcome> outcomes = new ArrayList<>();
        train(created, new Stretch(List.of(), List.of(there)), Feed.ofRun(), outcomes);
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Recomputation.Outcome.NotComparable.class,
                        other -> assertThat(other.difference()).startsWith("device was another processor, here "));
    }
}
