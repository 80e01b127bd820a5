package io.residuum.actors.experiment;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import io.residuum.actors.experiment.Settings.Bounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code published}: a figure, or one for each view. */
final class PublishedReader {
    private static final Vocabulary DISTRIBUTION = new Vocabulary(Set.of("median", "mean", "std"));
    private static final Vocabulary TOP_ERRORS = new Vocabulary(Set.of("top1", "top5"));
    private static final String FIGURES = "a number of percent, fail, { median, mean, std }, { top1, top5 }";

    private final Settings none;
    private final List<String> views;
    private final Problems problems;

    /** @param views the names under which figures may stand */
    PublishedReader(List<String> views, Setting owner, Problems problems) {
        this.none = new Settings(Map.of(), owner, problems);
        this.views = views;
        this.problems = problems;
    }

    Published read(Setting setting) {
        if (setting.value() instanceof ConfigObject object
                && !object.isEmpty()
                && views.stream().anyMatch(object::containsKey)) {
            Map<String, Published> byView = new LinkedHashMap<>();
            for (String view : views) {
                if (object.containsKey(view)) {
                    byView.put(view, figures(new Setting(object.get(view), setting.key() + ".\"" + view + "\"")));
                }
            }
            object.forEach((name, value) -> {
                if (!views.contains(name)) {
                    var unknown = new Setting(value, setting.key() + ".\"" + name + "\"");
                    problems.add(
                            unknown, "no view of that name", String.join(", ", views), Nearest.advice(name, views));
                }
            });
            return new Published.ByView(byView);
        }
        return figures(setting);
    }

    private Published figures(Setting setting) {
        if (setting.is(ConfigValueType.NUMBER)) {
            return new Published.Figure(none.number(setting, Bounds.PERCENT, 0));
        }
        if (setting.value() instanceof ConfigObject object) {
            boolean top = object.containsKey("top1") || object.containsKey("top5");
            Settings figures = Settings.of(setting, top ? TOP_ERRORS : DISTRIBUTION, problems);
            return top
                    ? new Published.TopErrors(percent(figures, "top1"), percent(figures, "top5"))
                    : new Published.Distribution(
                            percent(figures, "median"), percent(figures, "mean"), percent(figures, "std"));
        }
        if (!"fail".equals(setting.value().unwrapped())) {
            problems.add(setting, setting.found(), FIGURES, "");
        }
        return new Published.Fail();
    }

    private static double percent(Settings figures, String key) {
        figures.require(key, Bounds.PERCENT.text());
        return figures.number(key, Bounds.PERCENT, 0);
    }
}
