package io.residuum.actors.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Welch's t: the difference of two means whose deviations may differ. It assumes errors that scatter about normally, which five seeds
 * can neither show nor refute; {@link MannWhitney} beside it assumes nothing.
 *
 * @param difference of the means of finished seeds, first minus second; all else is NaN unless both have two of them and some deviation,
 *     and where a seed diverged: a test of those that survived would be one of luck
 * @param interval of the difference, 95 %
 * @param t over the standard error
 * @param degrees of freedom, after Welch and Satterthwaite
 * @param p two-sided
 * @param hedges Hedges' g: the difference in pooled standard deviations, corrected for small samples
 * @param detectable the true difference that a test at 5 % would find in four of five repetitions, were the deviations the true ones
 */
public record Welch(
        double difference, Interval interval, double t, double degrees, double p, double hedges, double detectable) {

    private static final double LEVEL = 0.95;
    private static final double POWER = 0.8;

    static Welch of(Spread first, Spread second) {
        double difference = first.mean() - second.mean();
        StandardError error = StandardError.of(first, second);
        if (first.diverged() + second.diverged() > 0 || !(error.standard() > 0)) {
            return new Welch(difference, Interval.NONE, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        var distribution = new TDistribution(null, error.degrees());
        double half = distribution.inverseCumulativeProbability((1 + LEVEL) / 2) * error.standard();
        double t = difference / error.standard();
        return new Welch(
                difference,
                new Interval(difference - half, difference + half, LEVEL),
                t,
                error.degrees(),
                2 * distribution.cumulativeProbability(-Math.abs(t)),
                hedges(first, second),
                half + distribution.inverseCumulativeProbability(POWER) * error.standard());
    }

    private static double hedges(Spread first, Spread second) {
        int degrees = first.n() + second.n() - 2;
        double pooled = Math.sqrt(((first.n() - 1) * square(first.standardDeviation())
                        + (second.n() - 1) * square(second.standardDeviation()))
                / degrees);
        return (first.mean() - second.mean()) / pooled * (1 - 3.0 / (4 * degrees - 1));
    }

    /** The standard error of a difference of two means. */
    record StandardError(double standard, double degrees) {
        static StandardError of(Spread first, Spread second) {
            double a = square(first.standardDeviation()) / first.n();
            double b = square(second.standardDeviation()) / second.n();
            double degrees = square(a + b) / (a * a / (first.n() - 1) + b * b / (second.n() - 1));
            return new StandardError(Math.sqrt(a + b), degrees);
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
