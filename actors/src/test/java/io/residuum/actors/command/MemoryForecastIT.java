package io.residuum.actors.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.experiment.Description.DescribedVariant;
import io.residuum.actors.experiment.ExperimentFile;
import io.residuum.model.UnitDesign;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is forecast, beside what a process that trains the network holds. */
@Tag("engine")
@Tag("slow")
class MemoryForecastIT {
    private static final int THREADS = 2;

    private static DescribedVariant drawn(SplittableRandom random) {
        UnitDesign unit = UnitDesign.values()[random.nextInt(UnitDesign.values().length)];
        boolean bottleneck = random.nextBoolean();
        int units = random.nextInt(9, 20); // a stage, beyond what is measured for the forecast
        String text =
                """
                experiment {
                  name = drawn, dataset = cifar10, seeds = [1]
                  recipe { preset = cifar, mini-batch = %d, slices = 1 }
                  variants = [ { name = drawn, network = resnet-%d, block = %s, unit = %s } ]
                }
                """
                        .formatted(
                                8 * random.nextInt(2, 7),
                                units * (bottleneck ? 9 : 6) + 2,
                                bottleneck ? "bottleneck" : "basic",
                                unit.label());
        return ExperimentFile.parse("drawn.conf", text.getBytes(StandardCharsets.UTF_8))
                .describe(Map.of())
                .variants()
                .get(0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void theForecastOfADrawnDepthIsWithinFifteenPercent(long seed) {
        DescribedVariant variant = drawn(new SplittableRandom(seed));
        MemoryForecast forecast = MemoryForecast.of(variant, THREADS);
        long held = StepMeasurement.of(variant, THREADS).peakBytes().orElseThrow();
        assertThat(forecast.from()).hasSize(2);
        assertThat(forecast.peakBytes())
                .as("%s %s, mini-batch %d"
                        .formatted(
                                variant.network(),
                                variant.unit(),
                                variant.exemplar().recipe().miniBatch()))
                .isCloseTo(held, Percentage.withPercentage(15));
    }
}
