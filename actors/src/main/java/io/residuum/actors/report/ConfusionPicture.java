package io.residuum.actors.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A confusion matrix as an SVG: a row a class of images, a column a class they were taken for; darker is a larger share of the row. */
final class ConfusionPicture {
    private static final double LARGEST_CELL = 40;
    private static final double SMALLEST_CELL = 5;
    private static final double MATRIX = 640;
    private static final double NAMES = 140;
    /** Beyond these, names would be smaller than anybody can read. */
    private static final int NAMED_CLASSES = 60;

    private final List<String> classes;
    private final long[][] counts;
    private final double cell;
    private final double left;

    ConfusionPicture(List<String> classes, long[][] counts) {
        this.classes = classes;
        this.counts = counts;
        this.cell = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, MATRIX / classes.size()));
        this.left = classes.size() <= NAMED_CLASSES ? NAMES : 20;
    }

    String svg() {
        double side = cell * classes.size();
        double width = left + side + 20;
        double height = left + side + 20;
        var svg = new Markup();
        svg.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        "0 0 " + Markup.number(width) + " " + Markup.number(height),
                        "width",
                        width,
                        "height",
                        height,
                        "font-family",
                        "sans-serif",
                        "font-size",
                        Math.min(12, cell * 0.7))
                .line();
        svg.element("title", "Confusion matrix: rows are the images' classes, columns what they were taken for")
                .line();
        svg.empty("rect", "width", width, "height", height, "fill", "#ffffff").line();
        if (classes.size() <= NAMED_CLASSES) {
            names(svg);
        }
        for (int row = 0; row < counts.length; row++) {
            row(svg, row);
        }
        svg.empty("rect", "x", left, "y", left, "width", side, "height", side, "fill", "none", "stroke", "#888888")
                .line();
        return svg.close("svg").line().toString();
    }

    private void names(Markup svg) {
        for (int i = 0; i < classes.size(); i++) {
            double middle = left + (i + 0.5) * cell;
            svg.element("text", shortened(i), "x", left - 6, "y", middle, "text-anchor", "end", "dy", "0.35em");
            svg.element(
                            "text",
                            shortened(i),
                            "transform",
                            "translate(" + Markup.number(middle) + " " + Markup.number(left - 6) + ") rotate(-90)",
                            "dy",
                            "0.35em")
                    .line();
        }
    }

    private void row(Markup svg, int row) {
        long images = Arrays.stream(counts[row]).sum();
        for (int column = 0; column < counts.length; column++) {
            long count = counts[row][column];
            if (count > 0) {
                cell(svg, row, column, (double) count / images);
            }
        }
    }

    private void cell(Markup svg, int row, int column, double share) {
        double x = left + column * cell;
        double y = left + row * cell;
        svg.open(
                "rect",
                "x",
                x,
                "y",
                y,
                "width",
                cell,
                "height",
                cell,
                "fill",
                row == column ? "#1f5fa8" : "#b3401f",
                "fill-opacity",
                String.format(Locale.ROOT, "%.3f", 0.08 + 0.92 * share));
        String count = Long.toString(counts[row][column]);
        svg.element("title", classes.get(row) + " taken for " + classes.get(column) + ": " + count);
        svg.close("rect");
        if (cell >= 24) {
            svg.element(
                    "text",
                    count,
                    "x",
                    x + cell / 2,
                    "y",
                    y + cell / 2,
                    "text-anchor",
                    "middle",
                    "dy",
                    "0.35em",
                    "pointer-events",
                    "none",
                    "fill",
                    share > 0.5 ? "#ffffff" : "#000000");
        }
        svg.line();
    }

    private String shortened(int of) {
        String name = classes.get(of);
        return name.length() <= 20 ? name : name.substring(0, 19) + "…";
    }
}
