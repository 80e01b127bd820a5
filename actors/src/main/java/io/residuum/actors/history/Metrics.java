package io.residuum.actors.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import java.util.Arrays;
import java.util.List;

/**
 * What consecutive iterations measured: for each one the mean cross-entropy of its mini-batch, its errors and its images; the
 * evaluations between them; and where the learning rate changed because of what was measured. Immutable; arrays are copied on the way in and out.
 */
public final class Metrics {
    private final float[] loss;
    private final int[] errors;
    private final int[] images;
    private final List<Evaluation> evaluations;
    private final List<RateChange> rateChanges;

    /** What some iterations measured, of a run whose rate is known beforehand. */
    public Metrics(float[] loss, int[] errors, int[] images, List<Evaluation> evaluations) {
        this(loss, errors, images, evaluations, List.of());
    }

    /**
     * What some iterations measured.
     *
     * @param loss one an iteration, in order, as are {@code errors} and {@code images}; what is not finite becomes NaN
     */
    public Metrics(
            float[] loss, int[] errors, int[] images, List<Evaluation> evaluations, List<RateChange> rateChanges) {
        if (loss.length != errors.length || loss.length != images.length) {
            throw new IllegalArgumentException("metrics are one an iteration, were %d losses, %d errors, %d images"
                    .formatted(loss.length, errors.length, images.length));
        }
        this.loss = loss.clone();
        for (int i = 0; i < loss.length; i++) {
            this.loss[i] = Float.isFinite(loss[i]) ? loss[i] : Float.NaN;
        }
        this.errors = errors.clone();
        this.images = images.clone();
        this.evaluations = List.copyOf(evaluations);
        this.rateChanges = List.copyOf(rateChanges);
    }

    public int iterations() {
        return loss.length;
    }

    public float[] loss() {
        return loss.clone();
    }

    public int[] errors() {
        return errors.clone();
    }

    public int[] images() {
        return images.clone();
    }

    public List<Evaluation> evaluations() {
        return evaluations;
    }

    public List<RateChange> rateChanges() {
        return rateChanges;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode losses = json.putArray("loss");
        for (float value : loss) {
            losses.add(Json.shortest(value));
        }
        ArrayNode errorCounts = json.putArray("errors");
        Arrays.stream(errors).forEach(errorCounts::add);
        ArrayNode imageCounts = json.putArray("images");
        Arrays.stream(images).forEach(imageCounts::add);
        ArrayNode list = json.putArray("evaluations");
        evaluations.forEach(evaluation -> list.add(evaluation.toJson()));
        if (!rateChanges.isEmpty()) {
            ArrayNode changes = json.putArray("rateChanges");
            rateChanges.forEach(change -> changes.add(change.toJson()));
        }
        return json;
    }

    static Metrics read(JsonNode json) {
        List<JsonNode> losses = Json.list(json, "loss");
        float[] loss = new float[losses.size()];
        for (int i = 0; i < loss.length; i++) {
            JsonNode value = losses.get(i);
            if (!value.isNumber() && !value.isNull()) {
                throw new IllegalArgumentException("field [loss] holds numbers and null, was " + value);
            }
            loss[i] = value.isNull() ? Float.NaN : (float) value.doubleValue();
        }
        return new Metrics(
                loss,
                counts(json, "errors"),
                counts(json, "images"),
                Json.list(json, "evaluations").stream().map(Evaluation::read).toList(),
                json.has("rateChanges")
                        ? Json.list(json, "rateChanges").stream()
                                .map(RateChange::read)
                                .toList()
                        : List.of());
    }

    private static int[] counts(JsonNode json, String name) {
        return Json.list(json, name).stream()
                .mapToInt(value -> {
                    if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
                        throw new IllegalArgumentException("field [" + name + "] holds counts, was " + value);
                    }
                    return value.intValue();
                })
                .toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metrics metrics
                && Arrays.equals(loss, metrics.loss)
                && Arrays.equals(errors, metrics.errors)
                && Arrays.equals(images, metrics.images)
                && evaluations.equals(metrics.evaluations)
                && rateChanges.equals(metrics.rateChanges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(loss) * 31 + evaluations.hashCode();
    }

    @Override
    public String toString() {
        return "Metrics[" + loss.length + " iterations, evaluations " + evaluations + "]";
    }
}
