package io.residuum.actors.report;

import io.residuum.model.ProbedUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;

/**
 * What a probe measured, over depth: a panel each for gradients, responses, Π h′ and the share that f cuts off; a line a network, told
 * apart by colour and, beyond six, by strokes. In the colours of the learning curves.
 */
final class ProbePicture {
    private static final double WIDTH = 880;
    private static final double PANEL = 220;
    private static final double LEFT = 78;
    private static final double RIGHT = WIDTH - 20;
    private static final double GAP = 46;
    private static final double LEGEND_LINE = 20;
    private static final int LEGEND_COLUMNS = 2;
    private static final int MOST_LETTERS = 54;
    private static final String[] COLOURS = {"#0072b2", "#d55e00", "#009e73", "#b8478f", "#b07d00", "#4a90c2"};
    private static final String[] STROKES = {"none", "7 4", "2 3", "9 3 2 3"};

    private final ProbeReport report;
    private final double top;

    ProbePicture(ProbeReport report) {
        this.report = report;
        int lines = (report.networks().size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
        this.top = 34 + lines * LEGEND_LINE;
    }

    /** What is drawn of a unit, given its network and its place in it. */
    private record Panel(String title, boolean logarithmic, BiFunction<Probed, Integer, Double> value) {}

    private static ProbedUnit unit(Probed probed, int place) {
        return probed.result().units().get(place);
    }

    private static final List<Panel> PANELS = List.of(
            new Panel("‖∂E/∂x‖ of the unit's input", true, (probed, place) -> unit(probed, place)
                    .gradientNorm()),
            new Panel("‖y‖, response", true, (probed, place) -> unit(probed, place)
                    .responseNorm()),
            new Panel("Π h′ from here to the last unit", true, (probed, place) -> probed.result()
                    .shortcutProduct(place)),
            new Panel(
                    "cut off by f, %",
                    false, (probed, place) -> 100 * unit(probed, place).truncatedShare()));

    String svg() {
        double height = top + PANELS.size() * (PANEL + GAP) + 10;
        var svg = new Markup();
        svg.open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "viewBox",
                        "0 0 " + Markup.number(WIDTH) + " " + Markup.number(height),
                        "width",
                        WIDTH,
                        "height",
                        height,
                        "font-family",
                        "sans-serif",
                        "font-size",
                        12.5)
                .line();
        svg.element("title", "Gradients, responses, shortcut products and truncated shares over depth")
                .line();
        svg.empty("rect", "width", WIDTH, "height", height, "fill", "#ffffff").line();
        svg.element("text", report.images(), "x", LEFT, "y", 18, "fill", "#5b6570")
                .line();
        legend(svg);
        int deepest = report.networks().stream()
                .mapToInt(probed -> probed.result().units().size())
                .max()
                .orElse(1);
        for (int i = 0; i < PANELS.size(); i++) {
            double from = top + i * (PANEL + GAP);
            panel(svg, PANELS.get(i), from, Axis.linear(0, Math.max(2, deepest + 1), LEFT, RIGHT));
        }
        return svg.close("svg").line().toString();
    }

    private void legend(Markup svg) {
        double column = (RIGHT - LEFT) / LEGEND_COLUMNS;
        for (int i = 0; i < report.networks().size(); i++) {
            double x = LEFT + i % LEGEND_COLUMNS * column;
            int line = i / LEGEND_COLUMNS;
            double y = 38 + line * LEGEND_LINE;
            svg.empty(
                    "line",
                    "x1",
                    x,
                    "x2",
                    x + 26,
                    "y1",
                    y - 4,
                    "y2",
                    y - 4,
                    "stroke",
                    colour(i),
                    "stroke-width",
                    2.4,
                    "stroke-dasharray",
                    stroke(i));
            svg.element("text", shortened(report.networks().get(i).title()), "x", x + 34, "y", y, "fill", "#1c2024")
                    .line();
        }
    }

    private void panel(Markup svg, Panel panel, double from, Axis depth) {
        List<Curve> curves =
                report.networks().stream().map(probed -> curve(panel, probed)).toList();
        Axis y = axis(panel, curves, from);
        svg.element("text", panel.title(), "x", LEFT, "y", from + 4, "fill", "#1c2024")
                .line();
        for (double tick : y.ticks()) {
            double place = y.place(tick);
            svg.empty("line", "x1", LEFT, "x2", RIGHT, "y1", place, "y2", place, "stroke", "#d9dee3");
            svg.element("text", label(tick), "x", LEFT - 8, "y", place + 4, "text-anchor", "end", "fill", "#5b6570")
                    .line();
        }
        double bottom = from + PANEL;
        for (double tick : depth.ticks()) {
            svg.element(
                    "text",
                    Axis.label(tick),
                    "x",
                    depth.place(tick),
                    "y",
                    bottom + 16,
                    "text-anchor",
                    "middle",
                    "fill",
                    "#5b6570");
        }
        svg.element("text", "unit", "x", RIGHT, "y", bottom + 30, "text-anchor", "end", "fill", "#5b6570")
                .line();
        svg.empty(
                        "rect",
                        "x",
                        LEFT,
                        "y",
                        from + 12,
                        "width",
                        RIGHT - LEFT,
                        "height",
                        PANEL - 12,
                        "fill",
                        "none",
                        "stroke",
                        "#5b6570")
                .line();
        for (int i = 0; i < curves.size(); i++) {
            line(svg, curves.get(i), i, depth, y);
        }
    }

    private static Curve curve(Panel panel, Probed probed) {
        List<Curve.Point> points = new ArrayList<>();
        for (int place = 0; place < probed.result().units().size(); place++) {
            double value = panel.value().apply(probed, place);
            // A logarithm of nothing is nowhere.
            points.add(new Curve.Point(place + 1, panel.logarithmic() && value <= 0 ? Double.NaN : value));
        }
        return new Curve(points);
    }

    private static Axis axis(Panel panel, List<Curve> curves, double from) {
        double[] values = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Curve.Point::y)
                .toArray();
        double bottom = from + PANEL;
        double least = DoubleStream.of(values).min().orElse(panel.logarithmic() ? 0.1 : 0);
        double most = DoubleStream.of(values).max().orElse(1);
        return panel.logarithmic()
                ? Axis.logarithmic(least / 1.3, most * 1.3, bottom - 4, from + 16)
                : Axis.linear(0, Math.max(1, most * 1.05), bottom, from + 16);
    }

    private static void line(Markup svg, Curve curve, int network, Axis x, Axis y) {
        if (curve.isEmpty()) {
            return;
        }
        var places = new StringBuilder();
        for (Curve.Point point : curve.points()) {
            places.append(places.length() == 0 ? "" : " ")
                    .append(Markup.number(x.place(point.x())))
                    .append(',')
                    .append(Markup.number(y.place(point.y())));
        }
        svg.empty(
                        "polyline",
                        "points",
                        places,
                        "fill",
                        "none",
                        "stroke",
                        colour(network),
                        "stroke-width",
                        1.8,
                        "stroke-dasharray",
                        stroke(network))
                .line();
    }

    private static String shortened(String title) {
        return title.length() <= MOST_LETTERS ? title : title.substring(0, MOST_LETTERS - 1) + "…";
    }

    private static String label(double tick) {
        return tick != 0 && Math.abs(tick) < 1e-4 ? "1e" + Math.round(Math.log10(tick)) : Axis.label(tick);
    }

    private static String colour(int network) {
        return COLOURS[network % COLOURS.length];
    }

    private static String stroke(int network) {
        return STROKES[network / COLOURS.length % STROKES.length];
    }
}
