package io.residuum.actors.report;

import io.residuum.actors.statistics.Interval;
import io.residuum.actors.statistics.Spread;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Figures {
    private Figures() {}

    /** Two decimals, as in the paper; ∞ where a seed diverged, – where there is nothing. */
    static String percent(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return Double.isInfinite(value) ? "∞" : String.format(Locale.ROOT, "%.2f", value);
    }

    static String median(ReportedVariant variant) {
        return variant.fails() ? "fail" : percent(variant.spread().median());
    }

    /** {@code 6.63 ± 0.12}, with the number of seeds where some are missing. */
    static String meanAndDeviation(ReportedVariant variant) {
        Spread spread = variant.spread();
        String text = spread.n() == 0 ? "–" : percent(spread.mean());
        if (spread.n() > 1) {
            text += " ± " + percent(spread.standardDeviation());
        }
        return spread.n() > 0 && spread.n() < variant.runs().size() ? text + " (" + spread.n() + ")" : text;
    }

    /** Of a candidate's trials: their mean, on training images that they did not see. */
    static String heldOut(Spread spread) {
        if (spread.diverged() > 0) {
            return spread.diverged() + " of " + spread.ranked() + " diverged";
        }
        if (spread.n() == 0) {
            return "–";
        }
        return percent(spread.mean()) + (spread.n() > 1 ? " ± " + percent(spread.standardDeviation()) : "");
    }

    /** A difference: {@code +0.12}, {@code −0.30}. */
    static String signed(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        String digits = percent(Math.abs(value));
        return (digits.equals("0.00") ? "±" : value < 0 ? "−" : "+") + digits;
    }

    static String interval(Interval interval) {
        return "[" + signed(interval.low()) + ", " + signed(interval.high()) + "]";
    }

    /** 0.3 as it was written. */
    static String points(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** A probability: two digits that count, never 0. */
    static String probability(double p) {
        if (Double.isNaN(p)) {
            return "–";
        }
        return p < 1e-4
                ? "< 0.0001"
                : p < 0.0995
                        ? String.format(Locale.ROOT, "%.2g", p).replaceAll("0+$", "")
                        : String.format(Locale.ROOT, "%.2f", p);
    }

    static String range(Spread spread) {
        if (spread.ranked() == 0) {
            return "–";
        }
        return Double.isInfinite(spread.min()) ? "∞" : percent(spread.min()) + " – " + percent(spread.max());
    }

    /** 1,703,258 as {@code 1.70 M}. */
    static String rounded(long value) {
        if (value < 1_000) {
            return Long.toString(value);
        }
        if (value < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f k", value / 1e3);
        }
        return value < 1_000_000_000
                ? String.format(Locale.ROOT, "%.2f M", value / 1e6)
                : String.format(Locale.ROOT, "%.2f G", value / 1e9);
    }

    /** A learning rate as it is written: {@code 0.01}. */
    static String rate(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        if (time.toMinutes() >= 10) {
            return time.toMinutes() + " min";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
}
