package io.residuum.actors.command;

import java.util.Locale;

/** Times and small numbers as people read them. */
final class Durations {

    private Durations() {}

    /** {@code 7 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String text(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min " + whole % 60 + " s";
        }
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** At most four significant digits, no trailing zeros: {@code 0.1}, {@code 0.001}. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return text.contains("e") || !text.contains(".")
                ? text
                : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
