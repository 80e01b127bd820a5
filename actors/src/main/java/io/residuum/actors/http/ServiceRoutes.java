package io.residuum.actors.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.service.Service;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The service itself: whether it lives and is ready, and its slots. */
final class ServiceRoutes {

    private final Service service;

    ServiceRoutes(Service service) {
        this.service = service;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                                "/health/live",
                                "live",
                                "Whether the process is well; one that is not should be restarted.",
                                this::live)
                        .gives(200, "Health", "It is."),
                Endpoint.get(
                                "/health/ready",
                                "ready",
                                "Whether every unfinished batch of the store was taken up and a coordinator answers.",
                                this::ready)
                        .gives(200, "Health", "It is."),
                Endpoint.get("/v1/slots", "slots", "The slots of all nodes, and what is trained on them.", this::slots)
                        .gives(200, "SlotList", "By node and number."));
    }

    private CompletionStage<HttpResponse> live(Call call) {
        return service.look().thenApply(now -> Answers.json(Documents.object().put("status", "live")));
    }

    private CompletionStage<HttpResponse> ready(Call call) {
        return service.look().thenCombine(service.slots(), (now, slots) -> {
            if (!now.ready()) {
                throw Trouble.unavailable("the unfinished batches of the store are being taken up");
            }
            return Answers.json(Documents.object().put("status", "ready"));
        });
    }

    private CompletionStage<HttpResponse> slots(Call call) {
        return service.slots().thenApply(found -> {
            ObjectNode json = Documents.object();
            ArrayNode list = json.putArray("slots");
            found.slots().forEach(slot -> list.add(Documents.slot(slot)));
            return Answers.json(json);
        });
    }
}
