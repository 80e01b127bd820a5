package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.LearningRate.WarmUp;
import io.residuum.model.Arithmetic;
import io.residuum.model.Objective;
import io.residuum.model.Optimiser;
import io.residuum.pipeline.Colouring;
import io.residuum.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs as JSON, in which fields at their default are left out.
 *
 * <p>The defaults are a resource, {@code defaults.json}: written once and for good, since a changed one would change every identity.
 * A field of a later release joins it with the value that earlier releases meant.
 */
final class RunSpecJson {
    private static final ObjectNode DEFAULTS = load();

    private RunSpecJson() {}

    /** A copy, since trees of nodes can be changed. */
    static ObjectNode defaults() {
        return DEFAULTS.deepCopy();
    }

    private static ObjectNode load() {
        try (InputStream in = RunSpecJson.class.getResourceAsStream("defaults.json")) {
            if (in == null) {
                throw new IllegalStateException("no resource [defaults.json]");
            }
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("resource [defaults.json] cannot be read", e);
        }
    }

    static ObjectNode write(RunSpec run) {
        ObjectNode json = Json.without(defaults(), parts(run.network(), run.recipe(), run.start()));
        ((ObjectNode) json.get("network")).put("classes", run.classes());
        json.put("dataSet", run.dataSet().hex());
        json.put("view", run.view().word());
        // RFC 8785 knows doubles only: a seed beyond 2^53 would become another one.
        json.put("seed", Long.toString(run.seed()));
        json.put("semantics", run.semantics());
        if (!run.cohort().isEmpty()) {
            ArrayNode cohort = json.putArray("cohort");
            run.cohort().forEach(seed -> cohort.add(Long.toString(seed)));
        }
        return json;
    }

    static RunSpec read(ObjectNode json) {
        ObjectNode full = Json.over(defaults(), json);
        ObjectNode network = Json.object(full, "network");
        RunSpec run = new RunSpec(
                network(network),
                Json.count(network, "classes"),
                recipe(Json.object(full, "recipe")),
                Long.parseLong(Json.text(full, "seed")),
                new Sha256(Json.text(full, "dataSet")),
                DataView.of(Json.text(full, "view")),
                Json.count(full, "semantics"),
                Start.fromJson(Json.object(full, "initial")),
                full.has("cohort")
                        ? Json.list(full, "cohort").stream()
                                .map(seed -> Long.parseLong(seed.asText()))
                                .toList()
                        : List.of());
        if (!Json.canonical(write(run)).equals(Json.canonical(json))) {
            throw new IllegalArgumentException(
                    "a run with fields that this release does not know; it reads " + Json.canonical(write(run)));
        }
        return run;
    }

    /** {@code network}, {@code recipe} and {@code initial}, every field of them. */
    static ObjectNode parts(NetworkDesign network, Recipe recipe, Start start) {
        ObjectNode json = Json.object();
        json.set("network", write(network));
        json.set("recipe", write(recipe));
        json.set("initial", start.toJson());
        return json;
    }

    private static ObjectNode write(NetworkDesign network) {
        ObjectNode json = Json.object();
        json.put("family", network.family().label());
        json.put("depth", network.depth());
        json.put("block", network.block().label());
        json.put("unit", network.unit().label());
        json.set("shortcut", Shortcuts.write(network.shortcut()));
        json.put("width", network.width());
        json.put("strideIn", network.strideIn().label());
        return json;
    }

    static NetworkDesign network(JsonNode json) {
        return new NetworkDesign(
                Json.word(json, "family", Words.FAMILY),
                Json.count(json, "depth"),
                Json.word(json, "block", Words.BLOCK),
                Json.word(json, "unit", Words.UNIT),
                Shortcuts.read(Json.object(json, "shortcut")),
                Json.count(json, "width"),
                Json.word(json, "strideIn", Words.STRIDE_IN));
    }

    private static ObjectNode write(Recipe recipe) {
        ObjectNode json = Json.object();
        if (!(recipe.length() instanceof Length.Iterations length)) {
            throw new IllegalArgumentException("iterations are not resolved yet: " + recipe.length());
        }
        json.put("iterations", length.iterations());
        json.put("miniBatch", recipe.miniBatch());
        json.put("slices", recipe.slices());
        json.put("lastBatch", Words.LAST_BATCH.wordOf(recipe.lastBatch()));
        json.set("learningRate", write(recipe.learningRate()));
        Optimiser optimiser = recipe.optimiser();
        json.put("momentum", optimiser.momentum());
        json.put("nesterov", optimiser.nesterov());
        json.put("weightDecay", optimiser.weightDecay());
        json.put("decay", optimiser.decay().label());
        json.put("augmentation", Words.AUGMENTATION.wordOf(recipe.augmenting().method()));
        json.put("lighting", recipe.augmenting().colouring().lighting());
        json.put("jitter", recipe.augmenting().colouring().jitter());
        json.put("normalisation", Words.NORMALISATION.wordOf(recipe.normalisation()));
        json.put("evaluateEvery", recipe.evaluateEvery());
        json.put("window", recipe.windowShards());
        json.put("precision", recipe.arithmetic().precision().label());
        json.put("checkpointing", recipe.arithmetic().checkpointUnits());
        json.put("labelSmoothing", recipe.objective().labelSmoothing());
        return json;
    }

    static Recipe recipe(JsonNode json) {
        return new Recipe(
                new Length.Iterations(Json.whole(json, "iterations")),
                Json.count(json, "miniBatch"),
                Json.count(json, "slices"),
                Json.word(json, "lastBatch", Words.LAST_BATCH),
                learningRate(Json.object(json, "learningRate")),
                new Optimiser(
                        Json.number(json, "momentum"),
                        Json.flag(json, "nesterov"),
                        Json.number(json, "weightDecay"),
                        Json.word(json, "decay", Words.DECAY)),
                new Augmenting(
                        Json.word(json, "augmentation", Words.AUGMENTATION),
                        new Colouring(Json.number(json, "lighting"), Json.number(json, "jitter"))),
                Json.word(json, "normalisation", Words.NORMALISATION),
                Json.whole(json, "evaluateEvery"),
                Json.count(json, "window"),
                new Arithmetic(
                        Json.word(json, "precision", Words.PRECISION),
                        Math.toIntExact(Json.whole(json, "checkpointing"))),
                new Objective(Json.number(json, "labelSmoothing")));
    }

    private static ObjectNode write(LearningRate learningRate) {
        ObjectNode json = Json.object();
        json.put("rate", learningRate.rate());
        json.putObject("warmUp")
                .put("rate", learningRate.warmUp().rate())
                .put("iterations", learningRate.warmUp().iterations())
                .put("untilTrainingError", learningRate.warmUp().untilTrainingErrorPercent());
        ObjectNode schedule =
                json.putObject("schedule").put("type", learningRate.schedule().type());
        if (learningRate.schedule() instanceof Schedule.Steps steps) {
            ArrayNode drops = schedule.putArray("drops");
            steps.drops().forEach(drops::add);
            schedule.put("factor", steps.factor());
        } else if (learningRate.schedule() instanceof Schedule.Points points) {
            ArrayNode list = schedule.putArray("points");
            points.points()
                    .forEach(point -> list.addObject().put("at", point.at()).put("factor", point.factor()));
        } else if (learningRate.schedule() instanceof Schedule.Plateau plateau) {
            schedule.put("judgedBy", Words.JUDGED.wordOf(plateau.judgedBy()))
                    .put("factor", plateau.factor())
                    .put("patience", plateau.patience())
                    .put("threshold", plateau.threshold())
                    .put("mostDrops", plateau.mostDrops());
        } else if (!(learningRate.schedule() instanceof Schedule.Cosine)) {
            throw new AssertionError(learningRate.schedule());
        }
        return json;
    }

    private static LearningRate learningRate(JsonNode json) {
        JsonNode warmUp = Json.object(json, "warmUp");
        return new LearningRate(
                Json.number(json, "rate"),
                new WarmUp(
                        Json.number(warmUp, "rate"),
                        Json.whole(warmUp, "iterations"),
                        Json.number(warmUp, "untilTrainingError")),
                schedule(Json.object(json, "schedule")));
    }

    private static Schedule schedule(JsonNode json) {
        String type = Json.text(json, "type");
        return switch (type) {
            case "steps" -> new Schedule.Steps(wholes(json, "drops"), Json.number(json, "factor"));
            case "points" -> new Schedule.Points(Json.list(json, "points").stream()
                    .map(point -> new Schedule.Point(Json.whole(point, "at"), Json.number(point, "factor")))
                    .toList());
            case "cosine" -> new Schedule.Cosine();
            case "plateau" -> new Schedule.Plateau(
                    Json.word(json, "judgedBy", Words.JUDGED),
                    Json.number(json, "factor"),
                    Json.count(json, "patience"),
                    Json.number(json, "threshold"),
                    Json.count(json, "mostDrops"));
            default -> throw new IllegalArgumentException("a schedule of unknown type [" + type + "]");
        };
    }

    private static List<Long> wholes(JsonNode json, String name) {
        return Json.list(json, name).stream().map(JsonNode::longValue).toList();
    }
}
