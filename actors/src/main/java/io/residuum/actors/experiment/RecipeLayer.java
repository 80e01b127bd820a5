package io.residuum.actors.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of one {@code recipe { … }}, to be laid over those of another: preset, experiment, variant.
 *
 * <p>What excludes each other is replaced together: {@code iterations} hide {@code epochs} below them, a schedule that names its type
 * hides the whole schedule below, a warm-up of {@code none} hides a warm-up and is hidden by one, and so do a
 * warm-up's iterations and the training error it may last until.
 */
record RecipeLayer(Map<String, Setting> settings) {
    private static final String WARM_UP = "learning-rate.warm-up";
    private static final String UNTIL_ERROR = WARM_UP + ".until-training-error";
    private static final String SCHEDULE = "learning-rate.schedule";

    static final Choice<String> PRESETS =
            Choice.of(List.of("cifar", "cifar-released", "imagenet", "imagenet-released"));

    static final Vocabulary VOCABULARY = new Vocabulary(Set.of(
            "preset",
            "iterations",
            "epochs",
            "mini-batch",
            "slices",
            "last-batch",
            "learning-rate.rate",
            WARM_UP,
            WARM_UP + ".rate",
            WARM_UP + ".iterations",
            UNTIL_ERROR,
            SCHEDULE + ".type",
            SCHEDULE + ".drops",
            SCHEDULE + ".factor",
            SCHEDULE + ".points",
            SCHEDULE + ".judged-by",
            SCHEDULE + ".patience",
            SCHEDULE + ".threshold",
            SCHEDULE + ".most-drops",
            "momentum",
            "nesterov",
            "weight-decay",
            "decay",
            "augmentation",
            "lighting",
            "jitter",
            "normalisation",
            "evaluate-every",
            "window",
            "precision",
            "checkpointing",
            "label-smoothing"));

    RecipeLayer {
        settings = new LinkedHashMap<>(settings);
    }

    static RecipeLayer empty() {
        return new RecipeLayer(Map.of());
    }

    static RecipeLayer of(Setting recipe, Problems problems) {
        Settings settings = Settings.of(recipe, VOCABULARY, problems);
        if (settings.has("iterations") && settings.has("epochs")) {
            settings.find("epochs")
                    .ifPresent(epochs -> problems.add(
                            epochs, "both iterations and epochs are given", "one of them", "leave one out"));
        }
        if (settings.has(WARM_UP + ".iterations") && settings.has(UNTIL_ERROR)) {
            settings.find(UNTIL_ERROR)
                    .ifPresent(until -> problems.add(
                            until,
                            "both iterations and until-training-error are given",
                            "one of them",
                            "leave one out"));
        }
        return new RecipeLayer(settings.all());
    }

    /**
     * The lowest layer.
     *
     * @throws IllegalStateException if the resource is missing or wrong, which a test rules out
     */
    static RecipeLayer preset(String name) {
        String resource = "presets/" + name + ".conf";
        try (InputStream in = RecipeLayer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource [" + resource + "]");
            }
            var problems = new Problems(resource);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            RecipeLayer layer = of(new Setting(HoconText.parse(resource, text), "preset " + name), problems);
            problems.throwIfAny();
            return layer;
        } catch (IOException e) {
            throw new UncheckedIOException("resource [" + resource + "] cannot be read", e);
        }
    }

    /** This layer on top of {@code lower}. */
    RecipeLayer over(RecipeLayer lower) {
        Map<String, Setting> merged = new LinkedHashMap<>(lower.settings);
        if (settings.containsKey("iterations") || settings.containsKey("epochs")) {
            merged.remove("iterations");
            merged.remove("epochs");
        }
        if (settings.containsKey(SCHEDULE + ".type")) {
            merged.keySet().removeIf(key -> key.startsWith(SCHEDULE + "."));
        }
        if (settings.containsKey(WARM_UP)) {
            merged.keySet().removeIf(key -> key.startsWith(WARM_UP + "."));
        } else if (settings.keySet().stream().anyMatch(key -> key.startsWith(WARM_UP + "."))) {
            merged.remove(WARM_UP);
        }
        if (settings.containsKey(UNTIL_ERROR)) {
            merged.remove(WARM_UP + ".iterations");
        } else if (settings.containsKey(WARM_UP + ".iterations")) {
            merged.remove(UNTIL_ERROR);
        }
        merged.putAll(settings);
        return new RecipeLayer(merged);
    }
}
