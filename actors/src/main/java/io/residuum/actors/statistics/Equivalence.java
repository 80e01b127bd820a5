package io.residuum.actors.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Is what was measured what was published, give or take a margin? Two one-sided t tests at 5 % (Schuirmann): "equivalent" has to be
 * shown, as "different" has to be; a spread too wide for either is undecided. That no difference was found shows nothing.
 *
 * @param difference measured mean minus what was published, points of percent
 * @param interval of the difference, 90 %, so that each side is tested at 5 %
 * @param p the larger one of the two one-sided tests: below 0.05, the difference is within the margin
 * @param marginPoints a difference that matters to nobody is smaller than this
 */
public record Equivalence(double difference, Interval interval, double p, double marginPoints, Verdict verdict) {
    private static final double LEVEL = 0.9;

    /** What the tests say. */
    public enum Verdict {
        /** The whole interval lies within the margin. */
        EQUIVALENT("as published"),
        /** The whole interval lies above the margin. */
        HIGHER("higher"),
        /** The whole interval lies below the margin. */
        LOWER("lower"),
        /** Neither is shown: more seeds would narrow the interval. */
        UNDECIDED("undecided");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /** The word for it in tables. */
        public String label() {
            return label;
        }
    }

    public Equivalence {
        if (!(marginPoints > 0) || Double.isInfinite(marginPoints)) {
            throw new IllegalArgumentException("a margin must be positive and finite, was " + marginPoints);
        }
    }

    /** Against a number, taken as it is printed: whatever it varied by has to be in the margin. */
    public static Equivalence toNumber(Spread measured, double published, double marginPoints) {
        double standard = measured.standardDeviation() / Math.sqrt(measured.n());
        return of(measured, published, standard, measured.n() - 1, marginPoints);
    }

    /**
     * Against a mean and a deviation, as if both were at hand.
     *
     * @param runs that were published together; five in the paper
     */
    public static Equivalence toMean(Spread measured, double mean, double deviation, int runs, double marginPoints) {
        Spread published = new Spread(mean, mean, deviation, runs, 0, mean, mean);
        if (measured.n() < 2) {
            return of(measured, mean, Double.NaN, 0, marginPoints);
        }
        Welch.StandardError error = Welch.StandardError.of(measured, published);
        return of(measured, mean, error.standard(), error.degrees(), marginPoints);
    }

    private static Equivalence of(
            Spread measured, double published, double standard, double degrees, double marginPoints) {
        double difference = measured.mean() - published;
        if (measured.diverged() > 0 || !(degrees > 0) || !(standard > 0)) {
            return new Equivalence(difference, Interval.NONE, Double.NaN, marginPoints, Verdict.UNDECIDED);
        }
        var distribution = new TDistribution(null, degrees);
        double half = distribution.inverseCumulativeProbability((1 + LEVEL) / 2) * standard;
        var interval = new Interval(difference - half, difference + half, LEVEL);
        double p = distribution.cumulativeProbability((Math.abs(difference) - marginPoints) / standard);
        return new Equivalence(difference, interval, p, marginPoints, verdict(interval, marginPoints));
    }

    private static Verdict verdict(Interval interval, double marginPoints) {
        if (interval.isWithin(-marginPoints, marginPoints)) {
            return Verdict.EQUIVALENT;
        }
        if (interval.low() > marginPoints) {
            return Verdict.HIGHER;
        }
        return interval.high() < -marginPoints ? Verdict.LOWER : Verdict.UNDECIDED;
    }
}
