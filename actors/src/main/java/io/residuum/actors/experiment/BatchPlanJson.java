package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageShape;
import io.residuum.storage.ImageSizes;
import io.residuum.storage.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans as JSON. Networks and recipes stand in it as in runs: without fields at their default. */
final class BatchPlanJson {
    private static final int FORMAT = 1;

    private BatchPlanJson() {}

    static ObjectNode write(BatchPlan plan) {
        ObjectNode json = Json.object();
        json.put("format", FORMAT);
        json.put("name", plan.name());
        json.put("semantics", plan.semantics());
        ArrayNode seeds = json.putArray("seeds");
        plan.seeds().forEach(seed -> seeds.add(Long.toString(seed)));
        if (Double.isFinite(plan.failAbovePercent())) {
            json.put("failAbove", plan.failAbovePercent());
        }
        if (Double.isFinite(plan.marginPoints())) {
            json.put("margin", plan.marginPoints());
        }
        if (!plan.views().isEmpty()) {
            ArrayNode views = json.putArray("views");
            plan.views().forEach(view -> views.addObject()
                    .put("name", view.name())
                    .put("crop", view.cropPixels())
                    .put("resize", view.resizePixels()));
        }
        ObjectNode dataSets = json.putObject("dataSets");
        ArrayNode variants = json.putArray("variants");
        for (PlannedVariant variant : plan.variants()) {
            DataSetId id = variant.dataSet().id();
            String dataSet = id.name() + "@" + id.version().hex();
            dataSets.set(dataSet, write(variant.dataSet().facts()));
            ObjectNode parts = Json.without(
                    RunSpecJson.defaults(), RunSpecJson.parts(variant.network(), variant.recipe(), variant.start()));
            parts.put("name", variant.name());
            parts.put("row", variant.row());
            if (!variant.column().isEmpty()) {
                parts.put("column", variant.column());
            }
            parts.put("dataSet", dataSet);
            if (!variant.view().isWhole()) {
                parts.put("view", variant.view().word());
            }
            variant.published().toJson().ifPresent(published -> parts.set("published", published));
            variant.candidacy().ifPresent(candidacy -> parts.set("candidacy", write(candidacy)));
            variants.add(parts);
        }
        return json;
    }

    static BatchPlan read(ObjectNode json) {
        long format = Json.whole(json, "format");
        if (format > FORMAT) {
            throw new IllegalArgumentException("a batch of format " + format + "; this release reads up to " + FORMAT);
        }
        Map<String, ResolvedDataSet> dataSets = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : Json.object(json, "dataSets").properties()) {
            dataSets.put(entry.getKey(), dataSet(entry.getKey(), entry.getValue()));
        }
        List<PlannedVariant> variants = Json.list(json, "variants").stream()
                .map(variant -> variant(variant, dataSets))
                .toList();
        BatchPlan plan = new BatchPlan(
                Json.text(json, "name"),
                seeds(json),
                json.has("failAbove") ? Json.number(json, "failAbove") : Double.POSITIVE_INFINITY,
                json.has("margin") ? Json.number(json, "margin") : Double.NaN,
                json.has("views") ? views(json) : List.of(),
                variants,
                Json.count(json, "semantics"));
        if (!Json.canonical(write(plan)).equals(Json.canonical(json))) {
            throw new IllegalArgumentException("a batch with fields that this release does not know");
        }
        return plan;
    }

    private static List<EvaluationView> views(ObjectNode json) {
        return Json.list(json, "views").stream()
                .map(view -> new EvaluationView(
                        Json.text(view, "name"), Json.count(view, "crop"), Json.count(view, "resize")))
                .toList();
    }

    private static PlannedVariant variant(JsonNode element, Map<String, ResolvedDataSet> dataSets) {
        if (!(element instanceof ObjectNode json)) {
            throw new IllegalArgumentException("field [variants] holds objects, was " + element);
        }
        ObjectNode full = Json.over(RunSpecJson.defaults(), json);
        ResolvedDataSet dataSet = dataSets.get(Json.text(json, "dataSet"));
        if (dataSet == null) {
            throw new IllegalArgumentException("field [dataSet] names none of the plan's, was " + json.get("dataSet"));
        }
        return new PlannedVariant(
                Json.text(json, "name"),
                Json.text(json, "row"),
                json.has("column") ? Json.text(json, "column") : "",
                dataSet,
                RunSpecJson.network(Json.object(full, "network")),
                RunSpecJson.recipe(Json.object(full, "recipe")),
                json.has("view") ? DataView.of(Json.text(json, "view")) : new DataView.Whole(),
                json.has("published") ? Published.fromJson(json.get("published")) : new Published.Nothing(),
                Start.fromJson(Json.object(full, "initial")),
                json.has("candidacy") ? Optional.of(candidacy(Json.object(json, "candidacy"))) : Optional.empty());
    }

    private static ObjectNode write(Candidacy candidacy) {
        ObjectNode json = Json.object().put("selection", candidacy.selection()).put("values", candidacy.values());
        if (candidacy.trial()) {
            ArrayNode seeds = json.putArray("seeds");
            candidacy.seeds().forEach(seed -> seeds.add(Long.toString(seed)));
        }
        return json;
    }

    private static Candidacy candidacy(ObjectNode json) {
        return new Candidacy(
                Json.text(json, "selection"),
                Json.text(json, "values"),
                json.has("seeds"),
                json.has("seeds") ? seeds(json) : List.of());
    }

    private static List<Long> seeds(ObjectNode json) {
        return Json.list(json, "seeds").stream()
                .map(seed -> Long.parseLong(seed.asText()))
                .toList();
    }

    private static ObjectNode write(DataSetFacts facts) {
        ObjectNode json = Json.object();
        json.put("classes", facts.classes());
        json.put("trainImages", facts.trainImages());
        json.put("testImages", facts.testImages());
        if (facts.sizes() instanceof ImageSizes.One one) {
            json.put("height", one.shape().height());
            json.put("width", one.shape().width());
        }
        return json;
    }

    private static ResolvedDataSet dataSet(String key, JsonNode json) {
        String[] id = key.split("@", 2);
        if (id.length < 2) {
            throw new IllegalArgumentException("field [dataSets] has keys NAME@VERSION, was " + key);
        }
        ImageSizes sizes = json.has("height")
                ? new ImageSizes.One(new ImageShape(Json.count(json, "height"), Json.count(json, "width")))
                : new ImageSizes.Various();
        return new ResolvedDataSet(
                new DataSetId(id[0], new Sha256(id[1])),
                new DataSetFacts(
                        Json.count(json, "classes"),
                        Json.whole(json, "trainImages"),
                        Json.whole(json, "testImages"),
                        sizes));
    }
}
