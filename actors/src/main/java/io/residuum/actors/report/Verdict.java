package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Published;
import io.residuum.actors.statistics.Equivalence;
import io.residuum.actors.statistics.Interval;
import io.residuum.actors.statistics.Spread;

/**
 * What a variant came to beside what was published for it.
 *
 * @param label the words for it in a table; empty where nothing is published
 * @param difference measured minus published, points of percent: of the means, or of single runs; NaN where there is none
 * @param interval of the difference, 90 %
 * @param p below 0.05 where the difference is shown to lie within the margin
 */
record Verdict(String label, double difference, Interval interval, double p) {
    /** The paper: "median of 5 runs with mean±std in the brackets". */
    private static final int PUBLISHED_RUNS = 5;

    /**
     * @param measured the seeds under the view that the figure is for
     * @param marginPoints NaN for none
     */
    static Verdict of(ReportedVariant variant, Spread measured, Published published, double marginPoints) {
        if (published instanceof Published.Nothing || published instanceof Published.ByView) {
            return words("");
        }
        if (!variant.isComplete() || measured.ranked() == 0) {
            return words("not yet");
        }
        boolean fails = variant.fails(measured);
        if (published instanceof Published.Fail) {
            if (Double.isInfinite(variant.failAbovePercent())) {
                return words("no limit");
            }
            return words(fails ? "fails, as published" : "does not fail");
        }
        if (fails) {
            return words("fails");
        }
        if (published instanceof Published.Figure figure) {
            return against(figure.errorPercent(), measured, marginPoints);
        } else if (published instanceof Published.TopErrors top) {
            return against(top.top1Percent(), measured, marginPoints);
        } else if (published instanceof Published.Distribution distribution) {
            if (Double.isNaN(marginPoints)) {
                return new Verdict(
                        "no margin", measured.mean() - distribution.meanPercent(), Interval.NONE, Double.NaN);
            }
            return of(Equivalence.toMean(
                    measured, distribution.meanPercent(), distribution.stdPercent(), PUBLISHED_RUNS, marginPoints));
        }
        throw new AssertionError(published);
    }

    private static Verdict against(double published, Spread measured, double marginPoints) {
        return Double.isNaN(marginPoints)
                ? new Verdict("no margin", measured.mean() - published, Interval.NONE, Double.NaN)
                : of(Equivalence.toNumber(measured, published, marginPoints));
    }

    private static Verdict of(Equivalence equivalence) {
        return new Verdict(
                equivalence.verdict().label(), equivalence.difference(), equivalence.interval(), equivalence.p());
    }

    private static Verdict words(String label) {
        return new Verdict(label, Double.NaN, Interval.NONE, Double.NaN);
    }

    /** {@code +0.02 [−0.10, +0.13]}; empty where there is no difference to tell. */
    String differenceText() {
        if (Double.isNaN(difference)) {
            return "";
        }
        return Figures.signed(difference) + (interval.isKnown() ? " " + Figures.interval(interval) : "");
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("verdict", label);
        json.set("difference", Json.finite(difference));
        json.set("low", Json.finite(interval.low()));
        json.set("high", Json.finite(interval.high()));
        json.set("p", Json.finite(p));
        return json;
    }
}
