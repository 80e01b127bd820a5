package io.residuum.simulation;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchCore;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.experiment.Selection;
import io.residuum.actors.history.BatchEntry;
import io.residuum.actors.history.CohortHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.report.Report;
import io.residuum.storage.CanonicalJson;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;

/** A batch to be trained in worlds, and what an undisturbed world reports of it. */
final class Plan {

    static final DataSetId DATA_SET = new DataSetId("tiny", Sha256.of("tiny".getBytes(StandardCharsets.UTF_8)));

    /**
     * What it comes to where nothing goes wrong.
     *
     * @param histories of its runs
     * @param choices of its selections, by their names
     * @param decisions of its cohorts, by their chain
     */
    record Undisturbed(
            Map<RunId, RunHistory> histories, Map<String, String> choices, Map<String, CohortHistory> decisions) {}

    /** From here on the rate is another one, in every run that hangs on no other. */
    static final long DROP_ITERATION = 7;

    private final BatchPlan batch;
    private final ObjectNode accepted;
    private final Map<RunId, RunSpec> runs;
    private final List<RunId> seedBySeed;
    private final AtomicReference<Optional<Undisturbed>> undisturbed = new AtomicReference<>(Optional.empty());
    private final Map<Ended, ByteString> results = new ConcurrentHashMap<>();

    private record Ended(Map<RunId, RunStatus> otherwise, Map<String, String> chosen) {}

    private Plan(BatchPlan batch) {
        this.batch = batch;
        this.accepted = new BatchEntry.Accepted(batch, "text").toJson();
        this.runs = batch.runs();
        this.seedBySeed = BatchCore.seedBySeed(batch);
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

    /** Two values of which the better one is chosen by two folds, and then trained with two seeds; beside a variant without a choice. */
    static Plan choice() {
        return of(
                "a choice",
                9,
                List.of(1, 2),
                """
                { name = original, network = resnet-8 }, { name = gated, network = resnet-8
                  shortcut { type = exclusive-gating }, selection { grid { shortcut.bias = [0, -3] }, folds = 2 } }
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

    /** Entry 0 of its chain. */
    ObjectNode accepted() {
        return accepted;
    }

    Map<RunId, RunSpec> runs() {
        return runs;
    }

    List<RunId> runs(PlannedVariant variant) {
        return batch.runs(variant).stream().map(RunSpec::id).toList();
    }

    List<RunId> seedBySeed() {
        return seedBySeed;
    }

    /** What its file says. */
    ByteString text() {
        return ByteString.fromString(batch.name());
    }

    private Undisturbed played() {
        return undisturbed
                .updateAndGet(known -> known.isPresent() ? known : Optional.of(World.undisturbed(this)))
                .orElseThrow();
    }

    /** Whether the run is to be trained, once selections have chosen so much. */
    boolean trains(RunId run, Map<String, String> selected) {
        return batch.runs(batch.variants(selected)).containsKey(run);
    }

    /** What its selections choose in a world without faults, by their names. */
    Map<String, String> choices() {
        return played().choices();
    }

    /** What its cohorts decide in a world without faults, by their chains. */
    Map<String, CohortHistory> decisions() {
        return played().decisions();
    }

    /** What a world without faults reports; played once. */
    ByteString undisturbed() {
        return result(Map.of(), new BatchOracle.State(false, 0, Set.of(), Set.of(), choices(), true));
    }

    /**
     * What is reported, as JSON in bytes, when these runs have ended otherwise, and all others as if nothing had happened.
     *
     * @param state what the chain says; only a trial that is cancelled or given up excuses a choice that is missing
     */
    ByteString result(Map<RunId, RunHistory> otherwise, BatchOracle.State state) {
        Map<String, String> chosen = new HashMap<>(choices());
        for (Selection selection : batch.selections()) {
            boolean excused = selection.trials().stream()
                    .anyMatch(trial ->
                            state.cancelled().contains(trial) || state.failed().contains(trial));
            if (excused && !state.selected().containsKey(selection.name())) {
                chosen.remove(selection.name());
            }
        }
        Map<RunId, RunStatus> statuses = new HashMap<>();
        otherwise.forEach((run, history) -> statuses.put(run, history.status()));
        return results.computeIfAbsent(new Ended(statuses, chosen), ended -> {
            Map<RunId, RunHistory> all = new LinkedHashMap<>(played().histories());
            all.putAll(otherwise);
            return ByteString.fromArray(
                    CanonicalJson.bytes(Report.of(batch, chosen, all).result()));
        });
    }

    /** The runs that a report says are stopped or failed, and that the chain says are cancelled or given up. */
    Map<RunId, RunHistory> endedOtherwise(ByteString result, BatchOracle.State state) {
        Map<RunId, RunHistory> otherwise = new LinkedHashMap<>();
        if (state.cancelled().isEmpty() && state.failed().isEmpty()) {
            return otherwise;
        }
        JsonNode reported = CanonicalJson.parse(result.toArray());
        for (String list : List.of("runs", "trials")) {
            for (JsonNode run : reported.findValues(list).stream()
                    .flatMap(runs -> StreamSupport.stream(runs.spliterator(), false))
                    .toList()) {
                RunId id = RunId.ofHex(run.get("runId").asText());
                String status = run.get("status").asText();
                if (status.equals("stopped") && state.cancelled().contains(id)) {
                    otherwise.put(id, RunHistory.empty().stopped());
                } else if (status.equals("failed") && state.failed().contains(id)) {
                    otherwise.put(id, RunHistory.empty().failed("given up"));
                }
            }
        }
        return otherwise;
    }
}
