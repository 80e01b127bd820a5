package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchPlan;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunId;
import io.residuum.storage.ObjectRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an entry of a batch's chain says; the body of a chain entry is its JSON. */
public sealed interface BatchEntry {
    /** The newest format of bodies that this release reads; a body without a format has the first. */
    int FORMAT = 1;

    ObjectNode toJson();

    /**
     * Fields nobody knows are left alone, kinds nobody knows are kept as {@link Unknown}.
     *
     * @throws IllegalArgumentException if the body is of a newer format or not what its kind says; the message names the field
     */
    static BatchEntry read(ObjectNode body) {
        Bodies.checkFormat(body, FORMAT);
        String kind = Json.text(body, "kind");
        return switch (kind) {
            case "accepted" -> Accepted.read(body);
            case "failed" -> new Failed(RunId.ofHex(Json.text(body, "run")), Json.text(body, "reason"));
            case "retry" -> new Retry(runs(body));
            case "cancelled" -> new Cancelled(runs(body));
            case "paused" -> new Paused();
            case "resumed" -> new Resumed();
            case "priority" -> Priority.read(body);
            case "selected" -> Selected.read(body);
            case "deleted" -> new Deleted();
            case "reported" -> new Reported(Bodies.objectRef(Json.object(body, "report")));
            default -> new Unknown(kind, body);
        };
    }

    /**
     * Entry 0: the experiment with everything resolved. Again behind {@link Deleted}, when somebody asks for the batch anew.
     *
     * @param source the file's text, for people
     */
    record Accepted(BatchPlan plan, String source) implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object()
                    .put("kind", "accepted")
                    .put("name", plan.name())
                    .put("source", source);
            body.set("experiment", plan.toJson());
            body.set("runs", write(plan.runs().keySet()));
            return body;
        }

        private static Accepted read(ObjectNode body) {
            BatchPlan plan = BatchPlan.fromJson(Json.object(body, "experiment"));
            if (!List.copyOf(plan.runs().keySet()).equals(runs(body))) {
                throw new IllegalArgumentException("field [runs] does not list the runs that the experiment asks for");
            }
            return new Accepted(plan, Json.text(body, "source"));
        }
    }

    /** The verdict that a run cannot be trained; its cause lies in the run, not in the machines. */
    record Failed(RunId run, String reason) implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "failed").put("run", run.hex()).put("reason", reason);
        }
    }

    /** A user's wish to try again what failed or was cancelled. */
    record Retry(List<RunId> runs) implements BatchEntry {
        public Retry {
            runs = List.copyOf(runs);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "retry");
            body.set("runs", write(runs));
            return body;
        }
    }

    /** A user's wish to stop; every run it means is named. */
    record Cancelled(List<RunId> runs) implements BatchEntry {
        public Cancelled {
            runs = List.copyOf(runs);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "cancelled");
            body.set("runs", write(runs));
            return body;
        }
    }

    /** A user's wish that nothing of the batch be trained until it is resumed. */
    record Paused() implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "paused");
        }
    }

    /** A user's wish that the batch go on. */
    record Resumed() implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "resumed");
        }
    }

    /** A user's wish: slots go to batches of higher priority first. */
    record Priority(int priority) implements BatchEntry {
        /** Of a batch for which nobody wished another. */
        public static final int USUAL = 0;

        /** The highest, and with a minus sign the lowest. */
        public static final int MOST = 1000;

        public Priority {
            if (priority < -MOST || priority > MOST) {
                throw new IllegalArgumentException(
                        "a priority is a whole number from -" + MOST + " to " + MOST + ", was " + priority);
            }
        }

        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "priority").put("priority", priority);
        }

        private static Priority read(ObjectNode body) {
            return new Priority((int) Math.max(-MOST - 1L, Math.min(MOST + 1L, Json.whole(body, "priority"))));
        }
    }

    /**
     * The best of a selection's candidates, from here on trained on all training images.
     *
     * @param selection the variant's name in the file
     * @param values of the candidate
     * @param errorsPercent on held-out training images, the mean of each candidate's trials; +∞ where one diverged
     */
    record Selected(String selection, String values, Map<String, Double> errorsPercent) implements BatchEntry {
        public Selected {
            errorsPercent = new LinkedHashMap<>(errorsPercent);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object()
                    .put("kind", "selected")
                    .put("selection", selection)
                    .put("values", values);
            ArrayNode errors = body.putArray("errors");
            errorsPercent.forEach((candidate, error) ->
                    errors.addObject().put("values", candidate).set("mean", Json.finite(error)));
            return body;
        }

        private static Selected read(ObjectNode body) {
            Map<String, Double> errors = new LinkedHashMap<>();
            for (JsonNode candidate : Json.list(body, "errors")) {
                JsonNode mean = candidate.path("mean");
                errors.put(
                        Json.text(candidate, "values"),
                        mean.isNumber() ? mean.doubleValue() : Double.POSITIVE_INFINITY);
            }
            return new Selected(Json.text(body, "selection"), Json.text(body, "values"), errors);
        }
    }

    /** The report is written. */
    record Reported(ObjectRef report) implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "reported");
            body.set("report", Bodies.write(report));
            return body;
        }
    }

    /** A user's wish that the batch be gone. What stands before it counts no more; only a new acceptance follows. */
    record Deleted() implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "deleted");
        }
    }

    /** A kind of a later release: kept as it is, and counted in nothing. */
    record Unknown(String kind, ObjectNode body) implements BatchEntry {
        @Override
        public ObjectNode toJson() {
            return body.deepCopy();
        }
    }

    private static ArrayNode write(Collection<RunId> runs) {
        ArrayNode list = Json.object().putArray("runs");
        runs.forEach(run -> list.add(run.hex()));
        return list;
    }

    private static List<RunId> runs(JsonNode body) {
        return Json.list(body, "runs").stream()
                .map(run -> RunId.ofHex(run.asText()))
                .toList();
    }
}
