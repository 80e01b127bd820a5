package io.residuum.actors.experiment;

import java.math.BigDecimal;
import java.util.List;

/**
 * The shape of the learning rate over a run, as a factor of {@link LearningRate#rate()}; one record per {@code schedule.type}.
 *
 * <p>A change "at" iteration i acts from i on: the update of iteration i is the first to use it.
 */
public sealed interface Schedule {

    /** The value of {@code schedule.type}. */
    String type();

    /** The rate of one iteration, after any warm-up. */
    double rateAt(long iteration, double rate, long warmUpIterations, long iterations);

    /**
     * The paper's: the rate times {@code factor} at each drop. Computed in decimal, so that 0.1 dropped twice by 0.1 is 0.001.
     *
     * @param drops iterations, ascending; none for a constant rate
     */
    record Steps(List<Long> drops, double factor) implements Schedule {
        public Steps {
            drops = List.copyOf(drops);
            Checks.ascending("drops", drops);
            Checks.positive("factor", factor);
        }

        @Override
        public String type() {
            return "steps";
        }

        @Override
        public double rateAt(long iteration, double rate, long warmUpIterations, long iterations) {
            int dropped = (int) drops.stream().filter(drop -> iteration >= drop).count();
            return BigDecimal.valueOf(rate)
                    .multiply(BigDecimal.valueOf(factor).pow(dropped))
                    .doubleValue();
        }
    }

    /**
     * Straight lines between points; before the first and after the last their factor holds.
     *
     * @param points at least one, ascending
     */
    record Points(List<Point> points) implements Schedule {
        public Points {
            points = List.copyOf(points);
            if (points.isEmpty()) {
                throw new IllegalArgumentException("points must name at least one point");
            }
            Checks.ascending("points", points.stream().map(Point::at).toList());
        }

        @Override
        public String type() {
            return "points";
        }

        @Override
        public double rateAt(long iteration, double rate, long warmUpIterations, long iterations) {
            Point left = points.get(0);
            for (Point right : points) {
                if (iteration < right.at()) {
                    return rate * between(left, right, iteration);
                }
                left = right;
            }
            return rate * left.factor();
        }

        private static double between(Point left, Point right, long iteration) {
            if (iteration <= left.at()) {
                return left.factor();
            }
            double share = (double) (iteration - left.at()) / (right.at() - left.at());
            return left.factor() + share * (right.factor() - left.factor());
        }
    }

    /** Where {@link Points} changes direction: at this iteration the rate is exactly {@code rate · factor}. */
    record Point(long at, double factor) {
        public Point {
            Checks.notNegative("at", at);
            Checks.notNegative("factor", factor);
        }
    }

    /** Half a period of a cosine, from the full rate after the warm-up down towards 0 after the last iteration. */
    record Cosine() implements Schedule {
        @Override
        public String type() {
            return "cosine";
        }

        @Override
        public double rateAt(long iteration, double rate, long warmUpIterations, long iterations) {
            double share = (double) (iteration - warmUpIterations) / (iterations - warmUpIterations);
            // StrictMath, since Math.cos may differ between machines in the last bit, and weights would.
            return rate * (1 + StrictMath.cos(Math.PI * share)) / 2;
        }
    }
}
