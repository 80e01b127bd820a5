package io.residuum.actors.experiment;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The words a key takes: those this release can run, and those the format knows and a later one will run, so that nobody has to wonder
 * whether they misspelt them.
 *
 * @param offered in the order in which messages list them
 */
record Choice<T>(Map<String, T> offered, Set<String> planned) {

    /** The constants of an enum under their words. */
    static <E extends Enum<E>> Choice<E> of(E[] constants, Function<E, String> word, String... planned) {
        Map<String, E> offered = new LinkedHashMap<>();
        Arrays.stream(constants).forEach(constant -> offered.put(word.apply(constant), constant));
        return new Choice<>(offered, Set.of(planned));
    }

    static Choice<String> of(Collection<String> words, String... planned) {
        Map<String, String> offered = new LinkedHashMap<>();
        words.forEach(word -> offered.put(word, word));
        return new Choice<>(offered, Set.of(planned));
    }

    /** The word of an enum that names its constants as experiment files do: {@code PAD_CROP_FLIP} is {@code pad-crop-flip}. */
    static String hyphened(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The word of a value that is offered. */
    String wordOf(T value) {
        return offered.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no word for [" + value + "] among " + allowed()));
    }

    String allowed() {
        return String.join(", ", offered.keySet());
    }

    List<String> words() {
        return List.copyOf(offered.keySet());
    }
}
