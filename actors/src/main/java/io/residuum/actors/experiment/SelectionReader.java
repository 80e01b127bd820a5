package io.residuum.actors.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code selection { … }} of a variant: the values of which the best is chosen, and how they are judged. */
final class SelectionReader {
    static final Set<String> KEYS = Set.of("selection.grid", "selection.folds", "selection.seeds");
    static final int MAX_CANDIDATES = 1_000;
    private static final String GRID = "selection.grid";
    private static final String GRID_TEXT = "grid { KEY = [VALUE, VALUE, …] } with keys of the variant";
    private static final int USUAL_FOLDS = 5;

    private final Settings variant;
    private final Problems problems;

    SelectionReader(Settings variant, Problems problems) {
        this.variant = variant;
        this.problems = problems;
    }

    /**
     * One point of the grid.
     *
     * @param values for people, such as {@code bias = -3}
     * @param variant as the file would describe it alone
     */
    record Candidate(String values, Setting variant) {}

    boolean isAsked() {
        return variant.hasAnyUnder("selection");
    }

    int folds() {
        return Math.toIntExact(variant.whole("selection.folds", 2, EvaluationReader.MAX_FOLDS, USUAL_FOLDS));
    }

    /** Every point of the grid, the last key running fastest; none if the grid is wrong, which is then reported. */
    List<Candidate> candidates(Setting element) {
        Optional<Setting> grid = variant.find(GRID);
        if (grid.isEmpty()) {
            problems.add(element.line(), element.key() + ".selection", "nothing to choose among", GRID_TEXT, "");
            return List.of();
        }
        if (!(grid.get().value() instanceof ConfigObject object) || object.isEmpty()) {
            problems.add(grid.get(), grid.get().found(), GRID_TEXT, "");
            return List.of();
        }
        Config alone = ((ConfigObject) element.value()).toConfig().withoutPath("selection");
        List<Point> points = List.of(new Point(List.of(), alone));
        List<Map.Entry<String, ConfigValue>> axes =
                new ArrayList<>(object.toConfig().entrySet());
        axes.sort(Comparator.comparingInt((Map.Entry<String, ConfigValue> axis) ->
                        axis.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey));
        double all = axes.stream()
                .mapToDouble(axis -> axis.getValue() instanceof ConfigList values ? values.size() : 1)
                .reduce(1, (some, more) -> some * more);
        if (all > MAX_CANDIDATES) {
            problems.add(grid.get(), Math.round(all) + " candidates", "at most " + MAX_CANDIDATES, "");
            return List.of();
        }
        for (Map.Entry<String, ConfigValue> axis : axes) {
            points = along(axis, grid.get(), points, axes);
        }
        return points.stream()
                .map(point -> new Candidate(
                        String.join(", ", point.values()),
                        new Setting(point.variant().root(), element.key())))
                .toList();
    }

    private record Point(List<String> values, Config variant) {}

    private List<Point> along(
            Map.Entry<String, ConfigValue> axis,
            Setting grid,
            List<Point> points,
            List<Map.Entry<String, ConfigValue>> axes) {
        Setting place = new Setting(axis.getValue(), grid.key() + "." + axis.getKey());
        if (!(axis.getValue() instanceof ConfigList values) || values.isEmpty()) {
            problems.add(place, place.found(), "a list of values to choose among", "");
            return List.of();
        }
        if (axis.getKey().equals("name")
                || axis.getKey().equals("dataset")
                || axis.getKey().startsWith("published")) {
            problems.add(place, "a choice by " + axis.getKey(), "keys that decide how a run is trained", "");
            return List.of();
        }
        String called = called(axis.getKey(), axes);
        Set<String> seen = new HashSet<>();
        for (ConfigValue value : values) {
            Setting one = new Setting(value, place.key());
            if (!seen.add(one.shown())) {
                problems.add(one, one.shown() + " a second time", "each value once", "");
            }
        }
        List<Point> further = new ArrayList<>();
        for (Point point : points) {
            for (ConfigValue value : values) {
                Setting one = new Setting(value, place.key());
                List<String> more = new ArrayList<>(point.values());
                more.add(called + " = " + unquoted(one));
                further.add(new Point(more, point.variant().withValue(axis.getKey(), value)));
            }
        }
        return further;
    }

    private static String unquoted(Setting value) {
        return value.value().unwrapped() instanceof String text ? text : value.shown();
    }

    /** By its last word, where no other key of the grid ends in it. */
    private static String called(String path, List<Map.Entry<String, ConfigValue>> axes) {
        String last = last(path);
        long alike =
                axes.stream().filter(axis -> last(axis.getKey()).equals(last)).count();
        return alike == 1 ? last : path;
    }

    private static String last(String path) {
        List<String> words = ConfigUtil.splitPath(path);
        return words.get(words.size() - 1);
    }
}
