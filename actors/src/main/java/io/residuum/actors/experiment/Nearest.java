package io.residuum.actors.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

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

    /** Levenshtein's distance, row by row; words beyond any key's length are not compared to the end. */
    static int edits(String a, String b) {
        String from = a.length() > 64 ? a.substring(0, 64) : a;
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
