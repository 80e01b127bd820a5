package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.pipeline.CentreView;
import java.util.OptionalDouble;

/**
 * A network measured on images it does not train on.
 *
 * @param iteration after how many iterations
 * @param view how they are seen: {@link #TEST}, or {@link #name} of another view
 * @param errors of {@code images}
 * @param topFiveErrors images whose class is not among the five most probable; {@link #NOT_COUNTED} where training does not crop, and
 *     of runs before this was counted
 * @param loss cross-entropy summed over the images in index order; NaN when it is not finite
 */
public record Evaluation(long iteration, String view, long images, long errors, long topFiveErrors, double loss) {
    /**
     * The images that judge the run, which are test images unless its spec holds some out, in their usual view: as they are, or 224 from
     * 256 where training crops.
     */
    public static final String TEST = "test";

    public static final long NOT_COUNTED = -1;

    public Evaluation(long iteration, String view, long images, long errors, double loss) {
        this(iteration, view, images, errors, NOT_COUNTED, loss);
    }

    public Evaluation {
        if (iteration < 0
                || images <= 0
                || errors < 0
                || errors > images
                || topFiveErrors < NOT_COUNTED
                || topFiveErrors > errors) {
            throw new IllegalArgumentException(
                    "no evaluation: iteration " + iteration + ", " + errors + " errors of " + images + " images");
        }
        loss = Double.isFinite(loss) ? loss : Double.NaN;
    }

    /** What a view is called in chains. */
    public static String name(CentreView view) {
        return view.cropPixels() + " from " + view.resizePixels();
    }

    public double errorPercent() {
        return 100.0 * errors / images;
    }

    /** Empty where it was not counted. */
    public OptionalDouble topFiveErrorPercent() {
        return topFiveErrors == NOT_COUNTED
                ? OptionalDouble.empty()
                : OptionalDouble.of(100.0 * topFiveErrors / images);
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
        if (topFiveErrors != NOT_COUNTED) {
            json.put("topFiveErrors", topFiveErrors);
        }
        json.set("loss", Json.finite(loss));
        return json;
    }

    static Evaluation read(JsonNode json) {
        return new Evaluation(
                Json.whole(json, "iteration"),
                Json.text(json, "view"),
                Json.whole(json, "images"),
                Json.whole(json, "errors"),
                json.has("topFiveErrors") ? Json.whole(json, "topFiveErrors") : NOT_COUNTED,
                Json.finite(json, "loss"));
    }
}
