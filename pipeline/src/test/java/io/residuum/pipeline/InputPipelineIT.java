package io.residuum.pipeline;

import static io.residuum.pipeline.TestStore.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.residuum.storage.DataSetId;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageShape;
import io.residuum.storage.MissingObject;
import io.residuum.storage.Sha256;
import io.residuum.storage.Split;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a real S3 server: four shards of 1,000, 1,000, 1,000 and 500 training images, two of test images. */
class InputPipelineIT {
    private static final QuickstartImages IMAGES = new QuickstartImages(8, 3_500, 1_200, 40, 0);

    /** 13 and a half mini-batches an epoch, two windows, three slices. */
    private static final InputRecipe RECIPE =
            new InputRecipe(Augmentation.PAD_CROP_FLIP, Normalisation.PER_PIXEL_MEAN, 256, 3, LastBatch.CARRY, 2);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestStore store;

    @SuppressWarnings("NullAway.Init")
    private static DataSetId dataSet;

    @SuppressWarnings("NullAway.Init")
    private static InputPipeline pipeline;

    @BeforeAll
    static void start() {
        store = new TestStore(folder);
        dataSet = store.imported("waves", IMAGES);
        pipeline = store.open(dataSet, store.settings);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void itKnowsItsDataSet() {
        assertThat(pipeline.classes()).isEqualTo(4);
        assertThat(pipeline.shape()).isEqualTo(new ImageShape(8, 8));
        assertThat(pipeline.trainImages()).isEqualTo(3_500);
        assertThat(pipeline.judgingImages()).isEqualTo(1_200);
        assertThat(pipeline.decoderId()).isEqualTo("opencv-4.9.0");
    }

    @Nested
    class Training {
        @Test
        void theBytesAreTheSameWhateverTheBounds() {
            var expected = digests(pipeline, RECIPE, 0, 32);
            assertThat(expected).doesNotHaveDuplicates();
            long shardBytes = 1_000 * 192;
            for (var settings :
                    List.of(settings(0, 1, 1, 1), settings(2 * shardBytes, 2, 3, 2), settings(1 << 30, 8, 8, 8))) {
                assertThat(digests(store.open(dataSet, settings), RECIPE, 0, 32))
                        .as("%s", settings)
                        .isEqualTo(expected);
            }
        }

        @Test
        void startingAtAnIterationSkipsThePrefix() {
            for (var last : LastBatch.values()) {
                var recipe = new InputRecipe(Augmentation.PAD_CROP_FLIP, Normalisation.CHANNEL, 256, 2, last, 2);
                var all = digests(pipeline, recipe, 0, 32);
                for (int from : new int[] {1, 7, 13, 14, 27, 31}) {
                    assertThat(digests(pipeline, recipe, from, 32 - from))
                            .as("%s from %d", last, from)
                            .isEqualTo(all.subList(from, 32));
                }
            }
        }

        @Test
        void aFarIterationIsReachedAtOnce() {
            assertThat(digests(pipeline, RECIPE, 1_000_000_000L, 1)).hasSize(1);
        }

        @Test
        void anEpochFeedsEveryImageOnceAsTheNaiveWayDoes() {
            var recipe = new InputRecipe(Augmentation.NONE, Normalisation.PER_PIXEL_MEAN, 500, 2, LastBatch.SHORT, 2);
            var fed = new ArrayList<String>();
            take(pipeline.training(recipe, 5, 0), 7, batch -> fed.addAll(images(batch.slices())));
            var expected = new ArrayList<String>();
            for (int i = 0; i < 3_500; i++) {
                expected.add(normalised(Split.TRAIN, i));
            }
            assertThat(fed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
            assertThat(fed.subList(0, 100)).isNotEqualTo(expected.subList(0, 100));
        }

        @Test
        void aShortMiniBatchKeepsTheRuleOfSlices() {
            var recipe = new InputRecipe(Augmentation.NONE, Normalisation.CHANNEL, 999, 4, LastBatch.SHORT, 4);
            var sizes = new ArrayList<List<Integer>>();
            take(
                    pipeline.training(recipe, 5, 2),
                    2,
                    batch ->
                            sizes.add(batch.slices().stream().map(Slice::images).toList()));
            assertThat(sizes).containsExactly(List.of(250, 250, 250, 249), List.of(126, 126, 126, 125));
        }

        @Test
        void theBuffersAreDirectAlignedAndInNativeOrder() {
            take(pipeline.training(RECIPE, 5, 0), 1, batch -> {
                assertThat(batch.images()).isEqualTo(256);
                for (var slice : batch.slices()) {
                    assertThat(slice.pixels().isDirect()).isTrue();
                    assertThat(slice.pixels().order()).isEqualTo(ByteOrder.nativeOrder());
                    assertThat(slice.pixels().alignmentOffset(0, 64)).isZero();
                    assertThat(slice.pixels().position()).isZero();
                    assertThat(slice.labels().isDirect()).isTrue();
                    assertThat(slice.labels().order()).isEqualTo(ByteOrder.nativeOrder());
                }
            });
        }

        @Test
        void noMoreMiniBatchesExistThanTheSettingAllows() throws Exception {
            var bounded = store.open(dataSet, settings(1 << 30, 4, 2, 3));
            var queue = bounded.training(RECIPE, 5, 0).runWith(Sink.queue(), store.system);
            var held = new ArrayList<MiniBatch>();
            for (int i = 0; i < 3; i++) {
                held.add(next(queue));
            }
            var contents = held.stream().map(InputPipelineIT::digest).toList();
            var fourth = queue.pull().toCompletableFuture();
            assertThatThrownBy(() -> fourth.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(held.stream().map(InputPipelineIT::digest).toList())
                    .as("held buffers are not touched")
                    .isEqualTo(contents);

            var memory = held.get(1).slices().get(0).pixels();
            held.get(1).release();
            var refilled = await(fourth).orElseThrow();
            assertThat(refilled.iteration()).isEqualTo(3);
            memory.putFloat(0, -7);
            assertThat(refilled.slices().get(0).pixels().getFloat(0))
                    .as("one memory")
                    .isEqualTo(-7);
            assertThatThrownBy(held.get(1)::slices).hasMessageContaining("mini-batch [1] was released");
            held.get(1).release();
            var fifth = queue.pull().toCompletableFuture();
            assertThatThrownBy(() -> fifth.get(200, TimeUnit.MILLISECONDS))
                    .as("a second release gives nothing back")
                    .isInstanceOf(TimeoutException.class);
            queue.cancel();
            refilled.release();
        }

        @Test
        void aWindowBeyondTheSettingIsRefused() {
            var small = new PipelineSettings(0, 100_000, 1, 1, 1, 1_000, store.settings.nativeFolder());
            assertThatThrownBy(() -> store.open(dataSet, small).training(RECIPE, 5, 0))
                    .hasMessage("a window of 2 shards takes 384000 bytes decoded, residuum.pipeline.window-size allows"
                            + " 100000; lower recipe.window or raise the setting");
        }
    }

    @Test
    void evaluationShowsEveryImageInIndexOrder() {
        for (var split : Split.values()) {
            var seen = new ArrayList<String>();
            var starts = new ArrayList<Long>();
            var queue = pipeline.evaluation(RECIPE, split, 500).runWith(Sink.queue(), store.system);
            for (var batch = await(queue.pull()); batch.isPresent(); batch = await(queue.pull())) {
                starts.add(batch.get().firstPlace());
                seen.addAll(images(List.of(batch.get().slice())));
                batch.get().release();
            }
            assertThat(starts).hasSize(split == Split.TRAIN ? 7 : 3).startsWith(0L, 500L, 1_000L);
            assertThat(seen).hasSize(IMAGES.count(split));
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i)).isEqualTo(normalised(split, i));
            }
        }
    }

    @Nested
    class HoldingOut {
        private static final InputRecipe PLAIN =
                new InputRecipe(Augmentation.NONE, Normalisation.PER_PIXEL_MEAN, 500, 2, LastBatch.SHORT, 2);

        private List<String> judging(InputPipeline from) {
            var seen = new ArrayList<String>();
            var queue = from.judging(PLAIN, 300).runWith(Sink.queue(), store.system);
            for (var batch = await(queue.pull()); batch.isPresent(); batch = await(queue.pull())) {
                assertThat(batch.get().firstPlace()).isEqualTo(seen.size());
                seen.addAll(images(List.of(batch.get().slice())));
                batch.get().release();
            }
            assertThat(seen).hasSize(Math.toIntExact(from.judgingImages()));
            return seen;
        }

        private List<String> trained(InputPipeline from) {
            var fed = new ArrayList<String>();
            int batches = Math.toIntExact((from.trainImages() + 499) / 500);
            take(from.training(PLAIN, 5, 0), batches, batch -> fed.addAll(images(batch.slices())));
            return fed;
        }

        private List<String> inOrder(List<String> all, List<String> some) {
            return all.stream().filter(some::contains).toList();
        }

        @Test
        void foldsShareTheTrainingSetAndEachIsTrainedOnWithoutItself() {
            var all = new ArrayList<String>();
            for (int i = 0; i < 3_500; i++) {
                all.add(normalised(Split.TRAIN, i));
            }
            var folds = new ArrayList<String>();
            for (int fold = 1; fold <= 3; fold++) {
                var held = pipeline.holding(new HeldOut.Fold(fold, 3));
                var judging = judging(held);
                assertThat(judging).as("index order").isEqualTo(inOrder(all, judging));
                assertThat((long) judging.size())
                        .isEqualTo(new HeldOut.Fold(fold, 3).of(3_500))
                        .isBetween(1_166L, 1_167L);
                for (int number = 0; number < 4; number++) {
                    String label = number + " ";
                    assertThat(judging.stream().filter(image -> image.startsWith(label)))
                            .as("875 images a class")
                            .hasSizeBetween(291, 292);
                }
                var rest = new ArrayList<>(all);
                rest.removeAll(judging);
                assertThat(trained(held)).hasSize(rest.size()).containsExactlyInAnyOrderElementsOf(rest);
                folds.addAll(judging);
            }
            assertThat(folds).containsExactlyInAnyOrderElementsOf(all);
        }

        @Test
        void aShareIsHeldOutAndTestImagesJudgeNoMore() {
            var held = pipeline.holding(new HeldOut.Share(0.1));
            var judging = judging(held);
            assertThat(judging).hasSize(350).doesNotHaveDuplicates();
            assertThat(held.trainImages()).isEqualTo(3_150);
            assertThat(trained(held)).doesNotContainAnyElementsOf(judging);
            assertThat(judging(pipeline)).hasSize(1_200).doesNotContainAnyElementsOf(judging);
        }

        @Test
        void startingAtAnIterationSkipsThePrefix() {
            var held = pipeline.holding(new HeldOut.Fold(2, 5));
            var all = digests(held, RECIPE, 0, 24);
            for (int from : new int[] {1, 10, 11, 23}) {
                assertThat(digests(held, RECIPE, from, 24 - from)).isEqualTo(all.subList(from, 24));
            }
        }

        @Test
        void whatLeavesAClassWithoutImagesIsRefused() {
            var few = store.open(store.imported("few", new QuickstartImages(8, 4, 4, 40, 3)), store.settings);
            assertThatThrownBy(() -> few.holding(new HeldOut.Fold(1, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("class [checks] of data set [few] has 1 training image, which would be held out;"
                            + " give each class two or more");
            assertThatThrownBy(() -> few.holding(new HeldOut.Share(0.1)))
                    .hasMessage("of 4 training images nothing would be held out; hold out a larger share");
        }
    }

    @Nested
    class Failing {
        @Test
        void theFirstBrokenImageIsNamedWithItsPlace(@TempDir Path archive) throws Exception {
            for (int i = 0; i < 40; i++) {
                byte[] image = i == 17 || i == 23 ? hollowPng() : ppm(i);
                Path file = archive.resolve("a").resolve("%02d.%s".formatted(i, image[0] == 'P' ? "ppm" : "png"));
                Files.createDirectories(archive.resolve("a"));
                Files.write(file, image);
            }
            var broken = store.imported(
                    "broken", (entry, bytes) -> new ImageShape(2, 2), new ImageArchive.Folder(Split.TRAIN, archive));
            assertThatThrownBy(() -> store.open(broken, settings(0, 1, 8, 1)))
                    .hasCauseInstanceOf(InputFailure.class)
                    .hasMessageContaining("data set [" + broken + "], shard [0] at [datasets/broken/shards/")
                    .hasMessageContaining("entry [000000017.png]: cannot be decoded: its coded data are damaged");
        }

        @Test
        void aMissingShardIsNamedAndKeepsItsCause() {
            var lost = store.imported("lost", new QuickstartImages(8, 1_500, 1_100, 40, 1));
            var opened = store.open(lost, settings(0, 1, 1, 1));
            store.deleteShard(lost, Split.TEST, 1);
            var queue = opened.evaluation(RECIPE, Split.TEST, 500).runWith(Sink.queue(), store.system);
            assertThatThrownBy(() -> {
                        while (true) { // the failure may overtake batches that were ready
                            next(queue).release();
                        }
                    })
                    .hasCauseInstanceOf(InputFailure.class)
                    .hasMessageContaining("data set [" + lost + "], shard [3] at [datasets/lost/shards/")
                    .hasRootCauseInstanceOf(MissingObject.class);
        }
    }

    @Test
    void statisticsAreComputedOnceAndServeWithoutTheImages() {
        var counted = store.imported("counted", new QuickstartImages(8, 100, 4, 40, 2));
        var first = (ImageStatistics) store.open(counted, store.settings).statistics();
        store.deleteShard(counted, Split.TRAIN, 0);
        var second = (ImageStatistics) store.open(counted, store.settings).statistics();
        assertThat(second.pixelSums()).isEqualTo(first.pixelSums());
        assertThat(second.images()).isEqualTo(100);
    }

    private static PipelineSettings settings(long cacheBytes, int shards, int decoders, int batches) {
        return new PipelineSettings(
                cacheBytes, 1 << 30, shards, decoders, batches, 100_000, store.settings.nativeFolder());
    }

    private static List<String> digests(InputPipeline from, InputRecipe recipe, long iteration, int count) {
        var digests = new ArrayList<String>();
        take(from.training(recipe, 5, iteration), count, batch -> {
            assertThat(batch.iteration()).isEqualTo(iteration + digests.size());
            digests.add(digest(batch));
        });
        return digests;
    }

    private static void take(Source<MiniBatch, NotUsed> batches, int count, Consumer<MiniBatch> reader) {
        var queue = batches.runWith(Sink.queue(), store.system);
        for (int i = 0; i < count; i++) {
            var batch = next(queue);
            reader.accept(batch);
            batch.release();
        }
        queue.cancel();
    }

    private static <T> T next(SinkQueueWithCancel<T> queue) {
        return await(queue.pull()).orElseThrow();
    }

    private static String digest(MiniBatch batch) {
        var digest = Sha256.ofChunks();
        for (var slice : batch.slices()) {
            digest.add(slice.pixels());
            var labels = ByteBuffer.allocate(slice.images() * Long.BYTES);
            for (int i = 0; i < slice.images(); i++) {
                labels.putLong(slice.labels().get(i));
            }
            digest.add(labels.flip());
        }
        return digest.digest().hex();
    }

    /** Label and digest of the pixels of each image. */
    private static List<String> images(List<Slice> slices) {
        var images = new ArrayList<String>();
        for (var slice : slices) {
            int bytes = slice.height() * slice.width() * 3 * Float.BYTES;
            for (int i = 0; i < slice.images(); i++) {
                images.add(slice.labels().get(i) + " "
                        + Sha256.of(slice.pixels().slice(i * bytes, bytes)).hex());
            }
        }
        return images;
    }

    private static String normalised(Split split, int index) {
        var image = IMAGES.image(split, index);
        var normaliser = pipeline.statistics().normaliser(Normalisation.PER_PIXEL_MEAN);
        var pixels = ByteBuffer.allocate(image.rgb().length * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < image.rgb().length; i++) {
            pixels.putFloat((Byte.toUnsignedInt(image.rgb()[i]) - normaliser.mean()[i]) * (1f / 255f));
        }
        return image.classNumber() + " " + Sha256.of(pixels.flip()).hex();
    }

    private static byte[] ppm(int seed) {
        byte[] bytes = Arrays.copyOf("P6 2 2 255\n".getBytes(StandardCharsets.US_ASCII), 23);
        Arrays.fill(bytes, 11, 23, (byte) seed);
        return bytes;
    }

    /** A PNG of 2 × 2 pixels whose chunks are whole and whose data chunk holds nothing. */
    static byte[] hollowPng() {
        var png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(png, "IHDR", new byte[] {0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0});
        chunk(png, "IDAT", new byte[0]);
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(name);
        png.writeBytes(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
