package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import java.util.Locale;

/**
 * The learning rate changed because of what was measured.
 *
 * @param iteration the first that was trained with it
 * @param rate from then on
 */
public record RateChange(long iteration, double rate, Cause cause) {

    public enum Cause {
        /** The run's own training error came below that of its warm-up. */
        WARMED_UP,
        /** The training of its cohort had stopped getting better. */
        PLATEAU;

        /** As it stands in reports: {@code warmed-up}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    ObjectNode toJson() {
        return Json.object().put("iteration", iteration).put("rate", rate).put("cause", cause.name());
    }

    static RateChange read(JsonNode json) {
        return new RateChange(
                Json.whole(json, "iteration"), Json.number(json, "rate"), Cause.valueOf(Json.text(json, "cause")));
    }
}
