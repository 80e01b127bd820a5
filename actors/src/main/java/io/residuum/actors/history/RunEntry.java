package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.Map;
import java.util.TreeMap;

/** What an entry of a run's chain says; the body of a chain entry is its JSON. */
public sealed interface RunEntry {
    /** The newest format of bodies that this release reads; a body without a format has the first. */
    int FORMAT = 1;

    ObjectNode toJson();

    /**
     * Fields nobody knows are left alone, kinds nobody knows are kept as {@link Unknown}.
     *
     * @throws IllegalArgumentException if the body is of a newer format or not what its kind says; the message names the field
     */
    static RunEntry read(ObjectNode body) {
        Bodies.checkFormat(body, FORMAT);
        String kind = Json.text(body, "kind");
        return switch (kind) {
            case "created" -> Created.read(body);
            case "segment" -> Segment.read(body);
            case "deleted" -> new Deleted();
            default -> new Unknown(kind, body);
        };
    }

    /** Entry 0: all it takes to train the run. Again behind {@link Deleted}, when somebody asks for the run anew. */
    record Created(RunSpec spec, DataSetId dataSet) implements RunEntry {
        public Created {
            if (!spec.dataSet().equals(dataSet.version())) {
                throw new IllegalArgumentException(
                        "a run on [" + spec.dataSet() + "] cannot be created on [" + dataSet.version() + "]");
            }
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "created");
            body.set("spec", spec.toJson());
            body.putObject("dataset")
                    .put("name", dataSet.name())
                    .put("version", dataSet.version().hex());
            return body;
        }

        private static Created read(ObjectNode body) {
            JsonNode dataSet = Json.object(body, "dataset");
            return new Created(
                    RunSpec.fromJson(Json.object(body, "spec")),
                    new DataSetId(Json.text(dataSet, "name"), new Sha256(Json.text(dataSet, "version"))));
        }
    }

    /**
     * Contiguous iterations, committed.
     *
     * @param from the first iteration
     * @param to one behind the last
     * @param state the network, its momentum and its running statistics after them
     * @param metrics of these iterations, one of each; evaluations lie in (from, to]
     * @param environment the numeric environment, what bits depend on
     */
    record Segment(
            long from,
            long to,
            ObjectRef state,
            Metrics metrics,
            Map<String, String> environment,
            Execution execution,
            End end)
            implements RunEntry {
        public Segment {
            if (from < 0 || to < from || metrics.iterations() != to - from) {
                throw new IllegalArgumentException("a segment of iterations [%d, %d) with metrics of %d"
                        .formatted(from, to, metrics.iterations()));
            }
            environment = Map.copyOf(environment);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body =
                    Json.object().put("kind", "segment").put("from", from).put("to", to);
            body.set("state", Bodies.write(state));
            body.set("metrics", metrics.toJson());
            ObjectNode parts = body.putObject("environment");
            new TreeMap<>(environment).forEach(parts::put);
            body.set("execution", execution.toJson());
            end.writeTo(body);
            return body;
        }

        private static Segment read(ObjectNode body) {
            Map<String, String> environment = new TreeMap<>();
            Json.object(body, "environment")
                    .properties()
                    .forEach(part ->
                            environment.put(part.getKey(), part.getValue().asText()));
            return new Segment(
                    Json.whole(body, "from"),
                    Json.whole(body, "to"),
                    Bodies.objectRef(Json.object(body, "state")),
                    Metrics.read(Json.object(body, "metrics")),
                    environment,
                    Execution.read(Json.object(body, "execution")),
                    End.read(body));
        }
    }

    /**
     * A tombstone: what stands before it counts no more. Whoever was about to append finds it and stops; only a new beginning
     * follows.
     */
    record Deleted() implements RunEntry {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("kind", "deleted");
        }
    }

    /** A kind of a later release: kept as it is, and counted in nothing. */
    record Unknown(String kind, ObjectNode body) implements RunEntry {
        @Override
        public ObjectNode toJson() {
            return body.deepCopy();
        }
    }

    /** What comes after a segment. */
    sealed interface End {
        void writeTo(ObjectNode body);

        private static End read(ObjectNode body) {
            if (!body.has("end")) {
                return new GoesOn();
            }
            String end = Json.text(body, "end");
            return switch (end) {
                case "done" -> new Done(new Sha256(Json.text(body, "weights")));
                case "diverged" -> new Diverged(Json.whole(body, "divergedAt"));
                default -> throw new IllegalArgumentException("field [end] must be done or diverged, was " + end);
            };
        }

        /** Another segment. */
        record GoesOn() implements End {
            @Override
            public void writeTo(ObjectNode body) {}
        }

        /**
         * Nothing: all iterations are done.
         *
         * @param weights digest of parameters and running statistics
         */
        record Done(Sha256 weights) implements End {
            @Override
            public void writeTo(ObjectNode body) {
                body.put("end", "done").put("weights", weights.hex());
            }
        }

        /**
         * Nothing: the loss stopped being finite, as it would again.
         *
         * @param iteration the first whose loss is not finite
         */
        record Diverged(long iteration) implements End {
            @Override
            public void writeTo(ObjectNode body) {
                body.put("end", "diverged").put("divergedAt", iteration);
            }
        }
    }
}
