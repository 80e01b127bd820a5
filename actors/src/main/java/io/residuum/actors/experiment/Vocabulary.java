package io.residuum.actors.experiment;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of a section, nested ones joined by dots.
 *
 * <p>Flattening refuses everything else, so that a misspelt key is an error and never a default that silently holds.
 */
record Vocabulary(Set<String> keys) {

    Map<String, Setting> flatten(Setting section, Problems problems) {
        Map<String, Setting> flat = new LinkedHashMap<>();
        if (section.value() instanceof ConfigObject object) {
            flatten(object, section.key(), "", flat, problems);
        } else {
            problems.add(section, section.found(), "{ … } with " + String.join(", ", below("")), "");
        }
        return flat;
    }

    private void flatten(
            ConfigObject object, String path, String prefix, Map<String, Setting> flat, Problems problems) {
        object.forEach((name, value) -> {
            String key = prefix + name;
            var setting = new Setting(value, path.isEmpty() ? name : path + "." + name);
            boolean section = isSection(key);
            if (name.contains(".")) { // a quoted key; keys of ours have no dots
                problems.add(setting, "unknown key", String.join(", ", below(prefix)), "");
            } else if (value instanceof ConfigObject inner && section) {
                flatten(inner, setting.key(), key + ".", flat, problems);
            } else if (keys.contains(key)) {
                put(key, setting, flat, problems);
            } else if (section) {
                problems.add(setting, setting.found(), "{ … } with " + String.join(", ", below(key + ".")), "");
            } else {
                Set<String> siblings = below(prefix);
                problems.add(setting, "unknown key", String.join(", ", siblings), Nearest.advice(name, siblings));
            }
        });
    }

    private static void put(String key, Setting setting, Map<String, Setting> flat, Problems problems) {
        if (setting.value().valueType() == ConfigValueType.NULL) {
            problems.add(setting, "found null", "a value", "leave the key out for its default");
        } else {
            flat.put(key, setting);
        }
    }

    private boolean isSection(String key) {
        return keys.stream().anyMatch(known -> known.startsWith(key + "."));
    }

    /** The names that may stand directly in a section. */
    private Set<String> below(String prefix) {
        Set<String> names = new TreeSet<>();
        for (String key : keys) {
            if (key.startsWith(prefix)) {
                names.add(key.substring(prefix.length()).split("\\.", -1)[0]);
            }
        }
        return names;
    }
}
