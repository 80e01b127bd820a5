package io.residuum.pipeline;

import static io.residuum.pipeline.TestStore.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.stream.javadsl.Sink;
import com.sun.management.ThreadMXBean;
import com.typesafe.config.ConfigFactory;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Split;
import io.residuum.storage.WnidLabels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 200 photographs of ImageNet, training = test, where {@code -Dresiduum.test.data=FOLDER} says they are. */
@Tag("slow")
class ImageNetSampleIT {
    private static final int IMAGES = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Path images;

    @BeforeAll
    static void find() {
        String data = System.getProperty("residuum.test.data", "");
        Path archive = Path.of(data, "imagenet-sample-200.tar");
        assumeTrue(
                !data.isEmpty() && Files.isRegularFile(archive),
                "-Dresiduum.test.data names no folder with imagenet-sample-200.tar");
        images = archive;
    }

    @Test
    void anEpochOfBothAugmentationsAndBothViewsFlow() {
        try (var store = new TestStore(folder.resolve("store"))) {
            DataSetId id = store.imported(
                    "imagenet", ImageDecoder.open(store.settings), archive(Split.TRAIN), archive(Split.TEST));
            InputPipeline input = store.open(id, store.settings);
            assertThat(input.trainImages()).isEqualTo(IMAGES);
            assertThat(input.channelMeans().get(0)).as("red of photographs").isBetween(100.0, 140.0);
            assertThat(input.channelDeviations().get(2))
                    .as("blue of photographs")
                    .isBetween(50.0, 80.0);
            for (var augmentation : List.of(Augmentation.SCALE, Augmentation.SCALE_AND_ASPECT)) {
                var recipe = new InputRecipe(
                        augmentation, new Colouring(0.1, 0.4), Normalisation.CHANNEL, 40, 5, LastBatch.CARRY, 64);
                var labels = new boolean[IMAGES];
                double[] sums = new double[2];
                await(input.training(recipe, 1, 0)
                        .take(IMAGES / 40)
                        .map(batch -> {
                            for (Slice slice : batch.slices()) {
                                for (int i = 0; i < slice.images(); i++) {
                                    labels[(int) slice.labels().get(i)] = true;
                                }
                                add(slice.pixels().asFloatBuffer(), sums);
                            }
                            batch.release();
                            return batch.iteration();
                        })
                        .runWith(Sink.ignore(), store.system));
                assertThat(labels).as("one image a class, each seen once").doesNotContain(false);
                double count = IMAGES * 224.0 * 224 * 3;
                assertThat(sums[0] / count).as("normalised").isBetween(-0.2, 0.2);
                assertThat(sums[1] / count).as("normalised").isBetween(0.6, 1.4);
            }
            for (var view : List.of(new CentreView(224, 256), new CentreView(320, 320))) {
                double[] sums = new double[2];
                long seen = await(input.evaluation(view, Split.TEST, 32)
                        .map(batch -> {
                            add(batch.slice().pixels().asFloatBuffer(), sums);
                            long count = batch.slice().images();
                            batch.release();
                            return count;
                        })
                        .runWith(Sink.fold(0L, Long::sum), store.system));
                assertThat(seen).isEqualTo(IMAGES);
                double count = (double) IMAGES * view.cropPixels() * view.cropPixels() * 3;
                assertThat(sums[0] / count).as("%s", view).isBetween(-0.05, 0.05);
                assertThat(sums[1] / count).as("%s", view).isBetween(0.9, 1.1);
            }
        }
    }

    /** The images lie flat, and their names begin with their wnids. */
    private static ImageArchive archive(Split split) {
        return new ImageArchive.ImageNet(new ImageArchive.Tar(split, images), WnidLabels.ofNames());
    }

    private static void add(FloatBuffer pixels, double[] sums) {
        for (int i = 0; i < pixels.limit(); i++) {
            sums[0] += pixels.get(i);
            sums[1] += (double) pixels.get(i) * pixels.get(i);
        }
    }

    @Test
    void anImageLeavesLittleForTheGarbageCollector() throws IOException, BrokenImage {
        var decoder = ImageDecoder.open(PipelineSettings.of(ConfigFactory.load()));
        byte[] bytes = new TarEntries(Files.readAllBytes(images)).next().bytes();
        var recipe = new InputRecipe(
                Augmentation.SCALE_AND_ASPECT,
                new Colouring(0.1, 0.4),
                Normalisation.CHANNEL,
                1,
                1,
                LastBatch.CARRY,
                64);
        var one = new PixelNormaliser(new ImageShape(1, 1), new float[3], new float[] {1, 1, 1});
        var axes = ColourAxes.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        var writer = new CropWriter(decoder, CropPlans.training(recipe, axes, 1), one, 224);
        var out = FloatBuffer.allocate(224 * 224 * 3);
        for (int epoch = 0; epoch < 60; epoch++) {
            writer.write(bytes, 0, epoch, out, 0);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int epoch = 0; epoch < 60; epoch++) {
            writer.write(bytes, 0, epoch, out, 0);
        }
        long bytesAnImage = (threads.getCurrentThreadAllocatedBytes() - before) / 60;
        assertThat(bytesAnImage).as("of 600,000 that a crop has").isLessThan(60_000);
    }
}
