package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RecomputationPlan.Candidate;
import io.residuum.actors.history.RecomputationPlan.Standing;
import io.residuum.actors.history.RecomputationPlan.Stretch;
import io.residuum.actors.history.RunAudit.Placed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecomputationPlanTest {

    private static final RunSpec SPEC = Plans.plan("a", 1, "{ name = a, network = resnet-20 }")
            .runs()
            .values()
            .iterator()
            .next();

    /** Segments 1 to 8, of 80 iterations and 80 s each; all states are there unless said otherwise. */
    private static List<Candidate> segments(Map<Long, Standing> standing) {
        List<Candidate> candidates = new ArrayList<>();
        for (Placed placed : RunAudit.of(
                        SPEC.id(), SyntheticRun.done(SPEC, 661).chain(80, 160, 240, 320, 400, 480, 560))
                .segments()) {
            candidates.add(new Candidate(placed, standing.getOrDefault(placed.index(), Standing.WHOLE)));
        }
        return candidates;
    }

    private static List<Candidate> all(Standing standing, long... others) {
        Set<Long> whole = new HashSet<>();
        for (long index : others) {
            whole.add(index);
        }
        return segments(Map.of()).stream()
                .map(each -> whole.contains(each.placed().index()) ? each : new Candidate(each.placed(), standing))
                .toList();
    }

    private static List<Long> indices(List<Placed> placed) {
        return placed.stream().map(Placed::index).toList();
    }

    @Test
    void theSameAreChosenEveryTimeAndMoreIncludeTheFewer() {
        Set<Long> before = new HashSet<>();
        for (int count = 1; count <= 10; count++) {
            RecomputationPlan plan = RecomputationPlan.of(segments(Map.of()), count);
            assertThat(plan).isEqualTo(RecomputationPlan.of(segments(Map.of()), count));
            assertThat(plan.chosen()).hasSize(Math.min(count, 8));
            assertThat(indices(plan.chosen())).containsAll(before).isSorted();
            before.addAll(indices(plan.chosen()));
        }
    }

    @Test
    void whatIsLostComesFirst() {
        for (long lost = 1; lost <= 8; lost++) {
            assertThat(indices(RecomputationPlan.of(segments(Map.of(lost, Standing.LOST)), 1)
                            .chosen()))
                    .containsExactly(lost);
        }
    }

    @Test
    void aSegmentBeginsFromTheStateBeforeIt() {
        RecomputationPlan plan = RecomputationPlan.of(segments(Map.of(6L, Standing.LOST)), 1);
        assertThat(plan.stretches()).hasSize(1);
        Stretch stretch = plan.stretches().get(0);
        assertThat(indices(stretch.start())).containsExactly(5L);
        assertThat(indices(stretch.segments())).containsExactly(6L);
        assertThat(plan.iterations()).isEqualTo(80);
        assertThat(plan.expected()).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void whereItWasCollectedTheSegmentsBetweenAreTrainedToo() {
        RecomputationPlan plan = RecomputationPlan.of(segmentsWithOnly(3, 7, 6L), 1);
        Stretch stretch = plan.stretches().get(0);
        assertThat(indices(stretch.start())).containsExactly(3L);
        assertThat(indices(stretch.segments())).containsExactly(4L, 5L, 6L);
        assertThat(plan.iterations()).isEqualTo(240);
        assertThat(stretch.from()).isEqualTo(240);
        assertThat(stretch.to()).isEqualTo(480);
    }

    /** Only two states are there, and one that should be is lost. */
    private static List<Candidate> segmentsWithOnly(long whole, long alsoWhole, long lost) {
        return all(Standing.COLLECTED, whole, alsoWhole).stream()
                .map(each -> each.placed().index() == lost ? new Candidate(each.placed(), Standing.LOST) : each)
                .toList();
    }

    @Test
    void withoutAnyStateItBeginsFromUntrainedWeightsAndTrainsNothingTwice() {
        RecomputationPlan plan = RecomputationPlan.of(all(Standing.COLLECTED), 3);
        assertThat(plan.stretches()).hasSize(1);
        assertThat(plan.stretches().get(0).start()).isEmpty();
        long last = plan.chosen().get(2).index();
        assertThat(plan.iterations()).isEqualTo(80 * last);
    }

    @Test
    void aStateBetweenTwoChosenOnesSavesWhatLiesBeforeIt() {
        List<Candidate> candidates = all(Standing.COLLECTED, 5).stream()
                .map(each -> each.placed().index() == 2 || each.placed().index() == 7
                        ? new Candidate(each.placed(), Standing.LOST)
                        : each)
                .toList();
        RecomputationPlan plan = RecomputationPlan.of(candidates, 2);
        assertThat(plan.stretches()).hasSize(2);
        assertThat(plan.stretches().get(0).start()).isEmpty();
        assertThat(indices(plan.stretches().get(0).segments())).containsExactly(1L, 2L);
        assertThat(indices(plan.stretches().get(1).start())).containsExactly(5L);
        assertThat(indices(plan.stretches().get(1).segments())).containsExactly(6L, 7L);
    }
}
