package io.residuum.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.CohortHistory;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A batch to be trained in worlds, and what an undisturbed world reports of it. */
final class Plan {

    static final DataSetId DATA_SET = new DataSetId("tiny", Sha256.of("tiny".getBytes(StandardCharsets.UTF_8)));

    private final BatchPlan batch;
    /**
     * What it comes to where nothing goes wrong.
     *
     * @param result of its report
     * @param decisions of its cohorts, by their chain
     */
    record Undisturbed(ObjectNode result, Map<String, CohortHistory> decisions) {}

    private final AtomicReference<Optional<Undisturbed>> undisturbed = new AtomicReference<>(Optional.empty());

    private Plan(BatchPlan batch) {
        this.batch = batch;
    }

    /** Five seeds of one variant. */
    static Plan fiveSeeds() {
        return of("five seeds", 14, List.of(1, 2, 3, 4, 5), "{ name = original, network = resnet-8 }");
    }

    /** Two variants of two seeds; their runs end at an evaluation. */
    static Plan twoVariants() {
        return of(
                "two variants",
                10,
                List.of(1, 2),
                "{ name = original, network = resnet-8 }, { name = full, network = resnet-8, unit = full-preactivation }");
    }

    /** Three seeds that decide together, after every five iterations, whether their rate drops. */
    static Plan cohort() {
        return of(
                "three seeds that decide together",
                19,
                List.of(1, 2, 3),
                """
                { name = reactive, network = resnet-8
                  recipe.learning-rate.schedule { type = plateau, factor = 0.1, patience = 1, most-drops = 3 } }
                """);
    }

    /** Three seeds of one variant, short. */
    static Plan threeSeeds() {
        return of("three seeds", 9, List.of(1, 2, 3), "{ name = original, network = resnet-8 }");
    }

    private static Plan of(String name, int iterations, List<Integer> seeds, String variants) {
        String text =
                """
                experiment {
                  name = "%s"
                  dataset = tiny
                  seeds = %s
                  recipe { preset = cifar, iterations = %d, mini-batch = 16, slices = 2, evaluate-every = 5,
                    learning-rate { rate = 0.1, warm-up { rate = 0.01, iterations = 2 }
                      schedule { type = steps, drops = [7], factor = 0.1 } } }
                  variants = [ %s ]
                }
                """
                        .formatted(name, seeds, iterations, variants);
        DataSetFacts facts = new DataSetFacts(4, 44, 20, new ImageSizes.One(new ImageShape(32, 32)));
        return new Plan(ExperimentFile.parse("simulated.conf", text.getBytes(StandardCharsets.UTF_8))
                .plan(Map.of("tiny", new ResolvedDataSet(DATA_SET, facts))));
    }

    BatchPlan batch() {
        return batch;
    }

    Map<RunId, RunSpec> runs() {
        return batch.runs();
    }

    /** What a world without faults comes to; played once. */
    Undisturbed undisturbed() {
        return undisturbed
                .updateAndGet(known -> known.isPresent() ? known : Optional.of(World.undisturbed(this)))
                .orElseThrow();
    }
}
