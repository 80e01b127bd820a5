package io.residuum.actors.report;

import java.util.List;
import java.util.OptionalDouble;

/** The seeds of a row as dots on the scale that all rows share, with a stroke at the median: spread at a glance. */
final class SeedStrip {
    private static final double WIDTH = 152;
    private static final double HEIGHT = 22;
    private static final double MARGIN = 8;

    private final double min;
    private final double max;

    private SeedStrip(double min, double max) {
        this.min = min;
        this.max = max;
    }

    /** The scale that fits every finished seed of all rows. */
    static SeedStrip of(List<ReportedVariant> variants) {
        double[] errors = variants.stream()
                .flatMap(variant -> variant.runs().stream())
                .map(ReportedRun::errorPercent)
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        double min = errors.length == 0 ? 0 : errors[0];
        double max = errors.length == 0 ? 1 : errors[errors.length - 1];
        double half = Math.max((max - min) / 2, 0.05);
        double middle = (min + max) / 2;
        return new SeedStrip(middle - half, middle + half);
    }

    Markup svg(ReportedVariant variant, String colour) {
        Axis x = Axis.linear(min, max, MARGIN, WIDTH - MARGIN);
        var svg = new Markup();
        svg.open("svg", "class", "strip", "viewBox", "0 0 152 22", "role", "img");
        svg.element("title", "The error of each seed");
        svg.empty("line", "class", "grid", "x1", 0.0, "x2", WIDTH, "y1", HEIGHT / 2, "y2", HEIGHT / 2);
        double median = variant.spread().median();
        if (Double.isFinite(median)) {
            svg.empty(
                    "line",
                    "class",
                    "median " + colour,
                    "x1",
                    x.place(median),
                    "x2",
                    x.place(median),
                    "y1",
                    2.0,
                    "y2",
                    20.0);
        }
        for (ReportedRun run : variant.runs()) {
            run.errorPercent().ifPresent(error -> {
                svg.open("circle", "class", "dot " + colour, "cx", x.place(error), "cy", HEIGHT / 2, "r", 4.0);
                svg.element("title", "seed " + run.seed() + ": " + Figures.percent(error) + " %");
                svg.close("circle");
            });
        }
        return svg.close("svg");
    }
}
