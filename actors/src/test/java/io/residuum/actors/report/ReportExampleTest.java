package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leaves a page to look at in {@code target/}, with everything a page can show. */
class ReportExampleTest {
    static final String VARIANTS =
            """
            { name = original, network = resnet-110, published = 6.61 }
            { name = pre-activation, network = resnet-110, unit = full-preactivation, published { median = 6.37, mean = 6.40, std = 0.12 } }
            { name = "deep, 64 a mini-batch", network = resnet-164, unit = full-preactivation, recipe { mini-batch = 64 } }
            { name = "plain <net>", network = resnet-110, recipe { learning-rate.rate = 3 }, published = fail }
            """;

    static Map<RunId, RunHistory> histories(BatchPlan plan) {
        long[][] errors = {{661, 670, 649, 680, 655}, {637, 640, 629, 655, 618}, {548, 561, 539, 552}, {}};
        Map<RunId, RunHistory> histories = new HashMap<>();
        List<PlannedVariant> variants = plan.variants();
        for (int v = 0; v < variants.size(); v++) {
            List<RunSpec> runs = plan.runs(variants.get(v));
            for (int s = 0; s < runs.size(); s++) {
                RunSpec run = runs.get(s);
                if (s < errors[v].length) {
                    histories.put(
                            run.id(),
                            RunHistory.of(SyntheticRun.done(run, errors[v][s]).chain(200, 400)));
                } else if (v == 3) {
                    histories.put(
                            run.id(),
                            RunHistory.of(
                                    SyntheticRun.diverged(run, 40 + 30 * s).chain()));
                } else {
                    histories.put(
                            run.id(), RunHistory.of(SyntheticRun.done(run, 500).upTo(300)));
                }
            }
        }
        return histories;
    }

    @Test
    void anExampleIsLeftToLookAt() throws IOException {
        BatchPlan plan = Plans.plan("units, ResNet-110", 5, VARIANTS);
        Report report = Report.of(plan, Map.of(), histories(plan));

        Path folder = Files.createDirectories(Path.of("target", "report-example"));
        Files.writeString(folder.resolve("report.html"), report.html());
        Files.writeString(folder.resolve("report.json"), report.toJson().toPrettyString());
        Files.writeString(folder.resolve("table.txt"), report.text());
        Files.writeString(folder.resolve("table.md"), report.markdown());
        Files.writeString(folder.resolve("table.tex"), report.latex());
        try (var runs = Files.newBufferedWriter(folder.resolve("runs.csv"));
                var curves = Files.newBufferedWriter(folder.resolve("curves.csv"))) {
            report.writeRunsCsv(runs);
            report.writeCurvesCsv(curves);
        }
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
    }
}
