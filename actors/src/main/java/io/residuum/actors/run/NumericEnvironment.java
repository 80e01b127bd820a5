package io.residuum.actors.run;

import io.residuum.actors.experiment.RunSpec;
import io.residuum.model.Engine;
import io.residuum.model.Network;
import io.residuum.pipeline.ImageDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the bits of a result depend on besides the run itself: engine and version, instruction set, device model, threads,
 * program, decoder, evaluation batch. It stands in every entry; a run is pinned to that of its first segment.
 */
final class NumericEnvironment {

    /** The parts that only a network has; the rest is the slot's. */
    private static final Set<String> OF_NETWORK = Set.of("program", "precision");

    private NumericEnvironment() {}

    /** A network and the environment it trains in. Whoever gets it closes the network. */
    record Program(Network network, Map<String, String> environment) {}

    /** What every program trained on this node shares. */
    static Map<String, String> ofNode(TrainerResources node) {
        Map<String, String> environment = new TreeMap<>(node.engine().numericEnvironment());
        environment.put("threads", Integer.toString(node.settings().threadsPerSlot()));
        return withInput(node, environment);
    }

    /** Loads the run's program, on the thread that will train it. */
    static Program open(TrainerResources node, RunSpec run) {
        Network network = network(node.engine(), run, node.settings().threadsPerSlot());
        return new Program(network, withInput(node, network.numericEnvironment()));
    }

    /** The run's program alone. */
    static Network network(Engine engine, RunSpec run, int threads) {
        return Network.open(
                engine,
                run.architecture(),
                run.recipe().objective(),
                run.recipe().optimiser(),
                run.recipe().arithmetic(),
                threads);
    }

    private static Map<String, String> withInput(TrainerResources node, Map<String, String> ofEngine) {
        Map<String, String> environment = new TreeMap<>(ofEngine);
        environment.put("decoder", ImageDecoder.decoderId());
        environment.put("evaluationBatch", Integer.toString(node.settings().evaluationBatchImages()));
        return Map.copyOf(environment);
    }

    /** What a slot must offer for a run pinned to {@code pinned}; empty for a run that is not pinned yet. */
    static Map<String, String> ofSlotFor(Map<String, String> pinned) {
        return pinned.entrySet().stream()
                .filter(entry -> !OF_NETWORK.contains(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How {@code here} differs from what a run is pinned to, for a person; empty if it does not. */
    static Optional<String> difference(Map<String, String> pinned, Map<String, String> here) {
        if (pinned.isEmpty() || pinned.equals(here)) {
            return Optional.empty();
        }
        return Optional.of(Stream.concat(pinned.keySet().stream(), here.keySet().stream())
                .distinct()
                .sorted()
                .filter(key -> !pinned.getOrDefault(key, "").equals(here.getOrDefault(key, "")))
                .map(key -> key + " was " + pinned.getOrDefault(key, "(nothing)") + ", here "
                        + here.getOrDefault(key, "(nothing)"))
                .collect(Collectors.joining("; ")));
    }
}
