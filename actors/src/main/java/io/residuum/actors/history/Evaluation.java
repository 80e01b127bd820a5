package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;

/**
 * A network measured on images it does not train on.
 *
 * @param iteration after how many iterations
 * @param view which images, seen how: {@link #TEST}, or a name of a view
 * @param errors of {@code images}
 * @param loss cross-entropy summed over the images in index order; NaN when it is not finite
 */
public record Evaluation(long iteration, String view, long images, long errors, double loss) {
    /** The data set's own test images in their single original view. */
    public static final String TEST = "test";

    public Evaluation {
        if (iteration < 0 || images <= 0 || errors < 0 || errors > images) {
            throw new IllegalArgumentException(
                    "no evaluation: iteration " + iteration + ", " + errors + " errors of " + images + " images");
        }
        loss = Double.isFinite(loss) ? loss : Double.NaN;
    }

    public double errorPercent() {
        return 100.0 * errors / images;
    }

    /** Mean cross-entropy of an image, in nats. */
    public double meanLoss() {
        return loss / images;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("iteration", iteration)
                .put("view", view)
                .put("images", images)
                .put("errors", errors);
        json.set("loss", Json.finite(loss));
        return json;
    }

    static Evaluation read(JsonNode json) {
        return new Evaluation(
                Json.whole(json, "iteration"),
                Json.text(json, "view"),
                Json.whole(json, "images"),
                Json.whole(json, "errors"),
                Json.finite(json, "loss"));
    }
}
