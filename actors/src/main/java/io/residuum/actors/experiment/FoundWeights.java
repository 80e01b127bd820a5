package io.residuum.actors.experiment;

import io.residuum.storage.Sha256;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of looking for the weights that a file names. */
public sealed interface FoundWeights {

    /**
     * They are there.
     *
     * @param digest of their canonical form
     * @param shapes of the tensors, by name
     */
    record Tensors(Sha256 digest, Map<String, List<Integer>> shapes) implements FoundWeights {
        public Tensors {
            shapes = Map.copyOf(new TreeMap<>(shapes));
        }
    }

    /**
     * They cannot be used.
     *
     * @param reason as a phrase
     * @param advice the way out; may be empty
     */
    record Unusable(String reason, String advice) implements FoundWeights {}
}
