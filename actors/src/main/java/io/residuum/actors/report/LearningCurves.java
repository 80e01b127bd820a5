package io.residuum.actors.report;

import io.residuum.actors.history.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Learning curves in the style of the paper's Figures 1, 3 and 6: test error solid against the axis on the right, training loss dashed
 * against a logarithmic axis on the left.
 *
 * <p>A variant is a colour. Its median seed is drawn strong, the other seeds thin; the training loss is the median seed's, averaged over
 * short stretches, with the range of single mini-batches as a shade behind it.
 */
final class LearningCurves {
    static final int VARIANTS = 6; // as many as can be told apart
    private static final double WIDTH = 880;
    private static final double HEIGHT = 400;
    private static final double LEFT = 62;
    private static final double RIGHT = WIDTH - 58;
    private static final double TOP = 14;
    private static final double BOTTOM = HEIGHT - 46;
    private static final int LOSS_POINTS = 120;
    private static final int MARKED_POINTS = 24;

    private final List<ReportedVariant> variants;
    private final String id;

    /**
     * One chart.
     *
     * @param id of the chart in its page
     */
    LearningCurves(List<ReportedVariant> variants, String id) {
        this.variants = variants;
        this.id = id;
    }

    /** The curve that stands for a variant: its median seed's, or while there is none that of the seed which got furthest. */
    static Optional<ReportedRun> representative(ReportedVariant variant) {
        return variant.medianRun().or(() -> variant.runs().stream()
                .filter(run -> run.history().iteration() > 0)
                .max(Comparator.comparingLong(run -> run.history().iteration())));
    }

    boolean isEmpty() {
        return variants.stream().flatMap(variant -> variant.runs().stream()).allMatch(run -> loss(run)
                .isEmpty());
    }

    Markup svg() {
        double iterations = variants.stream()
                .flatMap(variant -> variant.runs().stream())
                .mapToDouble(run -> run.history().iteration())
                .max()
                .orElse(1);
        Axis x = Axis.linear(0, Math.max(1, iterations), LEFT, RIGHT);
        Axis loss = lossAxis();
        Axis error = errorAxis(iterations);
        var svg = new Markup();
        svg.open("svg", "viewBox", "0 0 " + Markup.number(WIDTH) + " " + Markup.number(HEIGHT), "role", "img");
        svg.element("title", "Learning curves: test error and training loss over iterations");
        frame(svg, x, loss, error);
        svg.open("clipPath", "id", id);
        svg.empty("rect", "x", LEFT, "y", TOP, "width", RIGHT - LEFT, "height", BOTTOM - TOP);
        svg.close("clipPath").open("g", "clip-path", "url(#" + id + ")").line();
        for (int i = 0; i < variants.size(); i++) {
            draw(svg, variants.get(i), "c" + i, x, loss, error);
        }
        return svg.close("g").close("svg").line();
    }

    private void draw(Markup svg, ReportedVariant variant, String colour, Axis x, Axis loss, Axis error) {
        Optional<ReportedRun> strong = representative(variant);
        strong.ifPresent(run -> run.history().rateChanges().forEach(change -> {
            double place = x.place((double) change.iteration());
            svg.open("line", "class", "drop " + colour, "x1", place, "x2", place, "y1", TOP, "y2", BOTTOM);
            svg.element("title", "rate " + Figures.rate(change.rate()) + " from iteration " + change.iteration());
            svg.close("line");
        }));
        strong.ifPresent(run -> {
            shade(svg, loss(run), colour, x, loss);
            line(svg, loss(run).averaged(LOSS_POINTS), "loss " + colour, x, loss);
        });
        for (ReportedRun run : variant.runs()) {
            if (strong.filter(run::equals).isEmpty()) {
                line(svg, error(run).thinned(Curve.MAX_POINTS), "error thin " + colour, x, error);
            }
        }
        strong.ifPresent(run -> {
            Curve curve = error(run);
            line(svg, curve.thinned(Curve.MAX_POINTS), "error " + colour, x, error);
            if (curve.points().size() <= MARKED_POINTS) {
                curve.points()
                        .forEach(point -> svg.empty(
                                "circle",
                                "class",
                                "mark " + colour,
                                "cx",
                                x.place(point.x()),
                                "cy",
                                error.place(point.y()),
                                "r",
                                2.6));
            }
        });
        svg.line();
    }

    private static Curve loss(ReportedRun run) {
        float[] losses = run.history().trainingLoss();
        List<Curve.Point> points = new ArrayList<>(losses.length);
        for (int i = 0; i < losses.length; i++) {
            points.add(new Curve.Point(i + 1, losses[i]));
        }
        return new Curve(points);
    }

    private static Curve error(ReportedRun run) {
        return new Curve(run.history().evaluations(Evaluation.TEST).stream()
                .map(evaluation -> new Curve.Point(evaluation.iteration(), evaluation.errorPercent()))
                .toList());
    }

    private Axis lossAxis() {
        double[] losses = variants.stream()
                .flatMap(variant -> representative(variant).stream())
                .flatMap(run -> loss(run).averaged(LOSS_POINTS).points().stream())
                .mapToDouble(Curve.Point::y)
                .filter(value -> value > 0)
                .toArray();
        double min = DoubleStream.of(losses).min().orElse(0.1);
        double max = DoubleStream.of(losses).max().orElse(1);
        return Axis.logarithmic(min / 1.25, max * 1.25, BOTTOM, TOP);
    }

    /** From 0 to what the errors have come down to after a fifth of the run; what was higher before is cut off, as in the paper. */
    private Axis errorAxis(double iterations) {
        List<Curve.Point> points = variants.stream()
                .flatMap(variant -> variant.runs().stream())
                .flatMap(run -> error(run).points().stream())
                .toList();
        OptionalDouble later = points.stream()
                .filter(point -> point.x() >= iterations / 5)
                .mapToDouble(Curve.Point::y)
                .max();
        double highest =
                later.orElse(points.stream().mapToDouble(Curve.Point::y).max().orElse(100));
        double step = Axis.roundStep(Math.max(highest, 0.5) / 5);
        double top = Math.max(step, step * Math.ceil(highest * 1.04 / step)); // a batch may err nowhere
        return Axis.linear(0, Math.min(100, top), BOTTOM, TOP);
    }

    private static void frame(Markup svg, Axis x, Axis loss, Axis error) {
        for (double tick : error.ticks()) {
            double y = error.place(tick);
            svg.empty("line", "class", "grid", "x1", LEFT, "x2", RIGHT, "y1", y, "y2", y);
            svg.element("text", Axis.label(tick), "class", "tick", "x", RIGHT + 8, "y", y + 4);
        }
        for (double tick : loss.ticks()) {
            double y = loss.place(tick);
            svg.empty("line", "class", "axis", "x1", LEFT - 5, "x2", LEFT, "y1", y, "y2", y);
            svg.element("text", Axis.label(tick), "class", "tick end", "x", LEFT - 9, "y", y + 4);
        }
        for (double tick : x.ticks()) {
            double place = x.place(tick);
            svg.empty("line", "class", "axis", "x1", place, "x2", place, "y1", BOTTOM, "y2", BOTTOM + 5);
            svg.element("text", Axis.label(tick), "class", "tick middle", "x", place, "y", BOTTOM + 19);
        }
        svg.empty("rect", "class", "frame", "x", LEFT, "y", TOP, "width", RIGHT - LEFT, "height", BOTTOM - TOP);
        svg.element("text", "iterations", "class", "label middle", "x", (LEFT + RIGHT) / 2, "y", HEIGHT - 8);
        label(svg, "training loss (dashed, log)", 16, -90);
        label(svg, "test error, % (solid)", WIDTH - 14, 90);
        svg.line();
    }

    private static void label(Markup svg, String text, double x, int degrees) {
        String turned =
                "translate(%s %s) rotate(%d)".formatted(Markup.number(x), Markup.number((TOP + BOTTOM) / 2), degrees);
        svg.element("text", text, "class", "label middle", "transform", turned);
    }

    private static void line(Markup svg, Curve curve, String style, Axis x, Axis y) {
        if (!curve.isEmpty()) {
            svg.empty("polyline", "class", style, "points", places(curve.points(), x, y));
        }
    }

    /** The range of single mini-batches in each stretch that the averaged line makes one point of. */
    private static void shade(Markup svg, Curve curve, String colour, Axis x, Axis y) {
        int stretches = LOSS_POINTS;
        List<Curve.Point> all = curve.points();
        if (all.size() < 2 * stretches) {
            return;
        }
        List<Curve.Point> lows = new ArrayList<>();
        List<Curve.Point> highs = new ArrayList<>();
        for (int i = 0; i < stretches; i++) {
            List<Curve.Point> stretch = all.subList(
                    (int) ((long) i * all.size() / stretches), (int) ((long) (i + 1) * all.size() / stretches));
            double middle =
                    (stretch.get(0).x() + stretch.get(stretch.size() - 1).x()) / 2;
            lows.add(new Curve.Point(
                    middle, stretch.stream().mapToDouble(Curve.Point::y).min().orElseThrow()));
            highs.add(
                    0,
                    new Curve.Point(
                            middle,
                            stretch.stream().mapToDouble(Curve.Point::y).max().orElseThrow()));
        }
        lows.addAll(highs);
        svg.empty("polygon", "class", "shade " + colour, "points", places(lows, x, y));
    }

    private static String places(List<Curve.Point> points, Axis x, Axis y) {
        var places = new StringBuilder();
        for (Curve.Point point : points) {
            places.append(places.length() == 0 ? "" : " ")
                    .append(Markup.number(x.place(point.x())))
                    .append(',')
                    .append(Markup.number(y.place(point.y())));
        }
        return places.toString();
    }
}
