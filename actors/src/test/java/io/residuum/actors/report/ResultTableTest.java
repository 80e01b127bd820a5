package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.SyntheticRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** Measured beside published, in the layout of the paper's tables. */
class ResultTableTest {
    private static final String TABLE_1 =
            """
            { name = original, network = resnet-110, published = 6.61 }
            { name = scaled, network = resnet-110, shortcut { type = constant-scaling, shortcut = 0.5, branch = 0.5 }, published = 12.35 }
            { name = "gated, 0", row = "exclusive gating, 0 to -5", network = resnet-110, shortcut { type = exclusive-gating, bias = 0 }, published = fail }
            { name = "gated, -5", row = "exclusive gating, 0 to -5", network = resnet-110, shortcut { type = exclusive-gating, bias = -5 }, published = fail }
            { name = "gated, -6", network = resnet-110, shortcut { type = exclusive-gating, bias = -6 }, published = 8.70 }
            { name = convolution, network = resnet-110, shortcut { type = convolution }, published = 12.22 }
            { name = plain, network = resnet-110, shortcut { type = zero }, published = fail }
            """;
    private static final long[][] ERRORS_1 = {
        {661, 670, 649, 680, 655},
        {1235, 1300, 1180, 1260, 1210},
        {-1, -1, -1, 9000, 9000},
        {9000, 9000, 8000, 8500, 9000},
        {790, 800, 795, 805, 810},
        {1222, 1230, 1219, 1226, 1224},
        {1800, 1900, 1850, 1900, 1950},
        {817, 825, 810, 830, 805}
    };

    /** Errors of ten thousand images, variant by variant and seed by seed; −1 diverges. */
    private static Report report(BatchPlan plan, long[][] errors) {
        Map<RunId, RunHistory> histories = new HashMap<>();
        List<PlannedVariant> variants = plan.variants();
        for (int v = 0; v < Math.min(errors.length, variants.size()); v++) {
            List<RunSpec> runs = plan.runs(variants.get(v));
            for (int s = 0; s < errors[v].length; s++) {
                SyntheticRun run = errors[v][s] < 0
                        ? SyntheticRun.diverged(runs.get(s), 40)
                        : SyntheticRun.done(runs.get(s), errors[v][s]);
                histories.put(runs.get(s).id(), RunHistory.of(run.chain()));
            }
        }
        return Report.of(plan, Map.of(), histories);
    }

    private static BatchPlan plan(String variants, String margin) {
        return Plans.plan(
                """
                experiment {
                  name = "Table 1", dataset = cifar10, seeds = [1, 2, 3, 4, 5], fail-above = 20
                  %s
                  recipe { iterations = 640, evaluate-every = 20, learning-rate.schedule { type = steps, drops = [320, 480], factor = 0.1 } }
                  variants = [ %s ]
                }
                """
                        .formatted(margin, variants));
    }

    private static List<List<String>> texts(BatchPlan plan, long[][] errors) {
        ResultTable table = ResultTable.of(plan, report(plan, errors).variants());
        return table.rows().stream().map(table::texts).toList();
    }

    @Test
    void table1HasARowForAllBiasesThatFail() throws IOException {
        BatchPlan plan = plan(TABLE_1, "margin = 0.3");
        Report report = report(plan, ERRORS_1);

        assertThat(texts(plan, ERRORS_1))
                .containsExactly(
                        List.of(
                                "original",
                                "1",
                                "1",
                                "6.61",
                                "6.61 (6.63 ± 0.12)",
                                "+0.02 [−0.10, +0.14]",
                                "as published"),
                        List.of(
                                "scaled",
                                "0.5",
                                "0.5",
                                "12.35",
                                "12.35 (12.37 ± 0.46)",
                                "+0.02 [−0.42, +0.46]",
                                "undecided"),
                        List.of(
                                "exclusive gating, 0 to -5",
                                "1 − g(x)",
                                "g(x)",
                                "fail",
                                "fail (all 2)",
                                "",
                                "fails, as published"),
                        List.of(
                                "gated, -6",
                                "1 − g(x)",
                                "g(x)",
                                "8.70",
                                "8.00 (8.00 ± 0.08)",
                                "−0.70 [−0.78, −0.62]",
                                "lower"),
                        List.of(
                                "convolution",
                                "1×1 conv",
                                "1",
                                "12.22",
                                "12.24 (12.24 ± 0.04)",
                                "+0.02 [−0.02, +0.06]",
                                "as published"),
                        List.of("plain", "0", "1", "fail", "19.00 (18.80 ± 0.57)", "", "does not fail"));
        assertThat(report.markdown())
                .contains("| original | 1 | 1 | 6.61 | 6.61 (6.63 ± 0.12) | +0.02 \\[−0.10, +0.14\\] | as published |");
        assertThat(report.latex())
                .contains(
                        "original & 1 & 1 & 6.61 & 6.61 (6.63 $\\pm$ 0.12) & +0.02 [$-$0.10, +0.14] & as published \\\\")
                .contains("\\begin{tabular}{lcccccc}");
        Path folder = Files.createDirectories(Path.of("target", "report-example"));
        Files.writeString(folder.resolve("table1.html"), report.html());
    }

    @Test
    void csvHasARecordAVariant() throws IOException {
        var csv = new StringBuilder();
        report(plan(TABLE_1, "margin = 0.3"), ERRORS_1).writeTableCsv(csv);

        List<CSVRecord> records = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .build()
                .parse(new StringReader(csv.toString()))
                .getRecords();
        assertThat(records).hasSize(7);
        assertThat(records.get(0).get("verdict")).isEqualTo("as published");
        assertThat(Double.parseDouble(records.get(0).get("difference"))).isCloseTo(0.02, within(1e-9));
        assertThat(records.get(2).get("row")).isEqualTo("exclusive gating, 0 to -5");
        assertThat(records.get(2).get("median")).as("infinite").isEmpty();
        assertThat(records.get(2).get("diverged")).isEqualTo("3");
    }

    /** Tables 2 and 3 have a column for each network, or for each unit. */
    @Test
    void columnsStandBesideEachOther() {
        BatchPlan plan = plan(
                """
                { name = a110, row = original, column = ResNet-110, network = resnet-110, published = 6.61 }
                { name = a164, row = original, column = ResNet-164, network = resnet-164, published = 5.93 }
                { name = e110, row = pre-activation, column = ResNet-110, network = resnet-110, unit = full-preactivation, published = 6.37 }
                """,
                "margin = 0.3");
        long[][] errors = {{661, 670, 649, 680, 655}, {593, 590, 600, 595, 588}, {637, 640, 629, 655, 618}};
        ResultTable table = ResultTable.of(plan, report(plan, errors).variants());

        assertThat(table.header())
                .containsExactly(
                        "case",
                        "ResNet-110: published",
                        "measured",
                        "difference",
                        "verdict",
                        "ResNet-164: published",
                        "measured",
                        "difference",
                        "verdict");
        assertThat(texts(plan, errors).get(1))
                .startsWith("pre-activation", "6.37", "6.37 (6.36 ± 0.14)")
                .endsWith("", "", "", "");
    }

    @Test
    void comparisonsAreWithTheFirstOfTheSameNetwork() {
        BatchPlan plan = plan(
                """
                { name = a110, network = resnet-110 }, { name = a164, network = resnet-164 }
                { name = e110, network = resnet-110, unit = full-preactivation }
                { name = e164, network = resnet-164, unit = full-preactivation }
                """,
                "");
        JsonNode comparisons = report(plan, ERRORS_1).result().get("comparisons");

        assertThat(comparisons.findValuesAsText("first")).containsExactly("a164", "e110", "e164");
        assertThat(comparisons.findValuesAsText("second")).containsExactly("a110", "a110", "a164");
        assertThat(comparisons.at("/0/ranks/smallestP").doubleValue()).isCloseTo(2.0 / 252, within(1e-12));
        assertThat(comparisons.at("/0/ranks/holm").doubleValue())
                .as("three tests")
                .isCloseTo(3 * 2.0 / 252, within(1e-12));
        assertThat(comparisons.at("/0/paired/pairs").intValue())
                .as("the same images")
                .isEqualTo(5);
    }

    @Test
    void anotherMiniBatchIsAnotherOrderAndNotPaired() {
        BatchPlan plan = plan(
                "{ name = a, network = resnet-110 }, { name = b, network = resnet-110, recipe { mini-batch = 64 } }",
                "");

        assertThat(report(plan, ERRORS_1)
                        .result()
                        .at("/comparisons/0/paired/pairs")
                        .intValue())
                .isZero();
    }

    @Test
    void moreThanSixComparisonsSayThatRanksCannotReachFivePercent() {
        String variants = TABLE_1 + "{ name = eighth, network = resnet-110, unit = bn-after-addition }";

        assertThat(report(plan(variants, ""), ERRORS_1).markdown())
                .contains(
                        "cannot give ranks a p below 0.0079; after Holm, none of more than 6 comparisons can reach 0.05, and these are 7.");
    }

    @Test
    void verdictsWantACompleteVariantAMarginAndALimit() {
        String one = "{ name = a, network = resnet-110, published = 6.61 }";
        String fail = "{ name = a, network = resnet-110, published = fail }";
        long[][] done = {{661, 670, 649, 680, 655}};

        assertThat(verdict(plan(one, ""), done)).isEqualTo("no margin");
        assertThat(verdict(plan(one, "margin = 0.3"), new long[][] {{661, 670}}))
                .isEqualTo("not yet");
        assertThat(verdict(plan(one, "margin = 0.3"), new long[][] {{9000, 9000, 9000, 9000, 661}}))
                .isEqualTo("fails");
        assertThat(verdict(plan(fail, ""), done)).isEqualTo("does not fail");
        assertThat(verdict(plan(fail, ""), new long[][] {{-1, -1, -1, -1, -1}})).isEqualTo("fails, as published");
        assertThat(verdict(plan("{ name = a, network = resnet-110 }", ""), done))
                .isEmpty();
        assertThat(verdict(
                        plan(
                                "{ name = a, network = resnet-110, published { median = 6.6, mean = 6.63, std = 0.1 } }",
                                "margin = 0.3"),
                        done))
                .isEqualTo("as published");
    }

    private static String verdict(BatchPlan plan, long[][] errors) {
        return ResultTable.of(plan, report(plan, errors).variants())
                .rows()
                .get(0)
                .cell("")
                .orElseThrow()
                .verdict();
    }

    @Test
    void rowsThatAreAllSharedArePanels() {
        BatchPlan plan = plan(
                """
                { name = "original (a)", row = "(a)", network = resnet-110 }, { name = scaled, row = "(a)", network = resnet-110, shortcut { type = zero } }
                { name = "original (b)", row = "(b)", network = resnet-110 }, { name = gated, row = "(b)", network = resnet-110, shortcut { type = exclusive-gating, bias = -6 } }
                """,
                "");

        assertThat(Panel.of(report(plan, ERRORS_1).variants()))
                .extracting(Panel::title)
                .containsExactly("(a)", "(b)");
        assertThat(Panel.of(report(plan(TABLE_1, ""), ERRORS_1).variants()))
                .extracting(Panel::title)
                .containsExactly("", "");
    }

    @Test
    void namesMeanNothingInMarkdownAndLatex() {
        assertThat(Formats.markdown("a|b *c* <d> [e](f) `g` \\h"))
                .isEqualTo("a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\`g\\` \\\\h");
        assertThat(Formats.latex("50 % & a_b {c} $d$ #e \\f ~ ^"))
                .isEqualTo(
                        "50 \\% \\& a\\_b \\{c\\} \\$d\\$ \\#e \\textbackslash{}f \\textasciitilde{} \\textasciicircum{}");
    }
}
