package io.residuum.actors.report;

import io.residuum.model.ProbeResult;
import io.residuum.model.ProbedUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network at one point of its training, and what a probe measured in each of its units.
 *
 * @param name of the variant, or of the run
 * @param network such as {@code resnet-110}
 * @param iteration after so many
 */
public record Probed(String name, String network, long iteration, ProbeResult result) {

    /** The units of one stage, in their order. */
    record Stage(String name, List<ProbedUnit> units) {
        Stage {
            units = List.copyOf(units);
        }

        /**
         * By how much the logarithm of the gradient's norm grows from a unit's input to that of the unit before it, the mean over the
         * stage's alike units: log λ where only the direct term of Eqn. (8) is left. Not a number where there are too few.
         */
        double slope() {
            int first = 1; // the stage's first unit changes dimensions
            int last = units.size() - 1;
            return last <= first
                    ? Double.NaN
                    : (Math.log(units.get(first).gradientNorm())
                                    - Math.log(units.get(last).gradientNorm()))
                            / (last - first);
        }
    }

    List<Stage> stages() {
        Map<String, List<ProbedUnit>> byStage = new LinkedHashMap<>();
        for (ProbedUnit unit : result.units()) {
            byStage.computeIfAbsent(unit.name().split("\\.", 2)[0], stage -> new ArrayList<>())
                    .add(unit);
        }
        return byStage.entrySet().stream()
                .map(stage -> new Stage(stage.getKey(), stage.getValue()))
                .toList();
    }

    /** Its name, and where in the training it is. */
    String title() {
        return name + (iteration == 0 ? ", untrained" : ", after " + Figures.grouped(iteration) + " iterations");
    }
}
