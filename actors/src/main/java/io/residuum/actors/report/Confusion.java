package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which classes the images of each class were taken for. Collected batch by batch, in the order of the images, by one thread. */
public final class Confusion {
    /** Of so many, each is among the five most probable ones. */
    private static final int FEW_CLASSES = 5;

    private final List<String> classes;
    /** By the image's class, then by the network's. */
    private final long[][] counts;

    private double loss;
    private long topFiveErrors;

    /** Of no image yet. */
    public Confusion(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.counts = new long[classes.size()][classes.size()];
    }

    /**
     * Adds a batch of images.
     *
     * @param actual their classes
     * @param taken what they were taken for
     * @param losses cross-entropy of each, in nats
     * @param notAmongFive how many have a class that is not among the five most probable ones
     */
    public void add(long[] actual, int[] taken, float[] losses, int notAmongFive) {
        topFiveErrors += notAmongFive;
        double sum = 0; // of the batch first, as evaluations during training do
        for (int i = 0; i < actual.length; i++) {
            counts[(int) actual[i]][taken[i]]++;
            sum += losses[i];
        }
        loss += sum;
    }

    public long images() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    public long errors() {
        long right = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
        }
        return images() - right;
    }

    /** Images whose class is not among the five most probable ones. */
    public long topFiveErrors() {
        return topFiveErrors;
    }

    /** Summed over the images. */
    public double loss() {
        return loss;
    }

    public double errorPercent() {
        return percent(errors(), images());
    }

    /** {@code images, errors, errorPercent, topFiveErrors, topFiveErrorPercent, loss} (mean, null if not finite), {@code classes}, {@code confusion} (rows: the images' class). */
    public ObjectNode toJson() {
        ObjectNode json =
                Json.object().put("images", images()).put("errors", errors()).put("errorPercent", errorPercent());
        json.put("topFiveErrors", topFiveErrors).put("topFiveErrorPercent", percent(topFiveErrors, images()));
        json.set("loss", Json.finite(loss / images()));
        ArrayNode table = json.putArray("classes");
        ArrayNode matrix = json.putArray("confusion");
        for (int i = 0; i < counts.length; i++) {
            ObjectNode row = table.addObject()
                    .put("name", classes.get(i))
                    .put("images", imagesOf(i))
                    .put("errors", errorsOf(i));
            row.set("errorPercent", Json.finite(percent(errorsOf(i), imagesOf(i))));
            ArrayNode cells = matrix.addArray();
            Arrays.stream(counts[i]).forEach(cells::add);
        }
        return json;
    }

    /** A line for the whole and one a class, ending with a line break. */
    public String text() {
        int columns =
                Math.max(5, classes.stream().mapToInt(String::length).max().orElse(0));
        String line = "%-" + columns + "s  %8s  %8s  %8s   %s%n";
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, line, "class", "images", "errors", "error %", "most often taken for"));
        for (int i = 0; i < counts.length; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    line,
                    classes.get(i),
                    imagesOf(i),
                    errorsOf(i),
                    Figures.percent(percent(errorsOf(i), imagesOf(i))),
                    mostOften(i)));
        }
        text.append(String.format(Locale.ROOT, line, "all", images(), errors(), Figures.percent(errorPercent()), "")
                .stripTrailing());
        if (classes.size() > FEW_CLASSES) {
            text.append(String.format(
                    Locale.ROOT,
                    "%ntop-5 error %s %%, of %,d images",
                    Figures.percent(percent(topFiveErrors, images())),
                    topFiveErrors));
        }
        return text.append(String.format(Locale.ROOT, "%nmean cross-entropy %s%n", meanLoss()))
                .toString();
    }

    /** The matrix as a picture that needs nothing else. */
    public String svg() {
        return new ConfusionPicture(classes, counts).svg();
    }

    private String meanLoss() {
        double mean = loss / images();
        return Double.isFinite(mean) ? String.format(Locale.ROOT, "%.4f", mean) : "not finite";
    }

    private String mostOften(int of) {
        int most = of;
        for (int as = 0; as < counts.length; as++) {
            if (as != of && (most == of ? counts[of][as] > 0 : counts[of][as] > counts[of][most])) {
                most = as;
            }
        }
        return most == of ? "" : classes.get(most) + " (" + counts[of][most] + ")";
    }

    private long imagesOf(int of) {
        return Arrays.stream(counts[of]).sum();
    }

    private long errorsOf(int of) {
        return imagesOf(of) - counts[of][of];
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? Double.NaN : 100.0 * part / whole;
    }
}
