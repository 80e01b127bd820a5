package io.residuum.actors.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.decision.BatchControl;
import io.residuum.actors.decision.BatchControl.Target;
import io.residuum.actors.experiment.BatchId;
import io.residuum.actors.history.BatchEntry.Priority;
import io.residuum.actors.service.Roster;
import io.residuum.actors.service.Service;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A user's commands; each is answered with success when its entry stands in the batch's chain, and not before. */
final class ControlRoutes {

    private static final String AS_OF = "asOf";
    private static final Set<String> NOTHING = Set.of(AS_OF);
    private static final Set<String> TARGET = Set.of("variant", "run", AS_OF);
    private static final Set<String> PRIORITY = Set.of("priority", AS_OF);

    private final Service service;
    private final BatchRoutes batches;

    ControlRoutes(Service service, BatchRoutes batches) {
        this.service = service;
        this.batches = batches;
    }

    List<Endpoint> endpoints() {
        return List.of(
                control(
                                "pause",
                                "Nothing of the batch is trained until it is resumed; what was done is committed.",
                                "Command")
                        .handledBy(NOTHING, body -> new BatchControl.Pause()),
                control("resume", "The batch goes on.", "Command")
                        .handledBy(NOTHING, body -> new BatchControl.Resume()),
                control(
                                "retry",
                                "What failed or was cancelled is tried again: of the whole batch, a variant or a run.",
                                "TargetedCommand")
                        .handledBy(TARGET, body -> new BatchControl.Retry(target(body))),
                control(
                                "cancel",
                                "The batch, a variant or a run is not trained for this batch; what has a result keeps it.",
                                "TargetedCommand")
                        .handledBy(TARGET, body -> new BatchControl.Cancel(target(body))),
                control("priority", "Slots go to batches of higher priority first; 0 is usual.", "PriorityCommand")
                        .handledBy(PRIORITY, body -> new BatchControl.SetPriority(priority(body))));
    }

    /** A command before it is known what its body means. */
    private record Unhandled(ControlRoutes routes, String name, String summary, String schema) {
        Endpoint handledBy(Set<String> fields, Function<ObjectNode, BatchControl> meaning) {
            return Endpoint.post(
                            "/v1/batches/{batch}/" + name, name, summary, call -> routes.perform(call, fields, meaning))
                    .sent(Endpoint.JSON, schema, "May be left out where nothing in it is required.")
                    .gives(200, "CommandOutcome", "Its entry stands, or it was so already.");
        }
    }

    private Unhandled control(String name, String summary, String schema) {
        return new Unhandled(this, name, summary, schema);
    }

    private CompletionStage<HttpResponse> perform(
            Call call, Set<String> fields, Function<ObjectNode, BatchControl> meaning) {
        BatchId batch = call.batch();
        return call.json(fields)
                .thenCompose(body -> service.control(
                        batch, meaning.apply(body), asOf(body), call.settings().commandWithin()))
                .thenCompose(answer -> answered(batch, answer));
    }

    private CompletionStage<HttpResponse> answered(BatchId batch, Roster.Answer answer) {
        String outcome = outcome(batch, answer);
        return batches.body(batch).thenApply(body -> {
            ObjectNode json = Documents.object().put("outcome", outcome);
            json.set("batch", body);
            return Answers.json(json);
        });
    }

    private static String outcome(BatchId batch, Roster.Answer answer) {
        if (answer instanceof Roster.Answer.NoBatch) {
            throw Trouble.notFound("there is no batch " + batch + "; GET /v1/batches names those there are");
        } else if (answer instanceof Roster.Answer.Unreadable unreadable) {
            throw Trouble.unavailable("the batch's chain cannot be read: " + unreadable.reason());
        } else if (answer instanceof Roster.Answer.Answered answered) {
            return outcome(answered.answer());
        }
        throw new AssertionError(answer);
    }

    private static String outcome(BatchControl.Answer answer) {
        if (answer instanceof BatchControl.Answer.Written) {
            return "written";
        } else if (answer instanceof BatchControl.Answer.AlreadySo) {
            return "already-so";
        } else if (answer instanceof BatchControl.Answer.Refused refused) {
            throw Trouble.conflict(refused.reason());
        } else if (answer instanceof BatchControl.Answer.Overtaken overtaken) {
            throw Trouble.overtaken(
                    "another word came since, in entry " + overtaken.lastWord()
                            + "; look at the batch, and ask again if you still want it",
                    overtaken.lastWord());
        }
        throw new AssertionError(answer);
    }

    private static OptionalLong asOf(ObjectNode body) {
        JsonNode value = body.path(AS_OF);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw Trouble.badRequest(
                    "field asOf is the lastWord of the batch that you saw, a whole number, was " + value);
        }
        return OptionalLong.of(value.asLong());
    }

    private static Target target(ObjectNode body) {
        JsonNode variant = body.path("variant");
        JsonNode run = body.path("run");
        if (!variant.isMissingNode() && !run.isMissingNode()) {
            throw Trouble.badRequest("the body names a variant or a run, not both; neither means the whole batch");
        }
        if (!run.isMissingNode()) {
            return new Target.Run(Call.runId(run.asText())
                    .orElseThrow(() -> Trouble.badRequest("field run is a run's name, 64 digits 0-9a-f, was " + run)));
        }
        if (variant.isMissingNode()) {
            return new Target.Everything();
        }
        if (!variant.isTextual()) {
            throw Trouble.badRequest("field variant is a variant's name, was " + variant);
        }
        return new Target.Variant(variant.asText());
    }

    private static int priority(ObjectNode body) {
        JsonNode value = body.path("priority");
        if (!value.isIntegralNumber() || !value.canConvertToInt() || Math.abs(value.asLong()) > Priority.MOST) {
            throw Trouble.badRequest("field priority is a whole number from -" + Priority.MOST + " to " + Priority.MOST
                    + ", was " + (value.isMissingNode() ? "missing" : value));
        }
        return value.asInt();
    }
}
