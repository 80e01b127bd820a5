package io.residuum.actors.experiment;

import io.residuum.actors.experiment.LearningRate.WarmUp;
import io.residuum.actors.experiment.Settings.Bounds;
import io.residuum.model.Arithmetic;
import io.residuum.model.Decay;
import io.residuum.model.Family;
import io.residuum.model.Objective;
import io.residuum.model.Optimiser;
import io.residuum.model.Precision;
import io.residuum.pipeline.Augmentation;
import io.residuum.pipeline.Colouring;
import io.residuum.pipeline.LastBatch;
import io.residuum.pipeline.Normalisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a recipe whose layers are already laid over each other. Nothing here has a default: the preset at the bottom of the layers says
 * everything, so that what is not in the file can be read in the preset's.
 */
final class RecipeReader {
    /** Metrics are kept for every iteration; more of them than this is a slip of the pen. */
    static final long MAX_ITERATIONS = 100_000_000;

    static final int MAX_MINI_BATCH = 1 << 16;
    static final int MAX_WINDOW = 1 << 16;
    private static final int MAX_CHECKPOINT_UNITS = 100_000;
    private static final int MAX_LIST = 1000;
    private static final int MAX_PATIENCE = 1_000_000;
    private static final Bounds LIGHTING = new Bounds(0, true, 10, true);
    private static final Bounds FACTOR = new Bounds(0, false, 1, false);
    private static final String TYPE = "learning-rate.schedule.type";

    private static final Choice<String> SCHEDULES = Choice.of(List.of("steps", "points", "cosine", "plateau"));
    private static final String[] PLATEAU = {
        "learning-rate.schedule.judged-by",
        "learning-rate.schedule.patience",
        "learning-rate.schedule.threshold",
        "learning-rate.schedule.most-drops"
    };
    private static final Choice<String> NO_WARM_UP = Choice.of(List.of("none"));
    private static final Vocabulary POINT = new Vocabulary(Set.of("at", "factor"));

    private final Settings settings;
    private final Problems problems;
    private final Family family;

    RecipeReader(RecipeLayer layers, Setting owner, Problems problems, Family family) {
        this.settings = new Settings(layers.settings(), owner, problems);
        this.problems = problems;
        this.family = family;
    }

    Recipe read() {
        int miniBatch = settings.count("mini-batch", MAX_MINI_BATCH, 1);
        return new Recipe(
                length(),
                miniBatch,
                slices(miniBatch),
                settings.choice("last-batch", Words.LAST_BATCH, LastBatch.CARRY),
                new LearningRate(settings.number("learning-rate.rate", Bounds.POSITIVE, 1), warmUp(), schedule()),
                optimiser(),
                augmenting(),
                settings.choice("normalisation", Words.NORMALISATION, Normalisation.CHANNEL),
                settings.whole("evaluate-every", 1, MAX_ITERATIONS, 1),
                settings.count("window", MAX_WINDOW, 1),
                arithmetic(),
                new Objective(settings.number("label-smoothing", Bounds.FRACTION, 0)));
    }

    private Arithmetic arithmetic() {
        return new Arithmetic(
                settings.choice("precision", Words.PRECISION, Precision.FP32),
                Math.toIntExact(settings.whole("checkpointing", 0, MAX_CHECKPOINT_UNITS, 0)));
    }

    /** The keys say how; whether they fit each other and the family is seen here. */
    private Augmenting augmenting() {
        Augmentation method = settings.choice("augmentation", Words.AUGMENTATION, Augmentation.NONE);
        double lighting = settings.number("lighting", LIGHTING, 0);
        double jitter = settings.number("jitter", Bounds.FRACTION, 0);
        if (method.crops()) {
            if (family == Family.CIFAR) {
                settings.find("augmentation")
                        .filter(Setting::isUsers)
                        .or(() -> settings.find("preset"))
                        .ifPresent(setting -> problems.add(
                                setting,
                                setting.found() + ", which cuts 224 × 224 pixels for networks of the family imagenet",
                                "pad-crop-flip, none for the family cifar",
                                "name family = imagenet, or another augmentation"));
            }
            if (settings.choice("normalisation", Words.NORMALISATION, Normalisation.CHANNEL)
                    == Normalisation.PER_PIXEL_MEAN) {
                settings.find("normalisation")
                        .filter(Setting::isUsers)
                        .or(() -> settings.find("augmentation"))
                        .ifPresent(setting -> problems.add(
                                setting,
                                "the mean of each pixel, of images that are cut at any place",
                                "channel",
                                "nearest: normalisation = channel"));
            }
            return new Augmenting(method, new Colouring(lighting, jitter));
        }
        refuseColour("lighting", lighting, method);
        refuseColour("jitter", jitter, method);
        return Augmenting.of(method);
    }

    private void refuseColour(String key, double value, Augmentation method) {
        if (value != 0) {
            settings.find(key)
                    .filter(Setting::isUsers)
                    .or(() -> settings.find("augmentation"))
                    .ifPresent(setting -> problems.add(
                            setting,
                            key + " beside augmentation = " + Words.AUGMENTATION.wordOf(method),
                            key + " with scale, scale-and-aspect",
                            "nearest: " + key + " = 0"));
        }
    }

    private Length length() {
        if (settings.has("epochs")) {
            return new Length.Epochs(settings.whole("epochs", 1, 1_000_000, 1));
        }
        return new Length.Iterations(settings.whole("iterations", 1, MAX_ITERATIONS, 1));
    }

    private int slices(int miniBatch) {
        int slices = settings.count("slices", MAX_MINI_BATCH, 1);
        if (miniBatch % slices == 0) {
            return slices;
        }
        int nearest = IntStream.rangeClosed(1, Math.min(slices, miniBatch))
                .filter(divisor -> miniBatch % divisor == 0)
                .max()
                .orElse(1);
        settings.find("slices")
                .filter(Setting::isUsers)
                .or(() -> settings.find("mini-batch"))
                .ifPresent(setting -> problems.add(
                        setting,
                        slices + " slices of a mini-batch of " + miniBatch,
                        "a number that divides the mini-batch",
                        "nearest: slices = " + nearest));
        return 1;
    }

    private WarmUp warmUp() {
        String key = "learning-rate.warm-up";
        if (settings.has(key)) {
            settings.choice(key, NO_WARM_UP, "none");
            return WarmUp.NONE;
        }
        String until = key + ".until-training-error";
        if (settings.has(until)) {
            return WarmUp.untilTrainingError(
                    settings.number(key + ".rate", Bounds.POSITIVE, 1),
                    settings.number(until, Bounds.POSITIVE_PERCENT, 100));
        }
        return new WarmUp(
                settings.number(key + ".rate", Bounds.POSITIVE, 1),
                settings.whole(key + ".iterations", 1, MAX_ITERATIONS, 1));
    }

    private Schedule schedule() {
        String key = "learning-rate.schedule.";
        String type = settings.choice(TYPE, SCHEDULES, "");
        switch (type) {
            case "steps":
                refuse(type, key + "points");
                refuse(type, PLATEAU);
                return new Schedule.Steps(drops(key + "drops"), factor(key + "factor"));
            case "points":
                refuse(type, key + "drops", key + "factor");
                refuse(type, PLATEAU);
                return new Schedule.Points(points(key + "points"));
            case "cosine":
                refuse(type, key + "drops", key + "factor", key + "points");
                refuse(type, PLATEAU);
                return new Schedule.Cosine();
            case "plateau":
                refuse(type, key + "drops", key + "points");
                return plateau(key);
            default: // already reported
                return new Schedule.Cosine();
        }
    }

    private Schedule plateau(String key) {
        settings.requireBeside(TYPE, key + "factor", FACTOR.text());
        settings.requireBeside(TYPE, key + "patience", "a whole number of evaluations, such as 5");
        return new Schedule.Plateau(
                settings.choice(key + "judged-by", Words.JUDGED, Schedule.Judged.TRAINING_LOSS),
                settings.number(key + "factor", FACTOR, 0.1),
                settings.count(key + "patience", MAX_PATIENCE, 1),
                settings.number(key + "threshold", Bounds.FRACTION, 0),
                settings.count(key + "most-drops", MAX_LIST, 2));
    }

    private void refuse(String type, String... keys) {
        for (String key : keys) {
            settings.find(key)
                    .ifPresent(setting -> problems.add(
                            setting, "not a key of a schedule of type " + type, "", "name the type it belongs to"));
        }
    }

    private double factor(String key) {
        settings.requireBeside(TYPE, key, Bounds.POSITIVE.text());
        return settings.number(key, Bounds.POSITIVE, 1);
    }

    private List<Long> drops(String key) {
        String allowed = "a list of ascending iterations, such as [32000, 48000]";
        settings.requireBeside(TYPE, key, allowed);
        List<Long> drops = new ArrayList<>();
        for (Setting drop : settings.list(key, allowed)) {
            ascend(drop, settings.whole(drop, 1, MAX_ITERATIONS, Long.MAX_VALUE), drops);
        }
        return drops;
    }

    private List<Schedule.Point> points(String key) {
        String allowed = "a list of { at = ITERATION, factor = NUMBER }, ascending";
        settings.requireBeside(TYPE, key, allowed);
        List<Setting> elements = settings.list(key, allowed);
        List<Long> places = new ArrayList<>();
        List<Schedule.Point> points = new ArrayList<>();
        for (Setting element : elements) {
            Settings point = Settings.of(element, POINT, problems);
            Optional<Setting> at = point.require("at", "an iteration");
            Optional<Setting> factor = point.require("factor", Bounds.NOT_NEGATIVE.text());
            if (at.isPresent() && factor.isPresent()) {
                long place = point.whole(at.get(), 0, MAX_ITERATIONS, Long.MAX_VALUE);
                double value = point.number(factor.get(), Bounds.NOT_NEGATIVE, 1);
                if (ascend(at.get(), place, places)) {
                    points.add(new Schedule.Point(place, value));
                }
            }
        }
        if (points.isEmpty()) {
            settings.find(key)
                    .filter(setting -> elements.isEmpty())
                    .ifPresent(setting -> problems.add(setting, "no points", allowed, ""));
            return List.of(new Schedule.Point(0, 1));
        }
        return points;
    }

    /** Adds a value that is greater than the last one; {@code Long.MAX_VALUE} stands for one that is already reported. */
    private boolean ascend(Setting setting, long value, List<Long> values) {
        if (value == Long.MAX_VALUE) {
            return false;
        }
        if (!values.isEmpty() && value <= values.get(values.size() - 1)) {
            long last = values.get(values.size() - 1);
            problems.add(setting, "found " + value + " after " + last, "iterations in ascending order", "");
            return false;
        }
        if (values.size() == MAX_LIST) {
            problems.add(setting, "one more than " + MAX_LIST, "at most " + MAX_LIST, "");
            return false;
        }
        return values.add(value);
    }

    private Optimiser optimiser() {
        double momentum = settings.number("momentum", Bounds.FRACTION, 0.9);
        boolean nesterov = settings.flag("nesterov", false);
        if (nesterov && momentum == 0) {
            settings.find("nesterov")
                    .filter(Setting::isUsers)
                    .or(() -> settings.find("momentum"))
                    .ifPresent(setting -> problems.add(
                            setting, "nesterov without momentum", "nesterov = false, or a momentum above 0", ""));
            nesterov = false;
        }
        return new Optimiser(
                momentum,
                nesterov,
                settings.number("weight-decay", Bounds.FRACTION, 0),
                settings.choice("decay", Words.DECAY, Decay.ALL));
    }
}
