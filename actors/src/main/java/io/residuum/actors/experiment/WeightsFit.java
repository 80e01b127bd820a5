package io.residuum.actors.experiment;

import io.residuum.model.ParameterLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether weights are a network's: every tensor of the network, of its shape, and no other. */
final class WeightsFit {
    private static final int NAMED = 4;

    private final Map<String, List<Integer>> wanted = new LinkedHashMap<>();
    private final Map<String, List<Integer>> there;
    private final ClassifierStart classifier;

    WeightsFit(ParameterLayout layout, Map<String, List<Integer>> there, ClassifierStart classifier) {
        Stream.of(layout.parameters(), layout.statistics())
                .flatMap(List::stream)
                .forEach(spec -> wanted.put(spec.name(), spec.shape()));
        this.there = there;
        this.classifier = classifier;
    }

    /** What does not fit, as a phrase; empty if all does. */
    String misfits() {
        Set<String> unexpected = new TreeSet<>(there.keySet());
        unexpected.removeAll(wanted.keySet());
        List<String> phrases = new ArrayList<>();
        named("missing", wanted.keySet().stream().filter(this::isMissing).map(name -> missing(name, unexpected)))
                .ifPresent(phrases::add);
        named("unexpected", unexpected.stream()).ifPresent(phrases::add);
        named(
                        "of another shape",
                        wanted.keySet().stream().filter(this::isOtherwise).map(this::shapes))
                .ifPresent(phrases::add);
        return String.join("; ", phrases);
    }

    /** The way out; empty if there is none but other weights. */
    String advice() {
        boolean onlyClassifier = wanted.keySet().stream()
                .filter(name -> isMissing(name) || isOtherwise(name))
                .allMatch(ClassifierStart::isClassifiers);
        return onlyClassifier && there.keySet().stream().allMatch(wanted::containsKey)
                ? "classifier = fresh draws one of the right size"
                : "";
    }

    private static Optional<String> named(String what, Stream<String> names) {
        List<String> all = names.toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String shown = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return Optional.of(what + " " + shown + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : ""));
    }

    private boolean isMissing(String name) {
        return !there.containsKey(name) && !classifier.draws(name);
    }

    private boolean isOtherwise(String name) {
        return there.containsKey(name)
                && !classifier.draws(name)
                && !there.get(name).equals(wanted.get(name));
    }

    private static String missing(String name, Set<String> unexpected) {
        String nearest = Nearest.advice(name, unexpected);
        return nearest.isEmpty() ? name : name + " (" + nearest + ")";
    }

    private String shapes(String name) {
        return name + " (" + text(there.getOrDefault(name, List.of())) + " instead of "
                + text(wanted.getOrDefault(name, List.of())) + ")";
    }

    private static String text(List<Integer> shape) {
        return shape.stream().map(Object::toString).collect(Collectors.joining("×"));
    }
}
