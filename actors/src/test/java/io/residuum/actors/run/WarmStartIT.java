package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.FoundWeights;
import io.residuum.actors.experiment.Initial;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.run.Moments.Moment;
import io.residuum.storage.KeptWeights;
import io.residuum.storage.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from another run's weights: the same bits however often they are begun. */
@Tag("engine")
class WarmStartIT {

    private static final String WARM =
            """
            experiment {
              name = "warm"
              dataset = tiny
              seeds = [1, 2]
              recipe { preset = cifar, iterations = 5, mini-batch = 16, evaluate-every = 5 }
              variants = [ { name = original, network = resnet-8, initial { run = "%s", classifier = %s } } ]
            }
            """;

    @TempDir
    Path folder;

    private static Initial.Source endOf(RunId run) {
        return new Initial.Source.OtherRun(run.hex(), Initial.Source.OtherRun.ITS_END);
    }

    private static BatchPlan warm(TestNode node, RunId from, String classifier) {
        WeightsLookup.Found found = node.await(node.weights().find(endOf(from)));
        node.await(node.weights().keep(found).thenApply(kept -> true));
        return node.plan(WARM.formatted(from.hex(), classifier), Map.of(endOf(from), found.outcome()));
    }

    /** Killed in the first segment and after it, the run has the bits of one that nobody disturbed. */
    @Test
    void resumedItHasTheSameBits() {
        try (TestNode node = TestNode.over(folder, "residuum.actors.segment { iterations = 2 }")) {
            BatchPlan cold = node.plan(Experiments.CROSSING);
            node.run(cold);
            RunId from = cold.runs().keySet().iterator().next();
            BatchPlan plan = warm(node, from, "kept");
            AtomicInteger deaths = new AtomicInteger();
            Outcome outcome = node.run(
                    plan,
                    (moment, run, done) -> {
                        if (moment == Moment.STEP_DONE && (done == 1 || done == 3) && deaths.incrementAndGet() <= 2) {
                            throw new IllegalStateException("injected");
                        }
                    },
                    Feed.ofRun());
            assertThat(outcome).isEqualTo(Outcome.REPORTED);
            assertThat(deaths.get()).isGreaterThanOrEqualTo(2);
            List<String> disturbed = weights(node, plan);

            try (TestNode other = TestNode.over(folder.resolve("undisturbed"), "")) {
                other.run(other.plan(Experiments.CROSSING));
                BatchPlan again = warm(other, from, "kept");
                assertThat(again.runs().keySet()).isEqualTo(plan.runs().keySet());
                other.run(again);
                assertThat(disturbed).isEqualTo(weights(other, again)).doesNotHaveDuplicates();
            }
            BatchPlan fresh = warm(node, from, "fresh");
            assertThat(fresh.runs().keySet())
                    .doesNotContainAnyElementsOf(plan.runs().keySet());
            node.run(fresh);
            assertThat(weights(node, fresh)).doesNotContainAnyElementsOf(disturbed);
        }
    }

    private static List<String> weights(TestNode node, BatchPlan plan) {
        return node.histories(plan).values().stream()
                .map(history -> history.weights().orElseThrow().hex())
                .toList();
    }

    /** What a run starts from stays, whatever becomes of where it was taken from; should it go too, the run is parked. */
    @Test
    void keptWeightsAreWhatCounts() {
        try (TestNode node = TestNode.over(folder, "")) {
            BatchPlan cold = node.plan(Experiments.CROSSING);
            node.run(cold);
            RunId from = cold.runs().keySet().iterator().next();
            BatchPlan plan = warm(node, from, "kept");
            FoundWeights.Tensors found = (FoundWeights.Tensors)
                    node.await(node.weights().find(endOf(from))).outcome();
            String key = KeptWeights.key(found.digest());
            byte[] kept = node.await(node.store().get(key)).orElseThrow();
            node.await(node.store().delete(key));
            assertThat(node.run(plan)).isEqualTo(Outcome.PARKED);
            assertThat(node.histories(plan).values()).allMatch(history -> history.iteration() == 0);
            byte[] flipped = kept.clone();
            flipped[flipped.length / 2] ^= 1;
            node.await(node.store().put(key, flipped));
            assertThat(node.run(plan)).isEqualTo(Outcome.PARKED);
            Verification damaged = verified(node.store(), plan);
            assertThat(damaged.damaged())
                    .extracting(Verification.Damage::object)
                    .containsOnly(key);
            node.await(node.store().put(key, kept));
            assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
            assertThat(verified(node.store(), plan).damaged()).isEmpty();

            ObjectStore elsewhere = node.store().within("elsewhere");
            new BatchCopy(node.store(), elsewhere, line -> {}).copy(plan.id(), BatchCopy.States.LAST);
            assertThat(node.await(elsewhere.get(key))).contains(kept);
            assertThat(verified(elsewhere, plan).damaged()).isEmpty();
        }
    }

    private static Verification verified(ObjectStore store, BatchPlan plan) {
        var verification = new Verification(store);
        plan.runs().keySet().forEach(verification::run);
        return verification;
    }
}
