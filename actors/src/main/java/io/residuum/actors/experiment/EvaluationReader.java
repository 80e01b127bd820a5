package io.residuum.actors.experiment;

import io.residuum.actors.experiment.Settings.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code validation} and {@code evaluation}: what a run is judged by. */
final class EvaluationReader {
    static final double LEAST_FRACTION = 0.001;
    static final double MOST_FRACTION = 0.5;
    static final int MAX_FOLDS = 1000;
    static final int MAX_VIEWS = 16;
    private static final int MAX_SIDE = 4096;
    private static final Bounds FRACTION = new Bounds(LEAST_FRACTION, true, MOST_FRACTION, true);
    private static final Vocabulary FOLDS = new Vocabulary(Set.of("folds", "fold"));
    private static final Vocabulary EVALUATION = new Vocabulary(Set.of("views"));
    private static final Vocabulary VIEW = new Vocabulary(Set.of("name", "crop", "resize"));
    private static final String VIEW_LIST = "a list of { crop = PIXELS, resize = PIXELS }";

    private final Settings experiment;
    private final Problems problems;

    EvaluationReader(Settings experiment, Problems problems) {
        this.experiment = experiment;
        this.problems = problems;
    }

    DataView validation() {
        Optional<Setting> setting = experiment.find("validation");
        if (setting.isEmpty()) {
            return new DataView.Whole();
        }
        if (Settings.isSection(setting.get())) {
            Settings folds = Settings.of(setting.get(), FOLDS, problems);
            folds.require("folds", "a whole number from 2 to " + MAX_FOLDS);
            folds.require("fold", "the part held out, counted from 1");
            int all = Math.toIntExact(folds.whole("folds", 2, MAX_FOLDS, MAX_FOLDS));
            return new DataView.Fold(Math.toIntExact(folds.whole("fold", 1, all, 1)), all);
        }
        if ("none".equals(setting.get().value().unwrapped())) {
            return new DataView.Whole();
        }
        if (!(setting.get().value().unwrapped() instanceof Number)) {
            problems.add(
                    setting.get(), setting.get().found(), "none, a fraction such as 0.1, { folds = 5, fold = 1 }", "");
            return new DataView.Whole();
        }
        return new DataView.HeldOut(experiment.number(setting.get(), FRACTION, LEAST_FRACTION));
    }

    /** As written; empty when nothing is. */
    List<EvaluationView> views() {
        Optional<Setting> setting = experiment.find("evaluation");
        if (setting.isEmpty()) {
            return List.of();
        }
        Settings evaluation = Settings.of(setting.get(), EVALUATION, problems);
        Optional<Setting> list = evaluation.require("views", VIEW_LIST);
        List<EvaluationView> views = new ArrayList<>();
        List<Setting> elements = evaluation.list("views", VIEW_LIST);
        list.filter(found -> elements.size() > MAX_VIEWS)
                .ifPresent(found -> problems.add(found, elements.size() + " views", "at most " + MAX_VIEWS, ""));
        for (Setting element : elements) {
            EvaluationView view = view(element);
            if (views.stream().anyMatch(other -> other.name().equals(view.name()))) {
                problems.add(element, "a second view named \"" + view.name() + "\"", "each name once", "");
            } else if (Published.FIGURES.contains(view.name())) {
                problems.add(element, "a view named \"" + view.name() + "\"", "a name that is no figure's", "");
            } else {
                views.add(view);
            }
        }
        list.filter(found -> elements.isEmpty() && evaluation.has("views"))
                .ifPresent(
                        found -> problems.add(found, "no views", VIEW_LIST, "leave evaluation out for the usual one"));
        return views;
    }

    private EvaluationView view(Setting element) {
        Settings settings = Settings.of(element, VIEW, problems);
        settings.require("crop", "pixels");
        settings.require("resize", "pixels");
        int resize = settings.count("resize", MAX_SIDE, MAX_SIDE);
        int crop = settings.count("crop", MAX_SIDE, 1);
        if (crop > resize) {
            settings.find("crop")
                    .ifPresent(setting -> problems.add(
                            setting,
                            "a crop of " + crop + " from a side of " + resize,
                            "a crop within the resized image",
                            "nearest: crop = " + resize));
            return EvaluationView.of(resize, resize);
        }
        String name = settings.text("name", ExperimentReader.MAX_NAME, EvaluationView.usualName(crop, resize));
        return new EvaluationView(name, crop, resize);
    }
}
