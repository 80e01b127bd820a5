package io.residuum.actors.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Json;
import io.residuum.model.ProbedUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the paper's analysis is about, of one or more networks: a table of some units for a terminal, all of them as JSON, and over depth as
 * a picture.
 *
 * @param images what they were shown, for a person
 */
public record ProbeReport(String images, List<Probed> networks) {
    private static final int SHOWN_OF_STAGE = 4;

    public ProbeReport {
        networks = List.copyOf(networks);
    }

    /** What is not finite or does not exist is null. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("images", images);
        ArrayNode list = json.putArray("networks");
        for (Probed probed : networks) {
            ObjectNode network = list.addObject()
                    .put("name", probed.name())
                    .put("network", probed.network())
                    .put("iteration", probed.iteration());
            network.set("loss", Json.finite(probed.result().loss()));
            network.set("lastGradientNorm", Json.finite(probed.result().lastGradientNorm()));
            ObjectNode slopes = network.putObject("slopes");
            probed.stages().forEach(stage -> slopes.set(stage.name(), Json.finite(stage.slope())));
            ArrayNode units = network.putArray("units");
            List<ProbedUnit> all = probed.result().units();
            for (int i = 0; i < all.size(); i++) {
                ProbedUnit unit = all.get(i);
                ObjectNode row = units.addObject().put("name", unit.name());
                row.set("gradientNorm", Json.finite(unit.gradientNorm()));
                row.set("branchNorm", Json.finite(unit.branchNorm()));
                row.set("responseNorm", Json.finite(unit.responseNorm()));
                row.set("truncatedShare", Json.finite(unit.truncatedShare()));
                row.set("shortcutFactor", Json.finite(unit.shortcutFactor()));
                row.set("shortcutProduct", Json.finite(probed.result().shortcutProduct(i)));
            }
        }
        return json;
    }

    /** A few units of each stage; JSON has all. */
    public String text() {
        var text = new StringBuilder("probed on " + images + "\n");
        for (Probed probed : networks) {
            text.append('\n')
                    .append(probed.title())
                    .append(": ")
                    .append(probed.network())
                    .append(", loss ")
                    .append(number(probed.result().loss()))
                    .append('\n');
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("unit", "‖∂E/∂x‖", "‖F‖", "‖y‖", "cut by f, %", "h′", "Π h′ to the last"));
            int place = 0;
            for (Probed.Stage stage : probed.stages()) {
                for (int i = 0; i < stage.units().size(); i++, place++) {
                    if (isShown(i, stage.units().size())) {
                        rows.add(row(probed, stage.units().get(i), place));
                    }
                }
            }
            text.append(Formats.aligned(rows));
            for (Probed.Stage stage : probed.stages()) {
                if (!Double.isNaN(stage.slope())) {
                    text.append("log ‖∂E/∂x‖ grows by ")
                            .append(number(stage.slope()))
                            .append(" a unit towards the input of ")
                            .append(stage.name())
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    /** The first two, the middle and the last. */
    private static boolean isShown(int unit, int units) {
        return units <= SHOWN_OF_STAGE || unit < 2 || unit == units / 2 || unit == units - 1;
    }

    private static List<String> row(Probed probed, ProbedUnit unit, int place) {
        return List.of(
                unit.name(),
                number(unit.gradientNorm()),
                number(unit.branchNorm()),
                number(unit.responseNorm()),
                number(100 * unit.truncatedShare()),
                number(unit.shortcutFactor()),
                number(probed.result().shortcutProduct(place)));
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return Double.isInfinite(value) ? "∞" : String.format(Locale.ROOT, "%.4g", value);
    }

    /** One picture of all networks, which needs nothing else. */
    public String svg() {
        return new ProbePicture(this).svg();
    }
}
