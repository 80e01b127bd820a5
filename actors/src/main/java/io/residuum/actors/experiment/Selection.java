package io.residuum.actors.experiment;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a batch chooses among before it trains on all training images.
 *
 * @param name the variant's in the file
 * @param candidates in the file's order
 */
public record Selection(String name, List<Candidate> candidates) {
    public Selection {
        candidates = List.copyOf(candidates);
    }

    /** The runs by which it is judged. */
    public Set<RunId> trials() {
        return candidates.stream()
                .flatMap(candidate -> candidate.trials().stream())
                .collect(Collectors.toSet());
    }

    /**
     * One of the values.
     *
     * @param trials the runs by which it is judged: a run for each fold and seed
     * @param runs what is trained if it is chosen
     */
    public record Candidate(String values, List<RunId> trials, List<RunId> runs) {
        public Candidate {
            trials = List.copyOf(trials);
            runs = List.copyOf(runs);
        }
    }
}
