package io.residuum.actors.experiment;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one section of a file, by their key inside it: strictly typed, bounded, reported where they stand.
 *
 * <p>A wrong value is reported and replaced by the fallback, so that the rest is still checked; whoever reads must end with
 * {@link Problems#throwIfAny} before believing any of it.
 */
final class Settings {
    private final Map<String, Setting> byKey;
    private final Setting owner;
    private final Problems problems;

    /**
     * Settings that were read already.
     *
     * @param owner the section itself, where a missing key is reported
     */
    Settings(Map<String, Setting> byKey, Setting owner, Problems problems) {
        this.byKey = new LinkedHashMap<>(byKey);
        this.owner = owner;
        this.problems = problems;
    }

    /** Reads a section against what may stand in it. */
    static Settings of(Setting section, Vocabulary vocabulary, Problems problems) {
        return new Settings(vocabulary.flatten(section, problems), section, problems);
    }

    Map<String, Setting> all() {
        return Map.copyOf(byKey);
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    boolean hasAnyUnder(String section) {
        return byKey.keySet().stream().anyMatch(key -> key.startsWith(section + "."));
    }

    Optional<Setting> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Reports a key that has to be there. */
    Optional<Setting> require(String key, String allowed) {
        Optional<Setting> found = find(key);
        if (found.isEmpty()) {
            problems.add(owner.line(), child(key), "missing", allowed, "");
        }
        return found;
    }

    /** Reports a key that has to be there beside another of its section. */
    void requireBeside(String sibling, String key, String allowed) {
        if (!has(key)) {
            find(sibling).ifPresent(setting -> {
                String section = setting.key().substring(0, setting.key().lastIndexOf('.'));
                String name = key.substring(key.lastIndexOf('.'));
                problems.add(setting.line(), section + name, "missing", allowed, "");
            });
        }
    }

    private String child(String key) {
        return owner.key().isEmpty() ? key : owner.key() + "." + key;
    }

    long whole(String key, long min, long max, long fallback) {
        return find(key).map(setting -> whole(setting, min, max, fallback)).orElse(fallback);
    }

    int count(String key, int max, int fallback) {
        return Math.toIntExact(whole(key, 1, max, fallback));
    }

    long whole(Setting setting, long min, long max, long fallback) {
        Optional<Long> value = asWhole(setting.value());
        if (value.isEmpty() || value.get() < min || value.get() > max) {
            problems.add(setting, setting.found(), "a whole number from " + min + " to " + max, "");
            return fallback;
        }
        return value.get();
    }

    private static Optional<Long> asWhole(ConfigValue value) {
        if (value.valueType() != ConfigValueType.NUMBER) {
            return Optional.empty();
        }
        double number = ((Number) value.unwrapped()).doubleValue();
        if (value.unwrapped() instanceof Double) {
            boolean exact = Double.isFinite(number) && Math.rint(number) == number && Math.abs(number) < 1L << 53;
            return exact ? Optional.of((long) number) : Optional.empty();
        }
        return Optional.of(((Number) value.unwrapped()).longValue());
    }

    /** A finite number that {@code bounds} takes. */
    double number(String key, Bounds bounds, double fallback) {
        return find(key).map(setting -> number(setting, bounds, fallback)).orElse(fallback);
    }

    double number(Setting setting, Bounds bounds, double fallback) {
        if (setting.is(ConfigValueType.NUMBER)) {
            double value = ((Number) setting.value().unwrapped()).doubleValue();
            if (Double.isFinite(value) && bounds.take(value)) {
                return value;
            }
        }
        problems.add(setting, setting.found(), bounds.text(), "");
        return fallback;
    }

    boolean flag(String key, boolean fallback) {
        return find(key)
                .map(setting -> {
                    if (setting.is(ConfigValueType.BOOLEAN)) {
                        return (Boolean) setting.value().unwrapped();
                    }
                    problems.add(setting, setting.found(), "true, false", "");
                    return fallback;
                })
                .orElse(fallback);
    }

    <T> T choice(String key, Choice<T> choice, T fallback) {
        return find(key).map(setting -> choice(setting, choice, fallback)).orElse(fallback);
    }

    <T> T choice(Setting setting, Choice<T> choice, T fallback) {
        if (setting.is(ConfigValueType.STRING)) {
            String word = (String) setting.value().unwrapped();
            T value = choice.offered().get(word);
            if (value != null) {
                return value;
            }
            if (choice.planned().contains(word)) {
                problems.add(setting, setting.found() + ", which this release cannot run yet", choice.allowed(), "");
                return fallback;
            }
            problems.add(setting, setting.found(), choice.allowed(), Nearest.advice(word, choice.words()));
            return fallback;
        }
        problems.add(setting, setting.found(), choice.allowed(), "");
        return fallback;
    }

    /** Text for people: not blank, on one line, of a length that fits a table. */
    String text(String key, int maxCharacters, String fallback) {
        return find(key)
                .map(setting -> {
                    if (setting.is(ConfigValueType.STRING)) {
                        String text = (String) setting.value().unwrapped();
                        boolean oneLine = text.chars().noneMatch(Character::isISOControl);
                        if (!text.isBlank() && oneLine && text.length() <= maxCharacters) {
                            return text;
                        }
                    }
                    String allowed = "one line of text with 1 to " + maxCharacters + " characters";
                    problems.add(setting, setting.found(), allowed, quoted(setting));
                    return fallback;
                })
                .orElse(fallback);
    }

    private static String quoted(Setting setting) {
        boolean bare = setting.is(ConfigValueType.NUMBER) || setting.is(ConfigValueType.BOOLEAN);
        return bare ? "put it in double quotes: \"" + setting.shown() + "\"" : "";
    }

    /** The elements of a list, each with its place; empty when the key is missing or no list. */
    List<Setting> list(String key, String allowed) {
        List<Setting> elements = new ArrayList<>();
        find(key).ifPresent(setting -> {
            if (setting.value() instanceof ConfigList list) {
                for (int i = 0; i < list.size(); i++) {
                    elements.add(new Setting(list.get(i), setting.key() + "[" + i + "]"));
                }
            } else {
                problems.add(setting, setting.found(), allowed, "");
            }
        });
        return elements;
    }

    static boolean isSection(Setting setting) {
        return setting.value() instanceof ConfigObject;
    }

    /** An interval of numbers and how a message names it. */
    record Bounds(double min, boolean minAllowed, double max, boolean maxAllowed) {
        static final Bounds POSITIVE = new Bounds(0, false, Double.POSITIVE_INFINITY, false);
        static final Bounds NOT_NEGATIVE = new Bounds(0, true, Double.POSITIVE_INFINITY, false);
        static final Bounds FINITE = new Bounds(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);
        static final Bounds FRACTION = new Bounds(0, true, 1, false);
        static final Bounds PERCENT = new Bounds(0, true, 100, true);
        static final Bounds POSITIVE_PERCENT = new Bounds(0, false, 100, true);

        boolean take(double value) {
            return (minAllowed ? value >= min : value > min) && (maxAllowed ? value <= max : value < max);
        }

        String text() {
            if (Double.isInfinite(min)) {
                return "a number";
            }
            String from = (minAllowed ? "at least " : "above ") + plain(min);
            String to = Double.isInfinite(max) ? "finite" : (maxAllowed ? "at most " : "below ") + plain(max);
            return "a number " + from + " and " + to;
        }

        private static String plain(double value) {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }
}
