package io.residuum.actors.experiment;

import java.util.List;

/**
 * A variant's part in a selection: the file asks for the best of several values, judged on training images held out in turn
 * (k-fold cross-validation), and for that one to be trained on all of them.
 *
 * @param selection the variant's name in the file, which its candidates share
 * @param values what this candidate tries, such as {@code bias = -3}; candidates of one selection differ in it
 * @param trial whether this is one of the trainings by which the candidate is judged; otherwise it is what is trained if the
 *     candidate is chosen
 * @param seeds of a trial; none where the experiment's are meant
 */
public record Candidacy(String selection, String values, boolean trial, List<Long> seeds) {
    public Candidacy {
        seeds = List.copyOf(seeds);
        if (trial == seeds.isEmpty()) {
            throw new IllegalArgumentException("a trial has seeds of its own, and nothing else has, was " + seeds);
        }
    }
}
