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
            return dropped(rate, factor, (int)
                    drops.stream().filter(drop -> iteration >= drop).count());
        }
    }

    /** In decimal: 0.1 times 0.1 is 0.01. */
    private static double dropped(double rate, double factor, int times) {
        return BigDecimal.valueOf(rate)
                .multiply(BigDecimal.valueOf(factor).pow(times))
                .doubleValue();
    }

    /**
     * The rate times {@code factor} whenever the training of all seeds together has stopped getting better. What is judged is the
     * median over the seeds of what each measured on its training mini-batches between two evaluations; never test images.
     *
     * @param patience evaluations in a row that are no improvement, and then the rate drops
     * @param threshold the share by which a value must lie below the best one so far to be an improvement
     * @param mostDrops after so many nothing is judged any more
     */
    record Plateau(Judged judgedBy, double factor, int patience, double threshold, int mostDrops) implements Schedule {
        public Plateau {
            if (!(factor > 0 && factor < 1)) {
                throw new IllegalArgumentException("factor must lie between 0 and 1, was " + factor);
            }
            Checks.positive("patience", patience);
            if (!(threshold >= 0 && threshold < 1)) {
                throw new IllegalArgumentException("threshold must be at least 0 and below 1, was " + threshold);
            }
            Checks.positive("most-drops", mostDrops);
        }

        @Override
        public String type() {
            return "plateau";
        }

        /** Before any drop; where they fall is not known beforehand. */
        @Override
        public double rateAt(long iteration, double rate, long warmUpIterations, long iterations) {
            return rate;
        }

        /** The rate after so many drops. */
        double rateAfter(int drops, double rate) {
            return dropped(rate, factor, drops);
        }
    }

    /** What {@link Plateau} looks at. */
    enum Judged {
        /** Mean cross-entropy of the training mini-batches. */
        TRAINING_LOSS,
        /** Share of training images that were classified wrongly, as they were trained on. */
        TRAINING_ERROR
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
