package io.residuum.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Source;
import io.residuum.actors.decision.BatchCore.Outcome;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.history.Reproduction;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.Moments.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch trained a second time in a folder of its own, interrupted on the way or with something wrong. */
@Tag("engine")
class ReproductionsIT {

    @TempDir
    Path folder;

    private TestNode node;
    private BatchPlan plan;
    private Map<RunId, RunHistory> committed;
    private Reproductions reproductions;

    @BeforeEach
    void train() {
        node = TestNode.over(folder, Experiments.SEGMENTS_OF_FOUR);
        plan = node.plan(Experiments.CROSSING);
        assertThat(node.run(plan)).isEqualTo(Outcome.REPORTED);
        committed = node.histories(plan);
        reproductions = new Reproductions(node.system(), node.store());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String place(Map<String, String> environment, boolean another) {
        return node.await(reproductions.folder(plan.id().value(), List.of(environment), plan, another));
    }

    @Test
    void interruptedAnywhereItGoesOnInTheSameFolderToTheSameBits() {
        String place = place(Map.of("device", "here"), false);
        AtomicInteger steps = new AtomicInteger();
        AtomicBoolean asked = new AtomicBoolean();
        AtomicLong again = new AtomicLong();
        var putDown = new Object() {
            volatile Runnable action = () -> {};
        };
        Outcome first = node.in(place)
                .run(
                        plan,
                        (moment, run, done) -> {
                            if (moment == Moment.STEP_DONE
                                    && steps.incrementAndGet() >= 7
                                    && asked.compareAndSet(false, true)) {
                                putDown.action.run();
                            }
                        },
                        (local, event) -> {
                            if (event instanceof BatchEvent.Accepted) {
                                putDown.action = () -> local.putDown("interrupted");
                            }
                        });
        assertThat(first).isEqualTo(Outcome.INTERRUPTED);
        assertThat(place(Map.of("device", "here"), false)).isEqualTo(place);
        assertThat(place(Map.of("device", "here"), true)).as("it has not ended").isEqualTo(place);
        assertThat(place(Map.of("device", "elsewhere"), false)).isNotEqualTo(place);

        assertThat(node.in(place)
                        .run(
                                plan,
                                (moment, run, done) -> {
                                    if (moment == Moment.STEP_DONE) {
                                        again.incrementAndGet();
                                    }
                                },
                                Feed.ofRun()))
                .isEqualTo(Outcome.REPORTED);
        assertThat(again.get()).as("what was committed is not trained twice").isLessThan(4 * 14);
        assertThat(node.await(reproductions.compare(place, plan, committed)))
                .hasSize(4)
                .allSatisfy(result -> assertThat(result).isInstanceOf(Reproduction.Same.class));
        assertThat(place(Map.of("device", "here"), true)).isNotEqualTo(place);
        assertThat(node.histories(plan).keySet()).isEqualTo(committed.keySet());
    }

    /** Were the second training another one, this is how it would show. */
    @Test
    void whatDiffersIsNamedByItsFirstIteration() {
        String place = place(Map.of(), false);
        Feed otherFromFive = (input, run, from) -> {
            var otherwise = run.seed() + 1;
            return from >= 5
                    ? input.training(run.recipe().input(), otherwise, from)
                    : input.training(run.recipe().input(), run.seed(), from)
                            .take(5 - from)
                            .concat(Source.lazySource(
                                    () -> input.training(run.recipe().input(), otherwise, 5)));
        };
        node.in(place).run(plan, Moments.unobserved(), otherFromFive);
        assertThat(node.await(reproductions.compare(place, plan, committed)))
                .hasSize(4)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(Reproduction.Different.class, different -> assertThat(
                                        different.first().iteration())
                                .isEqualTo(5)));
    }

    @Test
    void anotherEnvironmentIsNotComparable() {
        RunHistory history = committed.values().iterator().next();
        Map<String, String> then = history.environments().iterator().next();
        assertThat(Reproductions.difference(history, then)).isEmpty();
        Map<String, String> here = new TreeMap<>(then);
        here.put("instructionSet", "none");
        assertThat(Reproductions.difference(history, here))
                .hasValueSatisfying(text -> assertThat(text).startsWith("instructionSet was "));
        RunId run = committed.keySet().iterator().next();
        assertThat(Reproduction.of(run, history, history, Reproductions.difference(history, here)))
                .isInstanceOf(Reproduction.NotComparable.class);
        assertThat(Reproduction.of(run, history, RunHistory.empty(), Optional.empty()))
                .isInstanceOf(Reproduction.NotEnded.class);
    }
}
