package io.residuum.actors.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Plans;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.Execution.Recovery;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.SyntheticRun;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final String ORIGINAL = "{ name = original, network = resnet-110, published = 6.61 }";
    private static final long[] ERRORS = {661, 670, 649, 680, 655};

    private static Report report(BatchPlan plan, Map<RunId, RunHistory> histories) {
        return Report.of(plan, Map.of(), histories);
    }

    /** Finished seeds with these errors, seed by seed; −1 diverges at iteration 40, −2 is under way. */
    private static Map<RunId, RunHistory> seeds(BatchPlan plan, long... errors) {
        Map<RunId, RunHistory> histories = new HashMap<>();
        List<RunSpec> runs = List.copyOf(plan.runs().values());
        for (int i = 0; i < errors.length; i++) {
            RunSpec run = runs.get(i);
            RunHistory history = errors[i] >= 0
                    ? RunHistory.of(SyntheticRun.done(run, errors[i]).chain())
                    : RunHistory.of(
                            errors[i] == -1
                                    ? SyntheticRun.diverged(run, 40).chain()
                                    : SyntheticRun.done(run, 1).upTo(300));
            histories.put(run.id(), history);
        }
        return histories;
    }

    @Nested
    class Result {
        private final BatchPlan plan = Plans.plan("units", 5, ORIGINAL);

        @Test
        void holdsTheFiguresOfFiveSeedsByHand() {
            JsonNode variant = report(plan, seeds(plan, ERRORS)).result().at("/variants/0");

            assertThat(variant.get("name").textValue()).isEqualTo("original");
            assertThat(variant.get("network").textValue()).isEqualTo("resnet-110");
            assertThat(variant.get("unit").textValue()).isEqualTo("original");
            assertThat(variant.get("shortcut").textValue()).isEqualTo("identity");
            assertThat(variant.get("parameters").longValue()).isEqualTo(1_727_962);
            assertThat(variant.get("multiplyAdds").longValue()).isEqualTo(252_887_680);
            assertThat(variant.get("published").doubleValue()).isEqualTo(6.61);
            JsonNode error = variant.get("testError");
            assertThat(error.get("median").doubleValue()).isEqualTo(6.61);
            assertThat(error.get("mean").doubleValue()).isCloseTo(6.63, within(1e-12));
            // deviations −0.02, 0.07, −0.14, 0.17, −0.08: squares sum to 0.0602, over four 0.01505
            assertThat(error.get("std").doubleValue()).isCloseTo(Math.sqrt(0.01505), within(1e-12));
            assertThat(error.get("n").intValue()).isEqualTo(5);
            assertThat(error.get("min").doubleValue()).isEqualTo(6.49);
            assertThat(error.get("max").doubleValue()).isEqualTo(6.8);
            assertThat(error.get("fail").booleanValue()).isFalse();
        }

        @Test
        void agreesWithCommonsMath() {
            var reference = new DescriptiveStatistics();
            for (long error : ERRORS) {
                reference.addValue(100.0 * error / 10_000);
            }
            JsonNode error = report(plan, seeds(plan, ERRORS)).result().at("/variants/0/testError");

            assertThat(error.get("median").doubleValue()).isCloseTo(reference.getPercentile(50), within(1e-12));
            assertThat(error.get("std").doubleValue()).isCloseTo(reference.getStandardDeviation(), within(1e-12));
        }

        @Test
        void tellsOfEachSeed() {
            JsonNode runs = report(plan, seeds(plan, 661, -1, -2)).result().at("/variants/0/runs");

            assertThat(runs).hasSize(5);
            JsonNode done = runs.get(0);
            assertThat(done.get("seed").longValue()).isEqualTo(1);
            assertThat(done.get("status").textValue()).isEqualTo("done");
            assertThat(done.get("testError").doubleValue()).isEqualTo(100.0 * 661 / 10_000);
            assertThat(done.get("testErrors").longValue()).isEqualTo(661);
            assertThat(done.get("testImages").longValue()).isEqualTo(10_000);
            assertThat(done.get("weights").textValue()).matches("[0-9a-f]{64}");
            assertThat(done.get("finalTrainingLoss").isNumber()).isTrue();
            JsonNode diverged = runs.get(1);
            assertThat(diverged.get("status").textValue()).isEqualTo("diverged");
            assertThat(diverged.get("divergedAt").longValue()).isEqualTo(40);
            assertThat(diverged.get("testError").isNull()).isTrue();
            assertThat(diverged.get("weights").isNull()).isTrue();
            assertThat(runs.get(2).get("status").textValue()).isEqualTo("running");
            assertThat(runs.get(3).get("status").textValue()).isEqualTo("waiting");
        }

        @Test
        void whatIsInfiniteOrUndefinedIsNullBesideACountThatSaysWhy() {
            JsonNode error = report(plan, seeds(plan, 661, -1, -1)).result().at("/variants/0/testError");

            assertThat(error.get("median").isNull()).isTrue();
            assertThat(error.get("max").isNull()).isTrue();
            assertThat(error.get("std").isNull()).isTrue();
            assertThat(error.get("mean").doubleValue()).isEqualTo(6.61);
            assertThat(error.get("n").intValue()).isEqualTo(1);
            assertThat(error.get("diverged").intValue()).isEqualTo(2);
            assertThat(error.get("fail").booleanValue()).as("above any limit").isTrue();
        }

        @Test
        void aMedianAboveTheLimitFails() {
            assertThat(failed(1_999, 1_999, 2_000)).isFalse();
            assertThat(failed(2_001, 2_001, 100)).isTrue();
            assertThat(report(plan, seeds(plan, 9_000, 9_000, 9_000)).text()).contains("fail");
        }

        private boolean failed(long... errors) {
            return report(plan, seeds(plan, errors))
                    .result()
                    .at("/variants/0/testError/fail")
                    .booleanValue();
        }

        @ParameterizedTest(name = "seed {0}")
        @ValueSource(longs = {1, 2, 3, 4})
        void isTheSameForAnyHistoryOfFaults(long seed) {
            var random = new SplittableRandom(seed);
            Map<RunId, RunHistory> undisturbed = new HashMap<>();
            Map<RunId, RunHistory> disturbed = new HashMap<>();
            int i = 0;
            for (RunSpec run : plan.runs().values()) {
                SyntheticRun training = i == 3 ? SyntheticRun.diverged(run, 500) : SyntheticRun.done(run, ERRORS[i]);
                long[] borders = random.longs(random.nextInt(1, 6), 1, 499)
                        .distinct()
                        .sorted()
                        .toArray();
                List<Recovery> recoveries = List.of(new Recovery("killed", random.nextLong(50)));
                undisturbed.put(run.id(), RunHistory.of(training.chain()));
                disturbed.put(run.id(), RunHistory.of(training.chain("node-b", recoveries, borders)));
                i++;
            }

            Report calm = report(plan, undisturbed);
            Report wild = report(plan, disturbed);

            assertThat(wild.result()).isEqualTo(calm.result());
            assertThat(wild.execution()).isNotEqualTo(calm.execution());
        }
    }

    @Nested
    class ExecutionPart {
        private final BatchPlan plan = Plans.plan("units", 2, ORIGINAL);

        @Test
        void tellsTimesNodesAndWhatWasRecovered() {
            Map<RunId, RunHistory> histories = new LinkedHashMap<>();
            List<RunSpec> runs = List.copyOf(plan.runs().values());
            List<Recovery> killed = List.of(new Recovery("process killed", 12));
            histories.put(
                    runs.get(0).id(),
                    RunHistory.of(SyntheticRun.done(runs.get(0), 661).chain("b", killed, 100)));
            histories.put(
                    runs.get(1).id(),
                    RunHistory.of(SyntheticRun.done(runs.get(1), 661).upTo(300)).failed("no luck"));

            Report report = report(plan, histories);
            JsonNode execution = report.execution();

            assertThat(report.isComplete()).isTrue();
            assertThat(report.hasFailures()).isTrue();
            assertThat(execution.get("complete").booleanValue()).isTrue();
            assertThat(execution.get("startedAt").textValue()).isEqualTo("2026-11-01T08:00:00Z");
            assertThat(execution.get("endedAt").textValue()).isEqualTo("2026-11-01T08:10:40Z");
            assertThat(execution.get("trainingMillis").longValue()).isEqualTo(940_000);
            assertThat(execution.get("recoveries").intValue()).isEqualTo(1);
            assertThat(execution.get("redoneIterations").longValue()).isEqualTo(12);
            assertThat(execution.get("nodes")).hasSize(3);
            assertThat(execution.at("/variants/0/mixedEnvironments").booleanValue())
                    .isTrue();
            JsonNode run = execution.at("/variants/0/runs/0");
            assertThat(run.get("segments").intValue()).isEqualTo(2);
            assertThat(run.get("attempts")).hasSize(2);
            assertThat(run.at("/recoveries/0/cause").textValue()).isEqualTo("process killed");
            assertThat(run.get("environments")).hasSize(2);
            assertThat(execution.at("/variants/0/runs/1/reason").textValue()).isEqualTo("no luck");
        }

        @Test
        void aBatchThatHasNotBegunHasNoTimes() {
            Report report = report(plan, Map.of());

            assertThat(report.isComplete()).isFalse();
            assertThat(report.execution().get("startedAt").isNull()).isTrue();
            assertThat(report.execution().get("nodes")).isEmpty();
            assertThat(report.toJson().get("format").intValue()).isEqualTo(1);
            assertThat(report.html()).contains("Nothing is committed yet");
        }

        @Test
        void aRunThatTwoVariantsShareIsCountedOnce() {
            BatchPlan twins =
                    Plans.plan("twins", 1, "{ name = a, network = resnet-20 }, { name = b, network = resnet-20 }");
            RunSpec run = twins.runs().values().iterator().next();
            var histories =
                    Map.of(run.id(), RunHistory.of(SyntheticRun.done(run, 1).chain()));

            assertThat(report(twins, histories)
                            .execution()
                            .get("trainingMillis")
                            .longValue())
                    .isEqualTo(640_000);
        }
    }

    @Nested
    class Csv {
        private final BatchPlan plan =
                Plans.plan("units", 3, "{ name = \"a, \\\"b\\\"\\u003d\", network = resnet-20 }");
        private final Report report = report(plan, seeds(plan, 661, -1, -2));

        @Test
        void aRecordARun() throws IOException {
            var out = new StringBuilder();
            report.writeRunsCsv(out);

            List<CSVRecord> records = parse(out);
            assertThat(records).hasSize(3);
            CSVRecord done = records.get(0);
            assertThat(done.get("variant")).isEqualTo("a, \"b\"=");
            assertThat(done.get("seed")).isEqualTo("1");
            assertThat(done.get("status")).isEqualTo("done");
            assertThat(done.get("test_error_percent")).isEqualTo("6.61");
            assertThat(done.get("weights")).hasSize(64);
            assertThat(records.get(1).get("status")).isEqualTo("diverged");
            assertThat(records.get(1).get("test_error_percent")).isEmpty();
            assertThat(records.get(2).get("iterations")).isEqualTo("300");
        }

        @Test
        void aRecordAnIterationWithTheErrorWhereOneWasMeasured() throws IOException {
            var out = new StringBuilder();
            report.writeCurvesCsv(out);

            List<CSVRecord> records = parse(out);
            assertThat(records).hasSize(640 + 41 + 300);
            assertThat(records.get(0).get("iteration")).isEqualTo("1");
            assertThat(records.get(0).get("test_error_percent")).isEmpty();
            assertThat(records.get(0).get("training_loss")).isNotEmpty();
            assertThat(records.get(19).get("iteration")).isEqualTo("20");
            assertThat(records.get(19).get("test_error_percent")).isNotEmpty();
            assertThat(records.get(639).get("test_error_percent")).isEqualTo("6.61");
            assertThat(records.get(680).get("training_loss")).as("not finite").isEmpty();
        }

        private static List<CSVRecord> parse(CharSequence text) throws IOException {
            try (CSVParser parser = CSVParser.parse(
                    text.toString(),
                    CSVFormat.RFC4180
                            .builder()
                            .setHeader()
                            .setSkipHeaderRecord(true)
                            .build())) {
                return parser.getRecords();
            }
        }
    }

    @Nested
    class Text {
        @Test
        void theTableFitsATerminal() {
            BatchPlan plan = Plans.plan("units, ResNet-110", 5, ReportExampleTest.VARIANTS);

            String text = report(plan, ReportExampleTest.histories(plan)).text();

            assertThat(text)
                    .isEqualTo(
                            """
                    units, ResNet-110: test error in %

                    variant                median       mean ± std        range  params        time  published
                    original                 6.61      6.63 ± 0.12  6.49 – 6.80  1.73 M      53 min  6.61
                      seeds  1: 6.61  2: 6.70  3: 6.49  4: 6.80  5: 6.55
                      beside published  +0.02: no margin
                    pre-activation           6.37      6.36 ± 0.14  6.18 – 6.55  1.73 M      53 min  6.37 (6.40 ± 0.12)
                      seeds  1: 6.37  2: 6.40  3: 6.29  4: 6.55  5: 6.18
                      beside published  −0.04: no margin
                    deep, 64 a mini-batch    5.50  5.50 ± 0.09 (4)  5.39 – 5.61  1.70 M      47 min
                      seeds  1: 5.48  2: 5.61  3: 5.39  4: 5.52  5: running
                    plain <net>              fail                –            ∞  1.73 M  8 min 25 s  fail
                      seeds  1: diverged  2: diverged  3: diverged  4: diverged  5: diverged
                      beside published  fails, as published

                    compared                          means [95 %]          Welch     ranks
                    pre-activation − original         −0.27 [−0.46, −0.08]  0.011     0.032
                    deep, 64 a mini-batch − original  −1.13 [−1.30, −0.96]  < 0.0001  0.032
                    plain <net> − original            –                     –         0.024
                    p of Welch's t and of Mann and Whitney's ranks, after Holm
                    So few seeds cannot give ranks a p below 0.0079;
                    after Holm, none of more than 6 comparisons can reach 0.05.
                    """);
        }

        @Test
        void withoutPublishedFiguresItIs80ColumnsWide() {
            BatchPlan plan = Plans.plan("units", 9, "{ name = original, network = resnet-110 }");

            String text = report(plan, seeds(plan, 661, 670, 649, 680, 655, 661, 662, 663, 664))
                    .text();

            assertThat(text.lines().toList()).allMatch(line -> line.length() <= 80);
            assertThat(text)
                    .contains(
                            """
                      seeds  1: 6.61  2: 6.70  3: 6.49  4: 6.80  5: 6.55  6: 6.61  7: 6.62  8: 6.63
                             9: 6.64
                    """);
        }
    }

    @Nested
    class Html {
        @Test
        void namesAreTextWhateverTheyHold() {
            BatchPlan plan = Plans.plan(
                    "<script>alert('1')</script>",
                    2,
                    "{ name = \"<img src=x onerror=alert(1)>\", network = resnet-20 }, "
                            + "{ name = \"&amp; \\\"quoted\\\" </style>\", network = resnet-8 }, "
                            + "{ name = \"مرحبا\", network = resnet-14 }");

            String html = report(plan, seeds(plan, 661, 662, 663, 664)).html();

            assertThat(html)
                    .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
                    .contains("&lt;img src=x onerror=alert(1)&gt;")
                    .contains("&amp;amp; &quot;quoted&quot; &lt;/style&gt;")
                    .contains("<bdi>مرحبا</bdi>")
                    .doesNotContain("<script")
                    .doesNotContain("<img");
        }

        @Test
        void thePageNeedsNothingElse() {
            BatchPlan plan = Plans.plan("units", 5, ReportExampleTest.VARIANTS);

            String html = report(plan, ReportExampleTest.histories(plan)).html();

            assertThat(html)
                    .startsWith("<!DOCTYPE html>")
                    .doesNotContain("http", "src=", "href=", "@import", "<script", "<link", "NaN", "Infinity")
                    .doesNotContainPattern("url\\((?!#plot)");
        }

        @Test
        void everyElementIsClosed() {
            BatchPlan plan = Plans.plan("units", 5, ReportExampleTest.VARIANTS);
            String html = report(plan, ReportExampleTest.histories(plan)).html();

            for (String tag : List.of(
                    "svg", "table", "tbody", "tr", "td", "div", "figure", "main", "body", "bdi", "code", "g", "ul")) {
                assertThat(count(html, "<" + tag + "[ >]")).as(tag).isEqualTo(count(html, "</" + tag + ">"));
            }
            assertThat(count(html, "<polyline class=\"loss"))
                    .as("a dashed line a variant")
                    .isEqualTo(4);
            assertThat(count(html, "<polyline class=\"error"))
                    .as("a solid line a seed that was evaluated")
                    .isEqualTo(15);
        }

        private static long count(String text, String pattern) {
            return java.util.regex.Pattern.compile(pattern)
                    .matcher(text)
                    .results()
                    .count();
        }
    }
}
