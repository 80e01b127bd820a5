package io.residuum.actors.report;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Length;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunStatus;
import io.residuum.actors.statistics.MedianInterval;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * {@code report.html}: one file that needs nothing else, for a screen in light or dark and for paper. Table, learning curves, every run,
 * what was trained.
 */
final class HtmlPage {
    /** Charts beyond these would make a page that nobody scrolls and no browser likes; the table has every variant. */
    private static final int CHARTS = 20;

    private final BatchPlan plan;
    private final List<ReportedVariant> variants;
    private final List<ReportedSelection> selections;

    HtmlPage(BatchPlan plan, List<ReportedVariant> variants, List<ReportedSelection> selections) {
        this.plan = plan;
        this.variants = variants;
        this.selections = selections;
    }

    String html() {
        var page = new Markup();
        page.raw("<!DOCTYPE html>")
                .line()
                .open("html", "lang", "en")
                .line()
                .open("head")
                .line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        page.element("title", plan.name() + " – Residuum").line();
        page.open("style")
                .line()
                .raw(css())
                .close("style")
                .line()
                .close("head")
                .line()
                .open("body")
                .line();
        header(page);
        page.open("main").line();
        summary(page);
        PaperSections.write(page, ResultTable.of(plan, variants), Contrasts.of(plan, variants));
        curves(page);
        selections.forEach(selection -> selection(page, selection));
        runs(page);
        recipes(page);
        page.close("main").line();
        footer(page);
        return page.close("body").line().close("html").line().toString();
    }

    private static String css() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("no resource [report.css]");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource [report.css] cannot be read", e);
        }
    }

    private void header(Markup page) {
        String dataSets = variants.stream()
                .map(variant -> variant.planned().dataSet().id().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        long ended = variants.stream()
                .flatMap(variant -> variant.runs().stream())
                .filter(run -> run.history().status().isEnded())
                .count();
        long all = variants.stream().mapToLong(variant -> variant.runs().size()).sum();
        page.open("header").line();
        page.element("p", "Residuum report", "class", "over").line();
        page.open("h1").name(plan.name()).close("h1").line();
        page.open("p", "class", "soft");
        page.text(counted(variants.size(), "variant") + " × "
                + counted(plan.seeds().size(), "seed") + " on ");
        page.element("code", dataSets)
                .text(" · batch ")
                .element("code", plan.id().value());
        if (ended < all) {
            page.text(" · ").element("strong", ended + " of " + all + " runs have ended");
        }
        page.close("p").line().close("header").line();
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private void summary(Markup page) {
        boolean published = variants.stream()
                .anyMatch(variant -> !variant.planned().published().text().isEmpty());
        double best = variants.stream()
                .mapToDouble(variant -> variant.spread().median())
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN);
        SeedStrip strip = SeedStrip.of(variants);
        page.element(
                        "h2",
                        variants.stream()
                                        .allMatch(variant ->
                                                variant.planned().view().isWhole())
                                ? "Test error, %"
                                : "Error on held-out training images, %")
                .line()
                .open("div", "class", "wide")
                .open("table")
                .open("thead")
                .open("tr");
        page.element("th", "variant").element("th", "median", "class", "n").element("th", "mean ± std", "class", "n");
        page.element("th", "range", "class", "n").element("th", "seeds");
        if (published) {
            page.element("th", "published", "class", "n");
        }
        page.element("th", "parameters", "class", "n").element("th", "time", "class", "n");
        page.close("tr").close("thead").line().open("tbody").line();
        for (int i = 0; i < variants.size(); i++) {
            ReportedVariant variant = variants.get(i);
            int colour = i % LearningCurves.VARIANTS;
            page.open("tr").open("td", "class", "name");
            page.open("span", "class", "swatch k" + colour).close("span").name(variant.name());
            page.element("small", design(variant)).close("td");
            boolean leads = variants.size() > 1 && variant.spread().median() == best && !variant.fails();
            page.element("td", Figures.median(variant), "class", leads ? "n best" : "n");
            page.element("td", Figures.meanAndDeviation(variant), "class", "n");
            page.element("td", Figures.range(variant.spread()), "class", "n");
            page.open("td").add(strip.svg(variant, "c" + colour)).close("td");
            if (published) {
                page.element("td", variant.planned().published().text(), "class", "n");
            }
            page.element("td", Figures.grouped(variant.architecture().parameters()), "class", "n");
            page.element("td", Figures.time(variant.trainingMillis()), "class", "n");
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
        page.element("p", note(), "class", "soft").line();
    }

    private static String design(ReportedVariant variant) {
        String shortcut = variant.planned().network().shortcut().label();
        return variant.architecture().name() + ", "
                + variant.planned().network().unit().label() + (shortcut.equals("identity") ? "" : ", " + shortcut);
    }

    private String note() {
        String note =
                "Median of all seeds that ended, a diverged one counting as ∞; mean ± standard deviation (n − 1) of those that"
                        + " finished, with n where it is not all. The error is that of the last evaluation, never the best. Each dot is a"
                        + " seed, the stroke their median. Time is the sum over seeds. The range of "
                        + counted(plan.seeds().size(), "seed") + " holds the true median in "
                        + Figures.points(
                                100 * MedianInterval.levelOfRange(plan.seeds().size()))
                        + " % of cases, whatever the distribution.";
        return Double.isFinite(plan.failAbovePercent())
                ? note + " “fail”: a median above " + Figures.percent(plan.failAbovePercent()) + " %."
                : note;
    }

    private void curves(Markup page) {
        page.element("h2", "Learning curves").line();
        int charts = 0;
        for (Panel panel : Panel.of(variants)) {
            var chart = new LearningCurves(panel.variants(), "plot" + charts);
            if (chart.isEmpty()) {
                continue;
            }
            if (charts++ == CHARTS) {
                page.element("p", "Further curves are in curves.csv.", "class", "soft")
                        .line();
                return;
            }
            page.open("figure");
            if (!panel.title().isEmpty()) {
                page.open("h3").name(panel.title()).close("h3");
            }
            page.open("ul", "class", "legend");
            for (int i = 0; i < panel.variants().size(); i++) {
                page.open("li").open("span", "class", "swatch k" + i).close("span");
                page.name(panel.variants().get(i).name()).close("li");
            }
            page.close("ul").line().add(chart.svg());
            page.element(
                    "figcaption",
                    "Solid: test error (right axis), the median seed strong, the others thin. Dashed: training loss of the median"
                            + " seed (left axis, logarithmic), averaged over short stretches; shaded, the range of its mini-batches.");
            page.close("figure").line();
        }
        if (charts == 0) {
            page.element("p", "Nothing is committed yet.", "class", "soft").line();
        }
    }

    private static void selection(Markup page, ReportedSelection selection) {
        page.open("h2").text("Choice: ").name(selection.name()).close("h2").line();
        page.open("div", "class", "wide").open("table").open("thead").open("tr");
        page.element("th", "candidate")
                .element("th", "held-out error, %", "class", "n")
                .element("th", "of each trial");
        page.close("tr").close("thead").line().open("tbody").line();
        for (ReportedSelection.Candidate candidate : selection.candidates()) {
            boolean best = selection.isChosen(candidate);
            page.open("tr").open("td", "class", "name").name(candidate.values()).close("td");
            page.element("td", Figures.heldOut(candidate.spread()), "class", best ? "n best" : "n");
            page.element(
                    "td",
                    candidate.trials().stream().map(trial -> trial.run().text()).collect(Collectors.joining("  ")));
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
        page.element("p", selection.sentence() + ". No test image is in it.", "class", "soft")
                .line();
    }

    private void runs(Markup page) {
        page.element("h2", "Runs")
                .line()
                .open("div", "class", "wide")
                .open("table")
                .open("thead")
                .open("tr");
        page.element("th", "variant").element("th", "seed", "class", "n").element("th", "status");
        page.element("th", "error, %", "class", "n").element("th", "test loss", "class", "n");
        page.element("th", "iterations", "class", "n").element("th", "time", "class", "n");
        page.element("th", "recoveries", "class", "n").element("th", "run").element("th", "weights");
        page.close("tr").close("thead").line();
        for (ReportedVariant variant : variants) {
            page.open("tbody", "class", "group").line();
            for (ReportedRun run : variant.runs()) {
                run(page, variant, run);
            }
            page.close("tbody").line();
        }
        page.close("table").close("div").line();
    }

    private static void run(Markup page, ReportedVariant variant, ReportedRun run) {
        RunHistory history = run.history();
        OptionalDouble loss =
                run.outcome().stream().mapToDouble(Evaluation::meanLoss).findFirst();
        page.open("tr");
        if (run.equals(variant.runs().get(0))) {
            page.open("td", "class", "name", "rowspan", variant.runs().size());
            page.name(variant.name()).close("td");
        }
        page.element("td", Long.toString(run.seed()), "class", "n");
        page.element("td", status(history));
        page.element("td", run.errorPercent().isPresent() ? run.text() : "–", "class", "n");
        page.element("td", loss.isPresent() ? "%.4f".formatted(loss.getAsDouble()) : "–", "class", "n");
        page.element("td", Figures.grouped(history.iteration()), "class", "n");
        page.element("td", Figures.time(history.trainingMillis()), "class", "n");
        page.element("td", Integer.toString(history.recoveries().size()), "class", "n");
        page.open("td").element("code", run.id().shortHex(), "class", "id").close("td");
        page.open("td")
                .element(
                        "code",
                        history.weights().map(weights -> weights.shortHex()).orElse("–"),
                        "class",
                        "id");
        page.close("td").close("tr").line();
    }

    private static String status(RunHistory history) {
        String text = history.status().label();
        if (history.divergedAt().isPresent()) {
            text += " at iteration " + Figures.grouped(history.divergedAt().getAsLong());
        }
        if (history.status() == RunStatus.FAILED) {
            text += ": " + history.reason();
        }
        return history.environments().size() > 1 ? text + " (mixed environments)" : text;
    }

    private void recipes(Markup page) {
        page.element("h2", "What was trained")
                .line()
                .open("div", "class", "wide")
                .open("table")
                .open("thead");
        page.open("tr").element("th", "variant").element("th", "multiply-adds", "class", "n");
        page.element("th", "iterations", "class", "n").element("th", "mini-batch", "class", "n");
        page.element("th", "network and recipe, where they depart from the defaults")
                .close("tr")
                .close("thead")
                .line();
        page.open("tbody").line();
        for (ReportedVariant variant : variants) {
            page.open("tr").open("td", "class", "name").name(variant.name()).close("td");
            page.element("td", Figures.grouped(variant.multiplyAdds()), "class", "n");
            long iterations =
                    variant.planned().recipe().length() instanceof Length.Iterations length ? length.iterations() : 0;
            page.element("td", Figures.grouped(iterations), "class", "n");
            int miniBatch = variant.planned().recipe().miniBatch();
            int slices = variant.planned().recipe().slices();
            page.element("td", miniBatch + " in " + counted(slices, "slice"), "class", "n");
            page.open("td")
                    .element("code", departures(variant))
                    .close("td")
                    .close("tr")
                    .line();
        }
        page.close("tbody").close("table").close("div").line();
    }

    /** What two runs of the variant's seeds share, as their identities see it. */
    private String departures(ReportedVariant variant) {
        var json = variant.planned().exemplar(plan.semantics()).toJson();
        return Json.canonical(json.retain("network", "recipe"));
    }

    private void footer(Markup page) {
        page.open("footer").line();
        page.open("p")
                .text(
                        "Every seed of a variant sees the same images in the same order as that seed of every other variant.");
        page.text(" The same numbers for programs: report.json, runs.csv, curves.csv, table.csv beside this page;"
                        + " table.tex and table.md for a paper.")
                .close("p");
        page.line().close("footer").line();
    }
}
