package io.residuum.actors.report;

import java.util.ArrayList;
import java.util.List;

/** A curve as points in ascending x; the y of a point that is not finite is left out. */
record Curve(List<Point> points) {
    /** As many points as a chart of this width can show. */
    static final int MAX_POINTS = 500;

    record Point(double x, double y) {}

    Curve {
        points = points.stream().filter(point -> Double.isFinite(point.y())).toList();
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    /**
     * At most about {@code maxPoints} of its points: the first, the last, and of each stretch between them the lowest and the highest, so
     * that no peak and no valley disappears.
     */
    Curve thinned(int maxPoints) {
        if (points.size() <= maxPoints) {
            return this;
        }
        int stretches = Math.max(1, (maxPoints - 2) / 2);
        List<Point> kept = new ArrayList<>();
        kept.add(points.get(0));
        for (int i = 0; i < stretches; i++) {
            List<Point> stretch = stretch(i, stretches);
            if (!stretch.isEmpty()) {
                Point low = stretch.get(0);
                Point high = low;
                for (Point point : stretch) {
                    low = point.y() < low.y() ? point : low;
                    high = point.y() > high.y() ? point : high;
                }
                kept.add(low.x() <= high.x() ? low : high);
                if (!low.equals(high)) {
                    kept.add(low.x() <= high.x() ? high : low);
                }
            }
        }
        kept.add(points.get(points.size() - 1));
        return new Curve(kept);
    }

    /** The means of at most {@code maxPoints} equal stretches, each in the middle of its stretch. */
    Curve averaged(int maxPoints) {
        if (points.size() <= maxPoints) {
            return this;
        }
        List<Point> means = new ArrayList<>();
        for (int i = 0; i < maxPoints; i++) {
            List<Point> stretch = points.subList(at(i, maxPoints, 0), at(i + 1, maxPoints, 0));
            if (!stretch.isEmpty()) {
                means.add(new Point(
                        stretch.stream().mapToDouble(Point::x).average().orElseThrow(),
                        stretch.stream().mapToDouble(Point::y).average().orElseThrow()));
            }
        }
        return new Curve(means);
    }

    /** Part {@code i} of {@code parts} of all points but the first and the last. */
    private List<Point> stretch(int i, int parts) {
        return points.subList(at(i, parts, 1), at(i + 1, parts, 1));
    }

    private int at(int i, int parts, int margin) {
        return margin + (int) ((long) i * (points.size() - 2 * margin) / parts);
    }
}
