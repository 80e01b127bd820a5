package io.residuum.actors.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Settings.Bounds;
import io.residuum.model.ShortcutDesign;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shortcuts of Table 1 as experiment files and canonical JSON write them: a type, and the numbers that belong to it. */
final class Shortcuts {
    static final Choice<String> TYPES = Choice.of(List.of(
            "identity",
            "zero",
            "constant-scaling",
            "exclusive-gating",
            "shortcut-only-gating",
            "convolution",
            "dropout"));

    /** What stands beside each type. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "constant-scaling", List.of("shortcut", "branch"),
            "exclusive-gating", List.of("bias"),
            "shortcut-only-gating", List.of("bias"),
            "dropout", List.of("keep", "rescale"));

    private static final Bounds KEEP = new Bounds(0.001, true, 0.999, true);

    private static final String TYPE = "shortcut.type";

    private Shortcuts() {}

    /** The shortcut of a variant; identity where it names none. Reports what does not belong to the type. */
    static ShortcutDesign read(Settings settings, Problems problems) {
        settings.find(TYPE)
                .or(() ->
                        settings.hasAnyUnder("shortcut") ? settings.require(TYPE, TYPES.allowed()) : Optional.empty());
        String type = settings.choice(TYPE, TYPES, "identity");
        List<String> own = KEYS.getOrDefault(type, List.of());
        for (String key : List.of("shortcut", "branch", "bias", "keep", "rescale")) {
            if (!own.contains(key)) {
                settings.find("shortcut." + key)
                        .ifPresent(setting -> problems.add(
                                setting, "not a key of a shortcut of type " + type, "", "name the type it belongs to"));
            }
        }
        return switch (type) {
            case "identity" -> new ShortcutDesign.Identity();
            case "zero" -> new ShortcutDesign.Zero();
            case "convolution" -> new ShortcutDesign.Convolution();
            case "constant-scaling" -> new ShortcutDesign.ConstantScaling(
                    number(settings, "shortcut", Bounds.FINITE, 0),
                    settings.number("shortcut.branch", Bounds.FINITE, 1));
            case "exclusive-gating" -> new ShortcutDesign.ExclusiveGating(number(settings, "bias", Bounds.FINITE, 0));
            case "shortcut-only-gating" -> new ShortcutDesign.ShortcutOnlyGating(
                    number(settings, "bias", Bounds.FINITE, 0));
            case "dropout" -> new ShortcutDesign.Dropout(
                    number(settings, "keep", KEEP, 0.5), settings.flag("shortcut.rescale", false));
            default -> throw new AssertionError(type);
        };
    }

    private static double number(Settings settings, String name, Bounds bounds, double fallback) {
        String key = "shortcut." + name;
        settings.requireBeside(TYPE, key, bounds.text());
        return settings.number(key, bounds, fallback);
    }

    static ObjectNode write(ShortcutDesign design) {
        ObjectNode json = Json.object().put("type", design.label());
        if (design instanceof ShortcutDesign.ConstantScaling scaling) {
            json.put("shortcut", scaling.shortcut()).put("branch", scaling.branch());
        } else if (design instanceof ShortcutDesign.ExclusiveGating gating) {
            json.put("bias", gating.bias());
        } else if (design instanceof ShortcutDesign.ShortcutOnlyGating gating) {
            json.put("bias", gating.bias());
        } else if (design instanceof ShortcutDesign.Dropout dropout) {
            json.put("keep", dropout.keep()).put("rescale", dropout.rescale());
        }
        return json;
    }

    /** The numbers beside the type. */
    static ObjectNode settings(ShortcutDesign design) {
        return write(design).without("type");
    }

    static ShortcutDesign read(JsonNode json) {
        return switch (Json.word(json, "type", TYPES)) {
            case "identity" -> new ShortcutDesign.Identity();
            case "zero" -> new ShortcutDesign.Zero();
            case "convolution" -> new ShortcutDesign.Convolution();
            case "constant-scaling" -> new ShortcutDesign.ConstantScaling(
                    Json.number(json, "shortcut"), Json.number(json, "branch"));
            case "exclusive-gating" -> new ShortcutDesign.ExclusiveGating(Json.number(json, "bias"));
            case "shortcut-only-gating" -> new ShortcutDesign.ShortcutOnlyGating(Json.number(json, "bias"));
            case "dropout" -> new ShortcutDesign.Dropout(Json.number(json, "keep"), Json.flag(json, "rescale"));
            default -> throw new AssertionError(json);
        };
    }
}
