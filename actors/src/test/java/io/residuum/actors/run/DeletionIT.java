package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.decision.DeletionCore.Effect;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunHead;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.RunEntry;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.storage.Chain;
import io.residuum.storage.CommitOutcome;
import io.residuum.storage.StoredObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two batches that share a run; the first is deleted, in one go or killed anywhere, and asked for again. */
@Tag("engine")
class DeletionIT {

    private static final String EXPERIMENT =
            """
            experiment {
              name = "%s"
              dataset = tiny
              seeds = [1]
              recipe { preset = cifar, iterations = 4, mini-batch = 16, evaluate-every = 2 }
              variants = [ %s ]
            }
            """;
    private static final String SHARED = "{ name = original, network = resnet-8, unit = original }";
    private static final String OWN = "{ name = full, network = resnet-8, unit = full-preactivation }";

    @TempDir
    Path folder;

    private TestNode node;
    private BatchPlan first;
    private BatchPlan second;
    private RunId own;
    private RunId shared;

    @BeforeEach
    void trainBoth() {
        node = TestNode.over(folder, "residuum.actors.segment.iterations = 2");
        first = node.plan(EXPERIMENT.formatted("first", SHARED + ", " + OWN));
        second = node.plan(EXPERIMENT.formatted("second", SHARED));
        assertThat(node.run(first)).isEqualTo(Outcome.REPORTED);
        assertThat(node.run(second)).isEqualTo(Outcome.REPORTED);
        shared = second.runs().keySet().iterator().next();
        Set<RunId> rest = new HashSet<>(first.runs().keySet());
        rest.remove(shared);
        own = rest.iterator().next();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Deletion deletion() {
        AtomicInteger names = new AtomicInteger();
        return new Deletion(node.system(), node.store(), () -> "deletion-" + names.incrementAndGet());
    }

    private RunStatus status(RunId run) {
        return node.await(new StoredBatches(node.system(), node.store()).run(run))
                .status();
    }

    private List<String> keys(String prefix) {
        return node.await(node.store().list(prefix).map(StoredObject::key).runWith(Sink.seq(), node.system()));
    }

    private void nothingIsDamaged() {
        var verification = new Verification(node.store());
        for (BatchId batch : node.await(new StoredBatches(node.system(), node.store()).ids())) {
            verification.batch(batch);
        }
        assertThat(verification.damaged()).isEmpty();
    }

    @Test
    void killedBeforeAnyOfItsEffectsTheNextTryGoesOnAndNothingContradictsAnything() {
        for (int effects = 0; ; effects++) {
            List<Effect> seen = new ArrayList<>();
            int last = effects;
            if (attempt(seen, last)) {
                break;
            }
            assertThat(status(shared))
                    .as("named by another batch, after %s", seen)
                    .isEqualTo(RunStatus.DONE);
            nothingIsDamaged();
        }
        assertThat(status(own)).isEqualTo(RunStatus.DELETED);
        assertThat(keys("runs/" + own + "/state/")).isEmpty();
        assertThat(keys("runs/" + shared + "/state/")).isNotEmpty();
        assertThat(keys("reports/" + first.id() + "/")).isEmpty();
        assertThat(keys("reports/" + second.id() + "/")).isNotEmpty();
        nothingIsDamaged();
    }

    /** Whether it came to its end before it was killed. */
    private boolean attempt(List<Effect> seen, int killedAfter) {
        try {
            node.await(deletion().delete(first.id(), effect -> {
                if (seen.size() == killedAfter) {
                    throw new IllegalStateException("killed");
                }
                seen.add(effect);
            }));
            return true;
        } catch (IllegalStateException killed) {
            return false;
        }
    }

    @Test
    void whoeverTrainsItStillRevivesNothing() {
        Chain chain = new Chain(node.store(), RunChain.prefix(own));
        Chain.Entry before = node.await(chain.head()).orElseThrow();
        RunEntry.Segment late = (RunEntry.Segment) RunEntry.read(before.body());
        node.await(deletion().delete(first.id(), effect -> {}));

        CommitOutcome outcome = node.await(new SegmentWriter(node.store(), own, "late", Moments.unobserved())
                .write(before, 4, new byte[] {1}, ref -> late));
        assertThat(outcome).isInstanceOf(CommitOutcome.Adopted.class);
        assertThat(RunHead.of(outcome.entry()).ending()).isEqualTo(RunCore.Ending.DELETED);
        assertThat(status(own)).isEqualTo(RunStatus.DELETED);

        node.await(deletion().delete(first.id(), effect -> {}));
        assertThat(keys("runs/" + own + "/state/"))
                .as("what it left goes with the next try")
                .isEmpty();
    }

    @Test
    void askedForAgainWhatWasDeletedIsTrainedAnewToTheSameBits() {
        ObjectNode before = node.result(first);
        node.await(deletion().delete(first.id(), effect -> {}));
        assertThat(node.await(new StoredBatches(node.system(), node.store()).batch(first.id()))
                        .deleted())
                .isTrue();

        Map<RunId, AtomicLong> steps = Map.of(own, new AtomicLong(), shared, new AtomicLong());
        Outcome outcome = node.run(
                first,
                (moment, run, done) -> {
                    if (moment == Moments.Moment.STEP_DONE) {
                        steps.getOrDefault(run, new AtomicLong()).incrementAndGet();
                    }
                },
                Feed.ofRun());
        assertThat(outcome).isEqualTo(Outcome.REPORTED);
        assertThat(steps.getOrDefault(own, new AtomicLong())).hasValue(4);
        assertThat(steps.getOrDefault(shared, new AtomicLong())).hasValue(0);
        assertThat(node.result(first)).isEqualTo(before);
        nothingIsDamaged();
    }

    /** A run that was deleted with one batch is begun anew by any other that names it. */
    @Test
    void aBatchThatNamesADeletedRunBeginsItAnew() {
        node.await(deletion().delete(first.id(), effect -> {}));
        BatchPlan third = node.plan(EXPERIMENT.formatted("third", OWN));
        assertThat(node.run(third)).isEqualTo(Outcome.REPORTED);
        RunHistory again = node.await(new StoredBatches(node.system(), node.store()).run(own));
        assertThat(again.status()).isEqualTo(RunStatus.DONE);
        assertThat(again.weights()).isPresent();
    }

    @Test
    void theExtentIsKnownBeforehand() {
        Deletion.Extent extent = node.await(deletion().extent(first.id()));
        assertThat(extent.runs()).containsExactly(own);
        assertThat(extent.kept()).containsExactly(shared);
        assertThat(extent.objects())
                .isEqualTo(2 + keys("reports/" + first.id() + "/").size()); // states, report
        assertThatThrownBy(() -> node.await(deletion().extent(new BatchId("none-000000000000"))))
                .hasMessageContaining("without entries");
    }
}
