package io.residuum.model;

import java.util.ArrayList;
import java.util.List;

/** Reads what {@link ProgramWriter#writeProbe}'s program answers. */
final class Probe {
    private static final int MEASURES = 4;

    private Probe() {}

    /**
     * @param measures a row for each unit: ‖F‖, ‖y‖, the truncated share, the shortcut's factor
     * @param norms of the gradients of the units' inputs, from what the last one gives to the first one's input
     */
    static ProbeResult result(List<Section> sections, double loss, float[] measures, float[] norms) {
        List<ProbedUnit> units = new ArrayList<>();
        for (Section section : sections) {
            for (String prefix : section.isUnit() ? section.prefixes() : List.<String>of()) {
                int unit = units.size();
                int row = MEASURES * unit;
                units.add(new ProbedUnit(
                        prefix.substring(0, prefix.length() - 1),
                        norms[norms.length - 1 - unit],
                        measures[row],
                        measures[row + 1],
                        measures[row + 2],
                        measures[row + 3]));
            }
        }
        return new ProbeResult(loss, units, norms[0]);
    }
}
