package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.pipeline.Crop.Region;
import io.residuum.storage.ImageShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    private static final int CHANNELS = 3;

    /** An image on the heap, red first or blue first. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Pixels(ImageShape shape, byte[] values, int redAt) implements DecodedImage {
        @Override
        public void copy(Region region, byte[] target) {
            for (int y = 0; y < region.height(); y++) {
                int from = ((region.top() + y) * shape.width() + region.left()) * CHANNELS;
                System.arraycopy(values, from, target, y * region.width() * CHANNELS, region.width() * CHANNELS);
            }
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "375, 500, 256, 341",
        "500, 375, 480, 360",
        "60, 90, 256, 384",
        "1200, 1600, 256, 341",
        "224, 300, 224, 300",
        "1, 700, 256, 179200",
        "700, 1, 700, 1"
    })
    void itIsTheExactConvolutionRoundedTwice(int height, int width, int toHeight, int toWidth) {
        var image = photograph(height, width);
        int side = Math.min(24, Math.min(toHeight, toWidth));
        var crop = new Crop(
                Region.all(image.shape()),
                new ImageShape(toHeight, toWidth),
                (toHeight - side) / 2,
                (toWidth - side) / 3,
                side,
                false);
        int[] cut = cut(image, crop);
        double squares = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double exact = exact(image, crop, y, x, channel);
                    double error = cut[(y * side + x) * CHANNELS + channel] - exact;
                    assertThat(Math.abs(error)).as("pixel %d, %d", y, x).isLessThan(1.7);
                    squares += error * error;
                }
            }
        }
        double psnr = 10 * Math.log10(255 * 255 / (squares / cut.length));
        assertThat(psnr).as("decibels").isGreaterThan(52);
    }

    @Test
    void aPartIsWhatItIsInTheWhole() {
        var image = photograph(100, 150);
        var resized = new ImageShape(77, 77);
        int[] whole = cut(image, new Crop(Region.all(image.shape()), resized, 0, 0, 77, false));
        int[] part = cut(image, new Crop(Region.all(image.shape()), resized, 20, 31, 40, false));
        for (int y = 0; y < 40; y++) {
            for (int i = 0; i < 40 * CHANNELS; i++) {
                assertThat(part[y * 40 * CHANNELS + i]).isEqualTo(whole[((20 + y) * 77 + 31) * CHANNELS + i]);
            }
        }
    }

    @Test
    void aRegionKnowsNothingOfWhatIsAroundIt() {
        var image = photograph(90, 80);
        var alone = new byte[30 * 40 * CHANNELS];
        image.copy(new Region(11, 7, 30, 40), alone);
        var resized = new ImageShape(20, 20);
        assertThat(cut(image, new Crop(new Region(11, 7, 30, 40), resized, 0, 0, 20, false)))
                .isEqualTo(cut(
                        new Pixels(new ImageShape(30, 40), alone, 0),
                        new Crop(new Region(0, 0, 30, 40), resized, 0, 0, 20, false)));
    }

    @Test
    void blueFirstGivesTheSamePixels() {
        var image = photograph(60, 70);
        byte[] swapped = image.values().clone();
        for (int i = 0; i < swapped.length; i += CHANNELS) {
            swapped[i] = image.values()[i + 2];
            swapped[i + 2] = image.values()[i];
        }
        var crop = new Crop(Region.all(image.shape()), new ImageShape(30, 35), 2, 3, 25, false);
        assertThat(cut(new Pixels(image.shape(), swapped, 2), crop)).isEqualTo(cut(image, crop));
    }

    @Test
    void anEvenColourStaysItself() {
        var values = new byte[50 * 61 * CHANNELS];
        Arrays.fill(values, (byte) 201);
        var image = new Pixels(new ImageShape(50, 61), values, 0);
        assertThat(cut(image, new Crop(Region.all(image.shape()), new ImageShape(224, 273), 0, 49, 224, false)))
                .containsOnly(201);
    }

    @Test
    void pixelsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> Resampling.of(10, 20, 15, 6)).hasMessageContaining("pixels 15 to 21");
        assertThatThrownBy(() -> Resampling.of(0, 20, 0, 6)).hasMessageContaining("a line of 0");
    }

    private static int[] cut(DecodedImage image, Crop crop) {
        int[] square = new int[crop.side() * crop.side() * CHANNELS];
        new Cropping().cut(image, crop, (y, row) -> System.arraycopy(row, 0, square, y * row.length, row.length));
        return square;
    }

    /** The convolution of both axes at once, in double precision, nothing rounded but clipped to 0…255 at the end. */
    private static double exact(Pixels image, Crop crop, int y, int x, int channel) {
        double vertical = (double) crop.region().height() / crop.resized().height();
        double horizontal = (double) crop.region().width() / crop.resized().width();
        double centreY = (crop.top() + y + 0.5) * vertical;
        double centreX = (crop.left() + x + 0.5) * horizontal;
        double sum = 0;
        double weights = 0;
        for (int row = 0; row < image.shape().height(); row++) {
            double weightY = keys((row + 0.5 - centreY) / Math.max(1, vertical));
            for (int column = 0; weightY != 0 && column < image.shape().width(); column++) {
                double weight = weightY * keys((column + 0.5 - centreX) / Math.max(1, horizontal));
                sum += weight * (image.values()[(row * image.shape().width() + column) * CHANNELS + channel] & 0xFF);
                weights += weight;
            }
        }
        return Math.max(0, Math.min(255, sum / weights));
    }

    /** Keys's interpolation kernel, Eqn. (15) of "Cubic convolution interpolation for digital image processing" (1981). */
    private static double keys(double s) {
        double x = Math.abs(s);
        if (x < 1) {
            return 1.5 * x * x * x - 2.5 * x * x + 1;
        }
        return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }

    /** Slopes, an edge and noise. */
    private static Pixels photograph(int height, int width) {
        var random = new Random(5);
        byte[] values = new byte[height * width * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            int x = i / CHANNELS % width;
            int y = i / CHANNELS / width;
            double slope = 255.0 * (i % CHANNELS == 0 ? x : y) / (i % CHANNELS == 0 ? width : height);
            double edge = x * 2 > y + width / 2 ? 60 : 0;
            values[i] = (byte) Math.max(0, Math.min(255, slope * 0.7 + edge + random.nextInt(40)));
        }
        return new Pixels(new ImageShape(height, width), values, 0);
    }
}
