package io.residuum.actors.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.residuum.actors.experiment.Description.DescribedVariant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What training a variant costs on a slot, evaluations not counted.
 *
 * @param peakBytes of the whole process, images apart; empty where it was not measured
 */
record StepCost(double imagesPerSecond, OptionalLong peakBytes) {

    double secondsOfRun(DescribedVariant variant) {
        return variant.trainingImages() / imagesPerSecond;
    }

    String text(DescribedVariant variant, int slots) {
        double seconds = secondsOfRun(variant);
        double rounds = Math.ceil((double) variant.runs() / slots);
        String memory = peakBytes.isPresent()
                ? String.format(Locale.ROOT, ", %,d MB of memory beside the images", peakBytes.getAsLong() / 1_000_000)
                : "";
        return String.format(
                Locale.ROOT,
                "%s a run at %s images a second, %s for %d run%s on %d slot%s%s",
                Durations.text(seconds),
                Durations.number(imagesPerSecond),
                Durations.text(rounds * seconds),
                variant.runs(),
                variant.runs() == 1 ? "" : "s",
                slots,
                slots == 1 ? "" : "s",
                memory);
    }

    void write(ObjectNode row, DescribedVariant variant) {
        ObjectNode cost = row.putObject("cost")
                .put("imagesPerSecond", imagesPerSecond)
                .put("secondsOfRun", secondsOfRun(variant));
        peakBytes.ifPresent(bytes -> cost.put("peakBytes", bytes));
    }
}
