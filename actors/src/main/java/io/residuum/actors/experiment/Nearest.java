package io.residuum.actors.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses what a misspelt word was meant to be. */
final class Nearest {
    private Nearest() {}

    /** {@code nearest: WORD} for the candidate with the fewest edits; empty when none shares half of the word. */
    static String advice(String word, Collection<String> candidates) {
        String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
        return candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> edits(lower, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> edits(lower, candidate) <= Math.max(2, candidate.length() / 2))
                .map(candidate -> "nearest: " + candidate)
                .orElse("");
    }

    /** Words beyond any key's length are not compared to the end. */
    private static int edits(String a, String b) {
        String from = a.length() > 64 ? a.substring(0, 64) : a;
        return LevenshteinDistance.getDefaultInstance().apply(from, b);
    }
}
