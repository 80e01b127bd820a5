package io.residuum.actors.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variants of one chart. Where every row of the table is shared, a row is a panel, as in Figure 3; otherwise variants come as they
 * stand, as many to a chart as can be told apart.
 *
 * @param title the row's name; empty where variants come as they stand
 */
record Panel(String title, List<ReportedVariant> variants) {
    Panel {
        variants = List.copyOf(variants);
    }

    static List<Panel> of(List<ReportedVariant> variants) {
        Map<String, List<ReportedVariant>> rows = new LinkedHashMap<>();
        for (ReportedVariant variant : variants) {
            rows.computeIfAbsent(variant.planned().row(), row -> new ArrayList<>())
                    .add(variant);
        }
        List<Panel> panels = new ArrayList<>();
        boolean shared =
                rows.values().stream().allMatch(row -> row.size() > 1 && row.size() <= LearningCurves.VARIANTS);
        if (shared) {
            rows.forEach((name, row) -> panels.add(new Panel(name, row)));
            return panels;
        }
        for (int from = 0; from < variants.size(); from += LearningCurves.VARIANTS) {
            panels.add(
                    new Panel("", variants.subList(from, Math.min(variants.size(), from + LearningCurves.VARIANTS))));
        }
        return panels;
    }
}
