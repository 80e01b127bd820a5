package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunSpec;
import java.util.ArrayList;
import java.util.List;

/** What an entry of a cohort's chain says; the body of a chain entry is its JSON. */
public sealed interface CohortEntry {
    /** The newest format of bodies that this release reads; a body without a format has the first. */
    int FORMAT = 1;

    ObjectNode toJson();

    /**
     * Kinds nobody knows are kept as {@link Unknown}.
     *
     * @throws IllegalArgumentException if the body is of a newer format or not what its kind says; the message names the field
     */
    static CohortEntry read(ObjectNode body) {
        Bodies.checkFormat(body, FORMAT);
        String kind = Json.text(body, "kind");
        return switch (kind) {
            case "created" -> new Created(RunSpec.fromJson(Json.object(body, "spec")));
            case "decision" -> Decision.read(body);
            default -> new Unknown(kind, body);
        };
    }

    /**
     * Entry 0.
     *
     * @param first the run of the cohort's first seed; the others differ from it by their seed alone
     */
    record Created(RunSpec first) implements CohortEntry {
        public Created {
            if (first.cohort().isEmpty() || first.seed() != first.cohort().get(0)) {
                throw new IllegalArgumentException(
                        "a cohort begins with its first seed, was " + first.seed() + " of " + first.cohort());
            }
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "created");
            body.set("spec", first.toJson());
            return body;
        }
    }

    /**
     * Whether the rate drops after an evaluation.
     *
     * @param number of the evaluation, from 1; also the entry's index
     * @param iteration iterations done by then; a drop acts from this iteration on
     * @param values what each seed measured since the evaluation before, in the order of seeds; +∞ for one that diverged
     * @param median of them
     */
    record Decision(long number, long iteration, List<Double> values, double median, boolean drop)
            implements CohortEntry {
        public Decision {
            values = List.copyOf(values);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body =
                    Json.object().put("kind", "decision").put("number", number).put("iteration", iteration);
            ArrayNode list = body.putArray("values");
            values.forEach(value -> list.add(Json.finite(value)));
            body.set("median", Json.finite(median));
            return body.put("drop", drop);
        }

        private static Decision read(ObjectNode body) {
            List<Double> values = new ArrayList<>();
            Json.list(body, "values").forEach(value -> values.add(infiniteIfNull(value)));
            return new Decision(
                    Json.whole(body, "number"),
                    Json.whole(body, "iteration"),
                    values,
                    infiniteIfNull(body.path("median")),
                    Json.flag(body, "drop"));
        }

        private static double infiniteIfNull(JsonNode value) {
            return value instanceof NullNode ? Double.POSITIVE_INFINITY : value.doubleValue();
        }
    }

    /** A kind of a later release: kept as it is, and counted in nothing. */
    record Unknown(String kind, ObjectNode body) implements CohortEntry {
        @Override
        public ObjectNode toJson() {
            return body.deepCopy();
        }
    }
}
