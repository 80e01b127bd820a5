package io.residuum.actors.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchStanding;
import io.residuum.actors.decision.VariantCore;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.Problem;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.history.RunHistory.CommittedSegment;
import io.residuum.actors.run.Coordinator;
import io.residuum.actors.service.Board;
import io.residuum.actors.wire.NodeReport;
import java.util.List;
import java.util.Optional;

/** The JSON of the API; what is not finite or not known is null or left out, as the OpenAPI document says. */
final class Documents {

    private Documents() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode problems(List<Problem> problems) {
        ObjectNode json = object();
        ArrayNode list = json.putArray("problems");
        for (Problem problem : problems) {
            ObjectNode each = list.addObject();
            each.put("found", problem.found());
            if (problem.line() > 0) {
                each.put("line", problem.line());
            }
            putIfAny(each, "key", problem.key());
            putIfAny(each, "allowed", problem.allowed());
            putIfAny(each, "advice", problem.advice());
        }
        return json;
    }

    private static void putIfAny(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }

    private static void put(ObjectNode json, String field, double value) {
        if (Double.isFinite(value)) {
            json.put(field, value);
        } else {
            json.putNull(field);
        }
    }

    /** A batch as its chain says it, with what goes on now. */
    static ObjectNode batch(BatchHistory batch, Optional<Board.LiveBatch> live) {
        ObjectNode json = object().put("batch", batch.plan().id().value())
                .put("name", batch.plan().name())
                .put("state", state(batch, live))
                .put("priority", batch.priority())
                .put("paused", batch.paused())
                .put("runs", batch.runs().size())
                .put("variants", batch.variants().size())
                .put("failed", batch.failures().size())
                .put("cancelled", batch.cancelled().size())
                .put("head", batch.head())
                .put("lastWord", batch.lastWord())
                .put("hasReport", batch.report().isPresent() && !batch.deleted());
        live.flatMap(Board.LiveBatch::waitsFor).ifPresent(reason -> json.put("waitsFor", reason));
        return json;
    }

    /** {@code training} as soon as it is open here and nothing holds it back. */
    static String state(BatchHistory batch, Optional<Board.LiveBatch> live) {
        if (live.flatMap(Board.LiveBatch::outcome).filter(Documents::isParked).isPresent()) {
            return "parked";
        }
        return Board.state(BatchStanding.of(batch));
    }

    private static boolean isParked(io.residuum.actors.decision.BatchCore.Outcome outcome) {
        return outcome == io.residuum.actors.decision.BatchCore.Outcome.PARKED;
    }

    static ObjectNode variant(PlannedVariant variant, List<RunSpec> specs, List<RunView> runs) {
        VariantCore core =
                new VariantCore(variant.name(), specs.stream().map(RunSpec::id).toList());
        runs.forEach(run -> core.on(run.run(), run.state()));
        VariantCore.Standing standing = core.standing();
        ObjectNode json = object().put("variant", variant.name())
                .put("row", variant.row())
                .put("column", variant.column())
                .put("dataSet", variant.dataSet().id().toString())
                .put("network", variant.architecture().name())
                .put("unit", variant.network().unit().label())
                .put("seeds", standing.seeds())
                .put("ended", standing.ended());
        put(json, "medianTestError", standing.medianErrorPercent());
        variant.published().toJson().ifPresent(published -> json.set("published", published));
        ArrayNode list = json.putArray("runs");
        for (int i = 0; i < runs.size(); i++) {
            list.add(run(specs.get(i), runs.get(i)));
        }
        return json;
    }

    static ObjectNode run(RunSpec spec, RunView view) {
        ObjectNode json = object().put("run", view.run().hex())
                .put("seed", spec.seed())
                .put("status", view.status())
                .put("iteration", view.iteration())
                .put("iterations", spec.iterations())
                .put("reason", view.reason());
        put(json, "testError", view.testErrorPercent());
        view.progress().ifPresent(progress -> json.set("progress", progress(progress)));
        return json;
    }

    private static ObjectNode progress(NodeReport.Progress progress) {
        ObjectNode json = object().put("slot", progress.assignment().slot().toString())
                .put("iteration", progress.done())
                .put("activity", Board.label(progress.activity()));
        put(json, "loss", progress.loss());
        put(json, "rate", progress.rate());
        put(json, "imagesPerSecond", progress.imagesPerSecond());
        return json;
    }

    static void segments(ArrayNode list, RunHistory history) {
        int index = 1;
        for (CommittedSegment committed : history.segments()) {
            var execution = committed.segment().execution();
            ObjectNode each = list.addObject()
                    .put("segment", index++)
                    .put("from", committed.segment().from())
                    .put("to", committed.segment().to())
                    .put("attempt", committed.attempt())
                    .put("node", execution.node())
                    .put("slot", execution.slot())
                    .put("startedAt", execution.startedAt().toString())
                    .put("endedAt", execution.endedAt().toString())
                    .put("trainingMillis", execution.trainingMillis());
            ArrayNode recoveries = each.putArray("recoveries");
            execution.recoveries().forEach(recovery -> recoveries
                    .addObject()
                    .put("cause", recovery.cause())
                    .put("redoneIterations", recovery.redoneIterations()));
        }
    }

    static ObjectNode slot(Coordinator.SlotUse slot) {
        ObjectNode json = object().put("slot", slot.slot().toString())
                .put("node", slot.slot().node())
                .put("number", slot.slot().number());
        ObjectNode environment = json.putObject("environment");
        slot.environment().forEach(environment::put);
        slot.training().ifPresent(assignment -> {
            json.put("run", assignment.run().hex());
            json.put("attempt", assignment.attempt());
        });
        slot.out().ifPresent(reason -> json.put("out", reason));
        return json;
    }

    /**
     * Test errors, and the training loss in stretches of equal length, each with its lowest and highest value so that nothing that was
     * thinned out disappears.
     */
    static ObjectNode metrics(RunHistory history, long from, long to, int points) {
        ObjectNode json = object();
        long end = Math.min(to, history.iteration());
        json.put("iteration", history.iteration());
        ArrayNode evaluations = json.putArray("evaluations");
        history.metrics().evaluations().stream()
                .filter(each -> each.iteration() >= from && each.iteration() <= end)
                .forEach(each -> {
                    ObjectNode one = evaluations
                            .addObject()
                            .put("iteration", each.iteration())
                            .put("view", each.view())
                            .put("images", each.images())
                            .put("errors", each.errors())
                            .put("errorPercent", each.errorPercent());
                    put(one, "loss", each.meanLoss());
                });
        ArrayNode loss = json.putArray("trainingLoss");
        float[] all = history.trainingLoss();
        long length = Math.max(0, end - from);
        long stretches = Math.min(points, length);
        for (long i = 0; i < stretches; i++) {
            stretch(loss.addObject(), all, from + i * length / stretches, from + (i + 1) * length / stretches);
        }
        return json;
    }

    private static void stretch(ObjectNode json, float[] loss, long from, long to) {
        double sum = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        int finite = 0;
        for (int i = (int) from; i < to; i++) {
            if (Float.isFinite(loss[i])) {
                finite++;
                sum += loss[i];
                low = Math.min(low, loss[i]);
                high = Math.max(high, loss[i]);
            }
        }
        json.put("from", from).put("to", to);
        put(json, "mean", finite == 0 ? Double.NaN : sum / finite);
        put(json, "min", low);
        put(json, "max", high);
    }
}
