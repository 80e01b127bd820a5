package io.residuum.actors.statistics;

/**
 * An interval of confidence.
 *
 * @param low NaN where there is no interval
 * @param high as {@code low}; either may be infinite where a seed diverged
 * @param level how often intervals made like this hold the true value, 0 … 1
 */
public record Interval(double low, double high, double level) {
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Whether there is one. */
    public boolean isKnown() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    boolean isWithin(double from, double to) {
        return low > from && high < to;
    }
}
