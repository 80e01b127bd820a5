package io.residuum.actors.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.experiment.PlannedVariant;
import io.residuum.actors.experiment.RunId;
import io.residuum.actors.experiment.RunSpec;
import io.residuum.actors.history.BatchHistory;
import io.residuum.actors.history.Evaluation;
import io.residuum.actors.history.RunHistory;
import io.residuum.actors.run.StoredBatches;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residuum status RUN|BATCH}: how far it is, as committed. */
@Command(name = "status", description = "Says how far a batch or a run is, as committed in its chain.")
final class StatusCommand extends ServedCommand {

    @Parameters(paramLabel = "RUN|BATCH", description = "The beginning of its name is enough.")
    private String subject;

    @Override
    ExitCode read(Session session) {
        StoredBatches batches = session.batches();
        Subjects subjects = new Subjects(session);
        Optional<BatchId> batch = subjects.findBatch(subject);
        if (batch.isPresent()) {
            show(batch.get(), session.await(batches.batch(batch.get())), session, batches);
        } else {
            RunId run = subjects.run(subject);
            show(run, session.await(batches.run(run)));
        }
        return ExitCode.DONE;
    }

    @Override
    ExitCode readFrom(Server server) {
        if (subject.matches("[0-9a-f]{64}")) {
            JsonNode run = server.get("/v1/runs/" + subject);
            out().println(json() ? run.toPrettyString() : line(subject.substring(0, 12), run));
            return ExitCode.DONE;
        }
        String batch = ServerCommand.batch(server, subject);
        JsonNode variants = server.get("/v1/batches/" + batch + "/variants");
        if (json()) {
            out().println(variants.toPrettyString());
            return ExitCode.DONE;
        }
        JsonNode now = server.get("/v1/batches/" + batch);
        out().println("batch " + batch + ": " + now.path("state").asText()
                + (now.has("waitsFor") ? ", " + now.path("waitsFor").asText() : ""));
        for (JsonNode variant : variants.path("variants")) {
            variant.path("runs").forEach(run -> out().println(line(
                    "%-24s seed %-4d"
                            .formatted(
                                    variant.path("variant").asText(),
                                    run.path("seed").asLong()),
                    run)));
        }
        return ExitCode.DONE;
    }

    private static String line(String name, JsonNode run) {
        return "%s %-9s %,9d of %,d iterations  %s  %s  %s"
                .formatted(
                        name,
                        run.path("status").asText(),
                        run.path("iteration").asLong(),
                        run.path("iterations").asLong(),
                        run.path("testError").isNumber()
                                ? "%.2f %% test error"
                                        .formatted(run.path("testError").asDouble())
                                : "not evaluated yet",
                        run.path("run").asText().substring(0, 12),
                        run.path("reason").asText());
    }

    private void show(BatchId id, BatchHistory batch, Session session, StoredBatches batches) {
        PrintWriter out = out();
        Map<RunId, RunHistory> runs = session.await(batches.runs(batch));
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("batch", id.value()).put("name", batch.plan().name()).put("deleted", batch.deleted());
        if (batch.deleted() && !json()) {
            out.println("batch " + id + " was deleted; run its experiment file, and it is accepted and trained anew");
        }
        ArrayNode list = json.putArray("runs");
        for (PlannedVariant variant : batch.variants()) {
            for (RunSpec run : batch.plan().runs(variant)) {
                RunHistory history = runs.getOrDefault(run.id(), RunHistory.empty());
                put(list.addObject(), run.id(), history)
                        .put("variant", variant.name())
                        .put("seed", run.seed())
                        .put("iterations", run.iterations());
                if (!json()) {
                    out.printf(
                            "%-24s seed %-4d %-9s %,9d of %,d iterations  %s  %s%n",
                            variant.name(),
                            run.seed(),
                            history.status().label(),
                            history.iteration(),
                            run.iterations(),
                            lastError(history),
                            run.id().shortHex());
                }
            }
        }
        if (json()) {
            out.println(json.toPrettyString());
        }
    }

    private void show(RunId id, RunHistory history) {
        PrintWriter out = out();
        if (json()) {
            out.println(put(new ObjectMapper().createObjectNode(), id, history).toPrettyString());
        } else {
            out.printf(
                    "run %s: %s, %,d iterations committed in %d segments, %s%n",
                    id.shortHex(),
                    history.status().label(),
                    history.iteration(),
                    history.segments().size(),
                    lastError(history));
        }
    }

    private static ObjectNode put(ObjectNode json, RunId id, RunHistory history) {
        json.put("run", id.hex())
                .put("status", history.status().label())
                .put("iteration", history.iteration())
                .put("segments", history.segments().size());
        lastEvaluation(history)
                .ifPresentOrElse(e -> json.put("testError", e.errorPercent()), () -> json.putNull("testError"));
        return json;
    }

    private static String lastError(RunHistory history) {
        return lastEvaluation(history)
                .map(e -> "%.2f %% test error".formatted(e.errorPercent()))
                .orElse("not evaluated yet");
    }

    private static Optional<Evaluation> lastEvaluation(RunHistory history) {
        List<Evaluation> evaluations = history.evaluations(Evaluation.TEST);
        return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.get(evaluations.size() - 1));
    }
}
