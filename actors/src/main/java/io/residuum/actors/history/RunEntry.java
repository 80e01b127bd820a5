package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.pipeline.CentreView;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ObjectRef;
import io.residuum.storage.Sha256;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
            case "views" -> Views.read(body);
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
            body.set("environment", Bodies.write(environment));
            body.set("execution", execution.toJson());
            end.writeTo(body);
            return body;
        }

        private static Segment read(ObjectNode body) {
            return new Segment(
                    Json.whole(body, "from"),
                    Json.whole(body, "to"),
                    Bodies.objectRef(Json.object(body, "state")),
                    Metrics.read(Json.object(body, "metrics")),
                    Bodies.environment(body),
                    Execution.read(Json.object(body, "execution")),
                    End.read(body));
        }
    }

    /**
     * Behind the end of a run that is done: the views under which its network is still to be judged, and what it came to under those
     * under which it was. Each such entry holds all that those before it held.
     *
     * @param iteration after which it is judged, the run's last
     * @param state the run's last
     * @param weights digest of its parameters and running statistics
     * @param environment the numeric environment, which every evaluation of the run shares with its training
     */
    record Views(
            long iteration,
            ObjectRef state,
            Sha256 weights,
            Map<String, String> environment,
            List<CentreView> wanted,
            List<Evaluation> evaluations)
            implements RunEntry {
        public Views {
            environment = Map.copyOf(environment);
            wanted = List.copyOf(wanted);
            evaluations = List.copyOf(evaluations);
        }

        /**
         * What to write behind {@code last} so that the run's network will be judged under these views too; empty if that was done or
         * asked for, or the run has not come to an end that can be judged.
         *
         * @param last of the run's chain
         */
        public static Optional<Views> asking(RunEntry last, Collection<CentreView> views) {
            if (last instanceof Views known) {
                return known.andAsking(views);
            }
            if (last instanceof Segment segment && segment.end() instanceof End.Done done) {
                return new Views(
                                segment.to(),
                                segment.state(),
                                done.weights(),
                                segment.environment(),
                                List.of(),
                                List.of())
                        .andAsking(views);
            }
            return Optional.empty();
        }

        private Optional<Views> andAsking(Collection<CentreView> views) {
            Set<CentreView> asked = new LinkedHashSet<>(wanted);
            views.stream()
                    .filter(view ->
                            evaluations.stream().noneMatch(known -> known.view().equals(Evaluation.name(view))))
                    .forEach(asked::add);
            return asked.size() == wanted.size()
                    ? Optional.empty()
                    : Optional.of(new Views(iteration, state, weights, environment, List.copyOf(asked), evaluations));
        }

        /** The same with a view judged. */
        public Views with(CentreView view, Evaluation evaluation) {
            return new Views(
                    iteration,
                    state,
                    weights,
                    environment,
                    wanted.stream().filter(other -> !other.equals(view)).toList(),
                    Stream.concat(evaluations.stream(), Stream.of(evaluation)).toList());
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode body = Json.object().put("kind", "views").put("iteration", iteration);
            body.set("state", Bodies.write(state));
            body.put("weights", weights.hex());
            body.set("environment", Bodies.write(environment));
            ArrayNode views = body.putArray("wanted");
            wanted.forEach(
                    view -> views.addObject().put("crop", view.cropPixels()).put("resize", view.resizePixels()));
            ArrayNode list = body.putArray("evaluations");
            evaluations.forEach(evaluation -> list.add(evaluation.toJson()));
            return body;
        }

        private static Views read(ObjectNode body) {
            return new Views(
                    Json.whole(body, "iteration"),
                    Bodies.objectRef(Json.object(body, "state")),
                    new Sha256(Json.text(body, "weights")),
                    Bodies.environment(body),
                    Json.list(body, "wanted").stream()
                            .map(view -> new CentreView(Json.count(view, "crop"), Json.count(view, "resize")))
                            .toList(),
                    Json.list(body, "evaluations").stream()
                            .map(Evaluation::read)
                            .toList());
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
