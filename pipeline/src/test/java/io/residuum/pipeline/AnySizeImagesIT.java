package io.residuum.pipeline;

import static io.residuum.pipeline.TestStore.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import akka.stream.javadsl.Sink;
import io.residuum.storage.BrokenImage;
import io.residuum.storage.DataSetId;
import io.residuum.storage.GeneratedImages;
import io.residuum.storage.ImageArchive;
import io.residuum.storage.ImageShape;
import io.residuum.storage.Sha256;
import io.residuum.storage.Split;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of images of many sizes over a real S3 server. */
class AnySizeImagesIT {
    private static final ManySizes IMAGES = new ManySizes();

    private static final InputRecipe RECIPE = new InputRecipe(
            Augmentation.SCALE_AND_ASPECT, new Colouring(0.1, 0.4), Normalisation.CHANNEL, 5, 2, LastBatch.CARRY, 64);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestStore store;

    @SuppressWarnings("NullAway.Init")
    private static DataSetId dataSet;

    @SuppressWarnings("NullAway.Init")
    private static InputPipeline pipeline;

    /** Noise over slopes; the shorter side of the first two is 256, so that a view of it is the image's own centre. */
    private static final class ManySizes implements GeneratedImages {
        private static final int[][] SHAPES = {{256, 300}, {301, 256}, {40, 90}, {1, 30}, {500, 375}};

        @Override
        public List<String> classes() {
            return List.of("a", "b", "c");
        }

        @Override
        public int count(Split split) {
            return split == Split.TRAIN ? 12 : 5;
        }

        @Override
        public Image image(Split split, int index) {
            int height = SHAPES[index % SHAPES.length][0];
            int width = SHAPES[index % SHAPES.length][1];
            var random = new Random(split == Split.TRAIN ? index : index + 1_000);
            byte[] rgb = new byte[height * width * 3];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (i / 3 % width * 150 / width + random.nextInt(60) + 20 * (i % 3));
            }
            return new Image(index % 3, height, width, rgb);
        }
    }

    @BeforeAll
    static void start() {
        store = new TestStore(folder);
        dataSet = store.imported("sizes", ImageDecoder.open(store.settings), new ImageArchive.Generated(IMAGES));
        pipeline = store.open(dataSet, store.settings);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void theBytesAreTheSameWhateverTheBoundsAndWhereverItStarts() {
        for (var augmentation : List.of(Augmentation.SCALE, Augmentation.SCALE_AND_ASPECT)) {
            var recipe =
                    new InputRecipe(augmentation, RECIPE.colouring(), Normalisation.CHANNEL, 5, 2, LastBatch.CARRY, 64);
            var expected = digests(pipeline, recipe, 0, 7);
            assertThat(expected).doesNotHaveDuplicates();
            var narrow = store.open(dataSet, settings(1, 1, 1, 1 << 30));
            assertThat(digests(narrow, recipe, 0, 7)).isEqualTo(expected);
            assertThat(digests(store.open(dataSet, settings(3, 4, 3, 1 << 30)), recipe, 4, 3))
                    .isEqualTo(expected.subList(4, 7));
        }
    }

    @Test
    void aMiniBatchHasItsSlicesShapesAndLabels() {
        var batch = take(pipeline, RECIPE, 0, 1).get(0);
        assertThat(batch.slices()).extracting(Slice::images).containsExactly(3, 2);
        for (Slice slice : batch.slices()) {
            assertThat(slice.height()).isEqualTo(224);
            assertThat(slice.width()).isEqualTo(224);
            var pixels = slice.pixels().asFloatBuffer();
            for (int i = 0; i < pixels.limit(); i++) {
                assertThat(pixels.get(i)).isBetween(-20f, 20f);
            }
        }
    }

    @Test
    void aViewIsTheCentreNormalisedByTheSumsOfTheTrainingSet() {
        double[] sums = new double[3];
        double[] squares = new double[3];
        var counted = new ArrayList<byte[]>();
        for (int i = 0; i < 2; i++) {
            counted.add(centre(IMAGES.image(Split.TRAIN, i)));
        }
        var two = store.imported("two", ImageDecoder.open(store.settings), new ImageArchive.Generated(new FirstTwo()));
        var input = store.open(two, store.settings);
        for (byte[] rgb : counted) {
            for (int i = 0; i < rgb.length; i++) {
                sums[i % 3] += rgb[i] & 0xFF;
                squares[i % 3] += (rgb[i] & 0xFF) * (rgb[i] & 0xFF);
            }
        }
        double n = 2.0 * 224 * 224;
        var batch = await(input.evaluation(new CentreView(224, 256), Split.TEST, 2)
                        .runWith(Sink.head(), store.system))
                .slice();
        byte[] expected = centre(IMAGES.image(Split.TEST, 0));
        var pixels = batch.pixels().asFloatBuffer();
        for (int i = 0; i < expected.length; i++) {
            double mean = sums[i % 3] / n;
            double deviation = Math.sqrt(squares[i % 3] / n - mean * mean);
            assertThat((double) pixels.get(i)).isEqualTo(((expected[i] & 0xFF) - mean) / deviation, within(1e-4));
        }
        assertThat(input.channelMeans().get(1)).isEqualTo(sums[1] / n, within(1e-9));
        assertThat(batch.labels().get(1)).isEqualTo(1);
    }

    /** The two images whose view needs no resizing. */
    private static final class FirstTwo implements GeneratedImages {
        @Override
        public List<String> classes() {
            return List.of("a", "b");
        }

        @Override
        public int count(Split split) {
            return 2;
        }

        @Override
        public Image image(Split split, int index) {
            return IMAGES.image(split, index);
        }
    }

    private static byte[] centre(GeneratedImages.Image image) {
        int top = (image.height() - 224 + 1) / 2;
        int left = (image.width() - 224 + 1) / 2;
        var centre = ByteBuffer.allocate(224 * 224 * 3);
        for (int y = 0; y < 224; y++) {
            centre.put(image.rgb(), ((top + y) * image.width() + left) * 3, 224 * 3);
        }
        return centre.array();
    }

    @Test
    void severalViewsLookAtTheSameImages() {
        for (var view : List.of(new CentreView(224, 256), new CentreView(320, 320))) {
            var batches = await(pipeline.evaluation(view, Split.TEST, 3)
                    .map(batch -> {
                        var shape = new ImageShape(
                                batch.slice().height(), batch.slice().width());
                        int images = batch.slice().images();
                        batch.release();
                        return batch.firstPlace() + ": " + images + " of " + shape;
                    })
                    .runWith(Sink.seq(), store.system));
            String size = view.cropPixels() + " × " + view.cropPixels();
            assertThat(batches).containsExactly("0: 3 of " + size, "3: 2 of " + size);
        }
    }

    @Test
    void statisticsAreKeptBesideTheDataSet() {
        var copy = store.imported("sizes-copy", ImageDecoder.open(store.settings), new ImageArchive.Generated(IMAGES));
        var first = (ColourStatistics) store.open(copy, store.settings).statistics();
        store.deleteShard(copy, Split.TRAIN, 0);
        var second = (ColourStatistics) store.open(copy, store.settings).statistics();
        assertThat(second.toBytes()).isEqualTo(first.toBytes());
        assertThat(second.images()).isEqualTo(12);
    }

    @Test
    void imagesOfOneSizeCanBeCroppedToo() {
        var waves = store.imported("waves", new QuickstartImages(8, 40, 8, 40, 0));
        var input = store.open(waves, store.settings);
        assertThat(take(input, RECIPE, 0, 1).get(0).images()).isEqualTo(5);
    }

    @Test
    void theFirstBrokenImageIsNamed(@TempDir Path broken) throws IOException {
        Path train = Files.createDirectories(broken.resolve("train/a"));
        Files.write(train.resolve("0.ppm"), ppm(3, 4));
        Files.write(train.resolve("1.ppm"), ppm(5, 2));
        Path test = Files.createDirectories(broken.resolve("test/a"));
        Files.write(test.resolve("0.ppm"), ppm(3, 4));
        Files.write(test.resolve("1.png"), InputPipelineIT.hollowPng());
        Files.write(test.resolve("2.png"), InputPipelineIT.hollowPng());
        var id = store.imported(
                "broken",
                (entry, bytes) -> new ImageShape(3, bytes.length), // lets pass what training's decoder would not
                new ImageArchive.Folder(Split.TRAIN, broken.resolve("train")),
                new ImageArchive.Folder(Split.TEST, broken.resolve("test")));
        var input = store.open(id, store.settings);
        assertThatThrownBy(() -> await(
                        input.evaluation(new CentreView(8, 8), Split.TEST, 3).runWith(Sink.ignore(), store.system)))
                .hasRootCauseInstanceOf(BrokenImage.class)
                .hasMessageContaining("data set [broken@")
                .hasMessageContaining("entry [000000001.png]: cannot be decoded: its coded data are damaged");
    }

    @Test
    void whatImagesOfManySizesCannotDoIsRefused() {
        assertThatThrownBy(() -> pipeline.shape())
                .hasMessageContaining("differ in size; train with augmentation scale");
        assertThatThrownBy(() -> pipeline.normaliser(Normalisation.PER_PIXEL_MEAN))
                .hasMessageContaining("no mean of each pixel");
        assertThatThrownBy(() ->
                        new InputRecipe(Augmentation.SCALE, Normalisation.PER_PIXEL_MEAN, 5, 1, LastBatch.CARRY, 64))
                .hasMessageContaining("their normalisation is channel");
        assertThatThrownBy(() -> new InputRecipe(
                        Augmentation.NONE, new Colouring(0, 0.4), Normalisation.CHANNEL, 5, 1, LastBatch.CARRY, 64))
                .hasMessageContaining("lighting and jitter go with");
        assertThatThrownBy(() -> pipeline.training(
                        new InputRecipe(Augmentation.NONE, Normalisation.CHANNEL, 5, 1, LastBatch.CARRY, 64), 1, 0))
                .hasMessageContaining("differ in size");
        assertThatThrownBy(() -> store.open(dataSet, settings(1, 1, 1, 1000)).training(RECIPE, 1, 0))
                .hasMessageContaining("bytes as stored, residuum.pipeline.window-size allows 1000");
        var one = new PixelNormaliser(new ImageShape(1, 2), new float[6], new float[3]);
        assertThatThrownBy(() -> pipeline.evaluation(new CentreView(224, 256), one, Split.TEST, 2))
                .hasMessageContaining("by colour alone");
    }

    private static byte[] ppm(int height, int width) {
        byte[] header = ("P6 " + width + " " + height + " 255\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(header.length + height * width * 3)
                .put(header)
                .array();
    }

    private static PipelineSettings settings(int shards, int decoders, int batches, long windowBytes) {
        return new PipelineSettings(
                0, windowBytes, shards, decoders, batches, 1_000_000, store.settings.nativeFolder());
    }

    private static List<MiniBatch> take(InputPipeline input, InputRecipe recipe, long from, int count) {
        return await(input.training(recipe, 1, from).take(count).runWith(Sink.seq(), store.system));
    }

    private static List<String> digests(InputPipeline input, InputRecipe recipe, long from, int count) {
        return await(input.training(recipe, 1, from)
                .take(count)
                .map(batch -> {
                    var digests = new StringBuilder();
                    for (Slice slice : batch.slices()) {
                        byte[] bytes = new byte[slice.pixels().remaining()];
                        slice.pixels().duplicate().get(bytes);
                        digests.append(Sha256.of(bytes).hex());
                        for (int i = 0; i < slice.images(); i++) {
                            digests.append(slice.labels().get(i));
                        }
                    }
                    batch.release();
                    return digests.toString();
                })
                .runWith(Sink.seq(), store.system));
    }
}
