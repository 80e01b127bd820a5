package io.residuum.actors.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where two trainings of one run part.
 *
 * @param iteration counted from 0; for what is measured after n iterations, n
 * @param what such as {@code loss}
 * @param committed what the chain says, for people
 * @param again what the other training says
 */
public record Difference(long iteration, String what, String committed, String again) {

    /**
     * The first thing that differs between metrics of the same iterations, bit by bit; empty if nothing does.
     *
     * @param from the first iteration of both
     */
    public static Optional<Difference> first(long from, Metrics committed, Metrics again) {
        List<Difference> found = new ArrayList<>();
        inIterations(from, committed, again).ifPresent(found::add);
        inEvaluations(committed.evaluations(), again.evaluations()).ifPresent(found::add);
        // What is measured after n iterations comes before iteration n, and stands first in the order of the sort.
        return found.stream()
                .min(Comparator.comparingLong(Difference::iteration)
                        .thenComparing(difference -> !difference.what().startsWith("evaluation")));
    }

    private static Optional<Difference> inIterations(long from, Metrics committed, Metrics again) {
        float[] losses = committed.loss();
        float[] lossesAgain = again.loss();
        int[] errors = committed.errors();
        int[] errorsAgain = again.errors();
        int[] images = committed.images();
        int[] imagesAgain = again.images();
        for (int i = 0; i < Math.min(losses.length, lossesAgain.length); i++) {
            if (Float.floatToIntBits(losses[i]) != Float.floatToIntBits(lossesAgain[i])) {
                return of(from + i, "loss", Float.toString(losses[i]), Float.toString(lossesAgain[i]));
            }
            if (errors[i] != errorsAgain[i]) {
                return of(from + i, "training errors", "" + errors[i], "" + errorsAgain[i]);
            }
            if (images[i] != imagesAgain[i]) {
                return of(from + i, "images", "" + images[i], "" + imagesAgain[i]);
            }
        }
        return losses.length == lossesAgain.length
                ? Optional.empty()
                : of(
                        from + Math.min(losses.length, lossesAgain.length),
                        "iterations",
                        "" + losses.length,
                        "" + lossesAgain.length);
    }

    private static Optional<Difference> inEvaluations(List<Evaluation> committed, List<Evaluation> again) {
        Map<Long, List<Evaluation>> byIteration = byIteration(committed);
        Map<Long, List<Evaluation>> byIterationAgain = byIteration(again);
        var iterations = new TreeSet<>(byIteration.keySet());
        iterations.addAll(byIterationAgain.keySet());
        for (long iteration : iterations) {
            List<Evaluation> one = byIteration.getOrDefault(iteration, List.of());
            List<Evaluation> other = byIterationAgain.getOrDefault(iteration, List.of());
            if (!one.equals(other)) { // records of counts and of a double, which is compared by its bits
                return of(iteration, "evaluation", said(one), said(other));
            }
        }
        return Optional.empty();
    }

    private static Map<Long, List<Evaluation>> byIteration(List<Evaluation> evaluations) {
        Map<Long, List<Evaluation>> map = new TreeMap<>();
        evaluations.stream().sorted(Comparator.comparing(Evaluation::view)).forEach(evaluation -> map.computeIfAbsent(
                        evaluation.iteration(), at -> new ArrayList<>())
                .add(evaluation));
        return map;
    }

    private static String said(List<Evaluation> evaluations) {
        return evaluations.isEmpty()
                ? "none"
                : evaluations.stream()
                        .map(each ->
                                each.view() + " " + each.errors() + " of " + each.images() + ", loss " + each.loss())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("");
    }

    private static Optional<Difference> of(long iteration, String what, String committed, String again) {
        return Optional.of(new Difference(iteration, what, committed, again));
    }

    /** For a person, in one line. */
    @Override
    public String toString() {
        return "%s %s %,d: %s was %s, is %s now"
                .formatted(
                        what.equals("evaluation") ? "from the evaluation" : "from iteration",
                        what.equals("evaluation") ? "after iteration" : "",
                        iteration,
                        what,
                        committed,
                        again)
                .replace("  ", " ");
    }
}
