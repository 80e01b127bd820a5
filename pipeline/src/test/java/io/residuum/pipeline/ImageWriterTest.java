package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.residuum.storage.ImageShape;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageWriterTest {
    /** Small shapes too, where a crop may show nothing but padding. */
    @ParameterizedTest
    @CsvSource({"32, 32", "16, 16", "5, 9", "3, 2", "1, 1"})
    void augmentedImagesAreThoseOfANaiveImplementation(int height, int width) {
        var shape = new ImageShape(height, width);
        var shard = shard(shape, 300);
        for (var normalisation : Normalisation.values()) {
            var normaliser = ImageStatistics.none(shape).add(shard).normaliser(normalisation);
            var writer = new ImageWriter(normaliser, Augmentation.PAD_CROP_FLIP, 11);
            var out = FloatBuffer.allocate(300 * height * width * 3);
            for (int i = 0; i < 300; i++) {
                writer.write(shard, i, 4, out, i);
            }
            for (int i = 0; i < 300; i++) {
                float[] written = new float[height * width * 3];
                out.get(i * written.length, written);
                assertThat(written).isEqualTo(naive(normaliser, shard, i, 11, 4));
            }
        }
    }

    /** Section 4.2 of the paper, step by step over whole images: subtract, pad, crop, mirror. */
    private static float[] naive(PixelNormaliser normaliser, DecodedShard shard, int i, long seed, long epoch) {
        int height = shard.shape().height();
        int width = shard.shape().width();
        float[][][] padded = new float[height + 8][width + 8][3];
        byte[] image = Arrays.copyOfRange(shard.rgb(), shard.offsetOf(i), shard.offsetOf(i + 1));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int place = (y * width + x) * 3 + c;
                    padded[y + 4][x + 4][c] =
                            (Byte.toUnsignedInt(image[place]) - normaliser.mean()[place])
                                    * normaliser.scale()[c];
                }
            }
        }
        var random = Randomness.augmentation(seed, epoch, shard.indexOf(i));
        int top = random.nextInt(9);
        int left = random.nextInt(9);
        boolean mirrored = random.nextBoolean();
        float[] result = new float[height * width * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = mirrored ? width - 1 - x : x;
                System.arraycopy(padded[top + y][left + from], 0, result, (y * width + x) * 3, 3);
            }
        }
        return result;
    }

    @Test
    void withoutAugmentationAnImageIsOnlyNormalised() {
        var shape = new ImageShape(2, 2);
        var shard = new DecodedShard(
                0, shape, new int[1], new byte[] {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, (byte) 255});
        var normaliser = new PixelNormaliser(
                shape, new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, new float[] {1, 2, 0.5f});
        var out = FloatBuffer.allocate(12);
        new ImageWriter(normaliser, Augmentation.NONE, 0).write(shard, 0, 0, out, 0);
        assertThat(out.array()).containsExactly(0, 18, 9, 27, 72, 22.5f, 54, 126, 36, 81, 180, 122);
    }

    @Test
    void writingAnImageAllocatesNothing() {
        var shape = new ImageShape(32, 32);
        var shard = shard(shape, 1_000);
        var writer = new ImageWriter(
                ImageStatistics.none(shape).add(shard).normaliser(Normalisation.CHANNEL),
                Augmentation.PAD_CROP_FLIP,
                1);
        var out = FloatBuffer.allocate(3_072);
        writer.write(shard, 0, 0, out, 0); // loads what is loaded once
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            writer.write(shard, i, 0, out, 0);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for 1,000 images")
                .isLessThan(1_000);
    }

    @Test
    void cropsAndMirrorsAreEvenlySpread() {
        var corners = new long[81];
        long mirrored = 0;
        var distinct = new HashSet<Long>();
        for (int image = 0; image < 16_200; image++) {
            var random = Randomness.augmentation(1, 0, image);
            int corner = random.nextInt(9) * 9 + random.nextInt(9);
            corners[corner]++;
            mirrored += random.nextBoolean() ? 1 : 0;
            distinct.add(Randomness.augmentation(1, 0, image).nextLong());
        }
        assertThat(ChiSquare.of(corners)).isLessThan(ChiSquare.limit(80));
        assertThat(ChiSquare.of(new long[] {mirrored, 16_200 - mirrored})).isLessThan(ChiSquare.limit(1));
        assertThat(distinct).hasSize(16_200);
    }

    private static DecodedShard shard(ImageShape shape, int images) {
        byte[] rgb = new byte[(int) DecodedShard.bytes(shape, images)];
        var random = new Philox4x32(3, 1, 4, 1);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt();
        }
        return new DecodedShard(1_000, shape, new int[images], rgb);
    }
}
