package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.EvaluationView;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.Length;
import io.residuum.actors.experiment.Published;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.Execution;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.statistics.Interval;
import io.residuum.actors.statistics.MedianInterval;
import io.residuum.actors.statistics.Spread;
import io.residuum.storage.DataSetId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code report.json}: {@code result}, a function of the plan and of what deterministic training came to, and {@code execution}, the story
 * of how. What is infinite or undefined is null beside a status or a count that says why.
 */
final class ReportJson {
    private final BatchPlan plan;
    private final List<ReportedVariant> variants;
    private final List<ReportedSelection> selections;

    ReportJson(BatchPlan plan, List<ReportedVariant> variants, List<ReportedSelection> selections) {
        this.plan = plan;
        this.variants = variants;
        this.selections = selections;
    }

    ObjectNode result() {
        ObjectNode result = Json.object()
                .put("batch", plan.id().value())
                .put("name", plan.name())
                .put("semantics", plan.semantics());
        if (Double.isFinite(plan.failAbovePercent())) {
            result.put("failAbove", plan.failAbovePercent());
        }
        if (Double.isFinite(plan.marginPoints())) {
            result.put("margin", plan.marginPoints());
        }
        ArrayNode list = result.putArray("variants");
        variants.forEach(variant -> list.add(result(variant)));
        if (!selections.isEmpty()) {
            ArrayNode choices = result.putArray("selections");
            selections.forEach(selection -> choices.add(selection.toJson()));
        }
        result.set("comparisons", Contrasts.of(plan, variants).toJson());
        return result;
    }

    private ObjectNode result(ReportedVariant variant) {
        DataSetId dataSet = variant.planned().dataSet().id();
        ObjectNode json = Json.object()
                .put("name", variant.name())
                .put("row", variant.planned().row())
                .put("network", variant.architecture().name())
                .put("block", variant.planned().network().block().label())
                .put("unit", variant.planned().network().unit().label())
                .put("shortcut", variant.planned().network().shortcut().label())
                .put("parameters", variant.architecture().parameters())
                .put("multiplyAdds", variant.multiplyAdds());
        if (variant.planned().recipe().length() instanceof Length.Iterations length) {
            json.put("iterations", length.iterations());
        }
        json.putObject("dataSet")
                .put("name", dataSet.name())
                .put("version", dataSet.version().hex());
        if (!variant.planned().view().isWhole()) {
            json.put("judgedBy", variant.planned().view().word());
        }
        variant.planned().published().toJson().ifPresent(published -> json.set("published", published));
        ArrayNode runs = json.putArray("runs");
        for (ReportedRun run : variant.runs()) {
            ObjectNode row = result(run);
            if (!plan.views().isEmpty()) {
                row.set("views", views(variant, run));
            }
            runs.add(row);
        }
        json.set("testError", spread(variant));
        if (!variant.planned().published().text().isEmpty()) {
            json.set("beside", beside(variant));
        }
        return json;
    }

    /** A verdict for each view that has a figure; the usual view's is called by the name its errors have. */
    private ObjectNode beside(ReportedVariant variant) {
        ObjectNode json = Json.object();
        if (plan.views().isEmpty()) {
            json.set(
                    Evaluation.TEST,
                    Verdict.of(
                                    variant,
                                    variant.spread(),
                                    variant.planned().published().ofView(Evaluation.TEST),
                                    plan.marginPoints())
                            .toJson());
        }
        for (EvaluationView view : plan.views()) {
            Published published = variant.planned().published().ofView(view.name());
            if (!published.text().isEmpty()) {
                json.set(
                        view.name(),
                        Verdict.of(variant, variant.spread(variant.inChains(view)), published, plan.marginPoints())
                                .toJson());
            }
        }
        return json;
    }

    /** What a run came to under each view of the experiment. */
    private ObjectNode views(ReportedVariant variant, ReportedRun run) {
        ObjectNode json = Json.object();
        for (EvaluationView view : plan.views()) {
            run.history().outcome(variant.inChains(view)).ifPresent(outcome -> {
                ObjectNode row = json.putObject(view.name())
                        .put("error", outcome.errorPercent())
                        .put("errors", outcome.errors())
                        .put("images", outcome.images());
                outcome.topFiveErrorPercent().ifPresent(percent -> row.put("topFiveError", percent));
                row.set("loss", Json.finite(outcome.meanLoss()));
            });
        }
        return json;
    }

    private static ObjectNode result(ReportedRun run) {
        RunHistory history = run.history();
        ObjectNode json = Json.object()
                .put("seed", run.seed())
                .put("runId", run.id().hex())
                .put("status", history.status().label());
        json.putNull("testError");
        json.putNull("finalTrainingLoss");
        json.putNull("weights");
        run.outcome().ifPresent(outcome -> {
            json.put("testError", outcome.errorPercent());
            json.put("testErrors", outcome.errors());
            json.put("testImages", outcome.images());
            outcome.topFiveErrorPercent().ifPresent(percent -> json.put("testTopFiveError", percent));
            json.set("testLoss", Json.finite(outcome.meanLoss()));
            float[] losses = history.trainingLoss();
            if (losses.length > 0) {
                json.set("finalTrainingLoss", Json.shortest(losses[losses.length - 1]));
            }
        });
        history.weights().ifPresent(weights -> json.put("weights", weights.hex()));
        history.divergedAt().ifPresent(iteration -> json.put("divergedAt", iteration));
        if (!history.rateChanges().isEmpty()) {
            ArrayNode changes = json.putArray("rateChanges");
            history.rateChanges().forEach(change -> changes.addObject()
                    .put("iteration", change.iteration())
                    .put("rate", change.rate())
                    .put("cause", change.cause().label()));
        }
        return json;
    }

    private static ObjectNode spread(ReportedVariant variant) {
        Spread spread = variant.spread();
        ObjectNode json = Json.object();
        json.set("median", Json.finite(spread.median()));
        json.set("mean", Json.finite(spread.mean()));
        json.set("std", Json.finite(spread.standardDeviation()));
        json.put("n", spread.n());
        json.put("diverged", spread.diverged());
        json.set("min", Json.finite(spread.min()));
        json.set("max", Json.finite(spread.max()));
        Interval interval = MedianInterval.of(variant.errors().values());
        ObjectNode median = json.putObject("medianInterval");
        median.set("low", Json.finite(interval.low()));
        median.set("high", Json.finite(interval.high()));
        median.set("level", Json.finite(interval.level()));
        return json.put("fail", variant.fails());
    }

    /** @param complete whether every run has ended */
    ObjectNode execution(boolean complete) {
        ObjectNode json = Json.object();
        List<RunHistory> histories = histories();
        json.put("complete", complete);
        putTimes(json, histories);
        json.put(
                "recoveries",
                histories.stream()
                        .mapToInt(history -> history.recoveries().size())
                        .sum());
        json.put(
                "redoneIterations",
                histories.stream().mapToLong(RunHistory::redoneIterations).sum());
        ArrayNode nodes = json.putArray("nodes");
        distinct(histories, Execution::node).forEach(nodes::add);
        ArrayNode list = json.putArray("variants");
        for (ReportedVariant variant : variants) {
            List<RunHistory> own =
                    variant.runs().stream().map(ReportedRun::history).toList();
            ObjectNode row = list.addObject()
                    .put("name", variant.name())
                    .put("trainingMillis", variant.trainingMillis())
                    .put("mixedEnvironments", environments(own).size() > 1);
            ArrayNode runs = row.putArray("runs");
            variant.runs().forEach(run -> runs.add(execution(run)));
        }
        json.set("environments", write(environments(histories)));
        return json;
    }

    /** Each run once, though variants may share it. */
    private List<RunHistory> histories() {
        Set<String> seen = new LinkedHashSet<>();
        List<RunHistory> histories = new ArrayList<>();
        variants.stream().flatMap(variant -> variant.runs().stream()).forEach(run -> {
            if (seen.add(run.id().hex())) {
                histories.add(run.history());
            }
        });
        return histories;
    }

    private static ObjectNode execution(ReportedRun run) {
        RunHistory history = run.history();
        List<RunHistory> one = List.of(history);
        ObjectNode json = Json.object()
                .put("seed", run.seed())
                .put("runId", run.id().hex())
                .put("iteration", history.iteration())
                .put("segments", history.segments().size());
        if (!history.reason().isEmpty()) {
            json.put("reason", history.reason());
        }
        putTimes(json, one);
        ArrayNode nodes = json.putArray("nodes");
        distinct(one, Execution::node).forEach(nodes::add);
        ArrayNode slots = json.putArray("slots");
        distinct(one, Execution::slot).forEach(slots::add);
        ArrayNode attempts = json.putArray("attempts");
        history.segments().forEach(segment -> attempts.add(segment.attempt()));
        ArrayNode recoveries = json.putArray("recoveries");
        history.recoveries().forEach(recovery -> recoveries
                .addObject()
                .put("cause", recovery.cause())
                .put("redoneIterations", recovery.redoneIterations()));
        json.set("environments", write(history.environments()));
        return json;
    }

    private static void putTimes(ObjectNode json, List<RunHistory> histories) {
        executions(histories)
                .map(Execution::startedAt)
                .min(Instant::compareTo)
                .ifPresentOrElse(started -> json.put("startedAt", started.toString()), () -> json.putNull("startedAt"));
        executions(histories)
                .map(Execution::endedAt)
                .max(Instant::compareTo)
                .ifPresentOrElse(ended -> json.put("endedAt", ended.toString()), () -> json.putNull("endedAt"));
        json.put(
                "trainingMillis",
                histories.stream().mapToLong(RunHistory::trainingMillis).sum());
    }

    private static Stream<Execution> executions(Collection<RunHistory> histories) {
        return histories.stream()
                .flatMap(history -> history.segments().stream())
                .map(committed -> committed.segment().execution());
    }

    private static Set<String> distinct(List<RunHistory> histories, Function<Execution, String> part) {
        Set<String> values = new LinkedHashSet<>();
        executions(histories).map(part).forEach(values::add);
        return values;
    }

    private static Set<Map<String, String>> environments(List<RunHistory> histories) {
        Set<Map<String, String>> environments = new LinkedHashSet<>();
        histories.forEach(history -> environments.addAll(history.environments()));
        return environments;
    }

    private static ArrayNode write(Set<Map<String, String>> environments) {
        ArrayNode list = Json.object().putArray("environments");
        environments.forEach(environment -> {
            ObjectNode json = list.addObject();
            environment.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(part -> json.put(part.getKey(), part.getValue()));
        });
        return list;
    }
}
