package io.residuum.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.DataSetFacts;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.actors.experiment.ResolvedDataSet;
import io.residuum.actors.run.ActorsSettings;
import io.residuum.actors.run.Feed;
import io.residuum.actors.run.LocalNode;
import io.residuum.storage.DataSetId;
import io.residuum.storage.DataSets;
import io.residuum.storage.ExclusionProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/**
 * A whole job, held at a gate: server, store, pipeline, supervisors, trainer, commits. Ready when its first step is done.
 */
final class OurJob {
    private static final String EXPERIMENT =
            """
            experiment {
              name = bench
              dataset = bench
              seeds = [1]
              recipe { preset = cifar, evaluate-every = 64000 }
              variants = [ { name = only, network = resnet-20, unit = full-preactivation } ]
            }
            """;

    private OurJob() {}

    /** Arguments: folder of the store, compute threads, iterations a segment. */
    public static void main(String[] arguments) throws IOException {
        int threads = Integer.parseInt(arguments[1]);
        String settings =
                "residuum.actors { node { slots = 1, threads-per-slot = %d }, segment { length = 1h, iterations = %s } }"
                        .formatted(threads, arguments[2]);
        var gate = new StepGate();
        try (var store = LocalStore.open(Path.of(arguments[0]), settings)) {
            store.await(ExclusionProof.prove(store.store())); // as every run does before it writes
            try (LocalNode node = LocalNode.start(
                    store.system(),
                    store.store(),
                    store.config(),
                    ActorsSettings.from(store.config(), "bench", 2),
                    Clock.systemUTC(),
                    () -> UUID.randomUUID().toString().replace("-", "").substring(0, 16),
                    gate,
                    gate.around(Feed.ofRun()))) {
                node.submit(plan(store), EXPERIMENT, event -> {}).whenComplete((outcome, failure) -> gate.end());
                gate.steps(1);
                new Conversation()
                        .run(
                                Conversation.introduction("the whole job", "as the engine sets it", threads),
                                count -> steps(gate, count));
            }
        }
    }

    private static ObjectNode steps(StepGate gate, int count) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("seconds").add(gate.steps(count));
        return answer;
    }

    private static BatchPlan plan(LocalStore store) {
        DataSetId id = store.dataSet();
        var facts = DataSetFacts.of(store.await(new DataSets(store.store()).manifest(id)));
        return ExperimentFile.parse("bench", EXPERIMENT.getBytes(StandardCharsets.UTF_8))
                .plan(Map.of(LocalStore.DATA_SET, new ResolvedDataSet(id, facts)));
    }
}
