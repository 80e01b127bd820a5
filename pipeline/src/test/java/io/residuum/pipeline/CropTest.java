package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residuum.pipeline.Crop.Region;
import io.residuum.storage.ImageShape;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTest {
    private static final int DRAWS = 20_000;
    private static final ImageShape WIDE = new ImageShape(1500, 2000);

    @Test
    void theShorterSideIsUniformAndTheSquareAnywhere() {
        long[] sides = new long[480 - 256 + 1];
        long[] tops = new long[8];
        long[] mirrored = new long[2];
        for (int image = 0; image < DRAWS; image++) {
            Crop crop = drawn(Crop::scaled, WIDE, image);
            assertThat(crop.region()).isEqualTo(Region.all(WIDE));
            assertThat(crop.side()).isEqualTo(224);
            assertThat(crop.resized().width()).isEqualTo(crop.resized().height() * 4 / 3);
            sides[crop.resized().height() - 256]++;
            int places = crop.resized().height() - 224 + 1;
            assertThat(crop.top()).isBetween(0, places - 1);
            assertThat(crop.left()).isBetween(0, crop.resized().width() - 224);
            tops[(int) ((crop.top() + 0.5) / places * tops.length)]++;
            mirrored[crop.mirrored() ? 1 : 0]++;
        }
        assertThat(ChiSquare.of(sides)).isLessThan(ChiSquare.limit(sides.length - 1));
        assertThat(ChiSquare.of(mirrored)).isLessThan(ChiSquare.limit(1));
        for (long hits : tops) {
            assertThat(hits).as("an eighth, whatever the rounding").isBetween(DRAWS / 8 - 400L, DRAWS / 8 + 400L);
        }
    }

    /** Against the integral over area, ratio and swap of what fits the image. */
    @Test
    void areaAndRatioAreDistributedAsTheRecipeSays() {
        int bins = 12;
        long[] areas = new long[bins];
        long[] ratios = new long[bins];
        int accepted = 0;
        for (int image = 0; image < DRAWS; image++) {
            Crop crop = drawn(Crop::scaledAndStretched, WIDE, image);
            assertThat(crop.resized())
                    .isEqualTo(new ImageShape(224, crop.region().equals(Region.all(WIDE)) ? 298 : 224));
            if (crop.resized().width() == 224) {
                Region region = crop.region();
                assertThat(region.top()).isBetween(0, WIDE.height() - region.height());
                assertThat(region.left()).isBetween(0, WIDE.width() - region.width());
                areas[areaBin((double) region.height() * region.width() / WIDE.pixels(), bins)]++;
                ratios[ratioBin((double) region.width() / region.height(), bins)]++;
                accepted++;
            }
        }
        double[] expectedAreas = new double[bins];
        double[] expectedRatios = new double[bins];
        double all = 0;
        int steps = 600;
        for (int i = 0; i < steps; i++) {
            for (int j = 0; j < steps; j++) {
                double area = 0.08 + 0.92 * (i + 0.5) / steps;
                double ratio = 0.75 + (4 / 3.0 - 0.75) * (j + 0.5) / steps;
                for (double wide : new double[] {ratio, 1 / ratio}) {
                    double width = Math.sqrt(area * WIDE.pixels() * wide);
                    double height = Math.sqrt(area * WIDE.pixels() / wide);
                    if (width < WIDE.width() + 0.5 && height < WIDE.height() + 0.5) {
                        expectedAreas[areaBin(area, bins)]++;
                        expectedRatios[ratioBin(wide, bins)]++;
                        all++;
                    }
                }
            }
        }
        assertThat(accepted).as("ten tries nearly always suffice").isGreaterThan(DRAWS * 99 / 100);
        assertThat(chiSquare(areas, expectedAreas, accepted / all)).isLessThan(ChiSquare.limit(bins - 1));
        assertThat(chiSquare(ratios, expectedRatios, accepted / all)).isLessThan(ChiSquare.limit(bins - 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "500, 1", "1, 1", "3000, 2", "224, 224", "2, 3"})
    void anImageOfAnyShapeHasCropsOfEveryKind(int height, int width) {
        var image = new ImageShape(height, width);
        for (int index = 0; index < 200; index++) {
            assertInside(drawn(Crop::scaled, image, index), image);
            assertInside(drawn(Crop::scaledAndStretched, image, index), image);
        }
        assertInside(Crop.centre(image, new CentreView(320, 320)), image);
    }

    private static void assertInside(Crop crop, ImageShape image) {
        Region region = crop.region();
        assertThat(region.height()).isPositive();
        assertThat(region.width()).isPositive();
        assertThat(region.top()).isBetween(0, image.height() - region.height());
        assertThat(region.left()).isBetween(0, image.width() - region.width());
        assertThat(crop.top()).isBetween(0, crop.resized().height() - crop.side());
        assertThat(crop.left()).isBetween(0, crop.resized().width() - crop.side());
    }

    @Test
    void aRibbonIsSeenAtItsCentreAfterTenTries() {
        Crop crop = drawn(Crop::scaledAndStretched, new ImageShape(10, 1000), 0);
        assertThat(crop.region()).isEqualTo(new Region(0, 0, 10, 1000));
        assertThat(crop.resized()).isEqualTo(new ImageShape(224, 22_400));
        assertThat(crop.left()).isEqualTo((22_400 - 224) / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "375, 500, 224, 256, 256, 341, 16, 59", // (341 − 224) / 2 = 58.5
        "500, 375, 224, 256, 341, 256, 59, 16",
        "375, 500, 320, 320, 320, 426, 0, 53",
        "256, 300, 224, 256, 256, 300, 16, 38"
    })
    void aViewIsTheCentre(int height, int width, int crop, int resize, int toHeight, int toWidth, int top, int left) {
        assertThat(Crop.centre(new ImageShape(height, width), new CentreView(crop, resize)))
                .isEqualTo(new Crop(
                        new Region(0, 0, height, width), new ImageShape(toHeight, toWidth), top, left, crop, false));
    }

    @Test
    void equalKeysGiveEqualCropsAndEveryPartOfAKeyCounts() {
        Crop crop = drawn(Crop::scaledAndStretched, WIDE, 7);
        assertThat(drawn(Crop::scaledAndStretched, WIDE, 7)).isEqualTo(crop);
        assertThat(drawn(Crop::scaledAndStretched, WIDE, 8)).isNotEqualTo(crop);
        var random = new Philox4x32(0, 0, 0, 0);
        Randomness.crop(random, 1, 4, 7);
        assertThat(Crop.scaledAndStretched(WIDE, random)).isNotEqualTo(crop);
        Randomness.crop(random, 2, 3, 7);
        assertThat(Crop.scaledAndStretched(WIDE, random)).isNotEqualTo(crop);
    }

    @Test
    void aViewThatCropsMoreThanThereIsIsRefused() {
        assertThatThrownBy(() -> new CentreView(257, 256)).hasMessageContaining("was 257 from 256");
        assertThatThrownBy(() -> new CentreView(0, 256)).hasMessageContaining("was 0 from 256");
    }

    private static Crop drawn(BiFunction<ImageShape, RandomGenerator, Crop> kind, ImageShape image, int index) {
        var random = new Philox4x32(0, 0, 0, 0);
        Randomness.crop(random, 1, 3, index);
        return kind.apply(image, random);
    }

    private static int areaBin(double area, int bins) {
        return (int) Math.max(0, Math.min(bins - 1, (area - 0.08) / 0.92 * bins));
    }

    private static int ratioBin(double ratio, int bins) {
        return (int) Math.max(0, Math.min(bins - 1, (Math.log(ratio) / Math.log(4 / 3.0) + 1) / 2 * bins));
    }

    private static double chiSquare(long[] hits, double[] weights, double perWeight) {
        double sum = 0;
        for (int i = 0; i < hits.length; i++) {
            double expected = weights[i] * perWeight;
            sum += expected == 0 ? hits[i] : (hits[i] - expected) * (hits[i] - expected) / expected;
        }
        return sum;
    }
}
