package io.residuum.pipeline;

import static io.residuum.pipeline.TestStore.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.stream.javadsl.Sink;
import com.sun.management.OperatingSystemMXBean;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Split;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real CIFAR-10 training images, where {@code -Dresiduum.test.data=FOLDER} says they are. */
@Tag("slow")
class RealImagesIT {
    private static final Logger log = LoggerFactory.getLogger(RealImagesIT.class);
    private static final double[] MEANS = {0.4914, 0.4822, 0.4465};
    private static final double[] DEVIATIONS = {0.2470, 0.2435, 0.2616};

    @Test
    void theChannelsOfCifarHaveTheMeansAndDeviationsOfTheLiterature(@TempDir Path folder) {
        String data = System.getProperty("residuum.test.data", "");
        Path archive = Path.of(data, "cifar10-train.tar");
        assumeTrue(
                !data.isEmpty() && Files.isRegularFile(archive),
                "-Dresiduum.test.data names no folder with cifar10-train.tar");
        var processor = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (var store = new TestStore(folder)) {
            var settings = store.settings;
            var dataSet =
                    store.imported("cifar10", ImageDecoder.open(settings), new ImageArchive.Tar(Split.TRAIN, archive));
            long startNanos = System.nanoTime();
            long startCpu = processor.getProcessCpuTime();
            var cache = new DecodedImages(settings);
            var pipeline = await(InputPipeline.open(store.system, store.dataSets, dataSet, cache, settings));
            log.warn(
                    "50,000 JPEGs read and decoded in [{} ms], of processor time in [{} ms]",
                    (System.nanoTime() - startNanos) / 1_000_000,
                    (processor.getProcessCpuTime() - startCpu) / 1_000_000);

            assertThat(pipeline.trainImages()).isEqualTo(50_000);
            assertThat(pipeline.shape()).isEqualTo(new ImageShape(32, 32));
            assertThat(pipeline.classes()).isEqualTo(10);
            assertThat(cache.heldBytes()).as("all of it fits the cache").isEqualTo(50_000L * 3_072);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(pipeline.statistics().mean(channel) / 255).isEqualTo(MEANS[channel], within(0.002));
                assertThat(pipeline.statistics().deviation(channel) / 255)
                        .isEqualTo(DEVIATIONS[channel], within(0.002));
            }

            var recipe = new InputRecipe(
                    Augmentation.PAD_CROP_FLIP, Normalisation.PER_PIXEL_MEAN, 128, 2, LastBatch.CARRY, 64);
            var queue = pipeline.training(recipe, 1, 0).runWith(Sink.queue(), store.system);
            var counts = new long[10];
            int batches = 1_000;
            long feedNanos = System.nanoTime();
            long feedCpu = processor.getProcessCpuTime();
            for (int i = 0; i < batches; i++) {
                var batch = await(queue.pull()).orElseThrow();
                for (var slice : batch.slices()) {
                    for (int image = 0; image < slice.images(); image++) {
                        counts[(int) slice.labels().get(image)]++;
                    }
                }
                batch.release();
            }
            log.warn(
                    "[{} img/s] through the stream, [{} img/s] of processor time",
                    batches * 128_000_000_000L / (System.nanoTime() - feedNanos),
                    batches * 128_000_000_000L / (processor.getProcessCpuTime() - feedCpu));
            queue.cancel();
            for (long count : counts) {
                assertThat(count).as("2.56 epochs of balanced classes").isBetween(12_400L, 13_200L);
            }
        }
    }
}
