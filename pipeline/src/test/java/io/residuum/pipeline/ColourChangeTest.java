package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColourChangeTest {
    private static final int DRAWS = 12_000;
    private static final double[][] COVARIANCE = {{0.078, 0.066, 0.059}, {0.066, 0.075, 0.070}, {0.059, 0.070, 0.081}};
    private static final ColourAxes AXES = ColourAxes.of(COVARIANCE);

    /** Two pixels; grey of the first 0.299·200 + 0.587·100 + 0.114·50 = 124.2, of the second 40: mean 82.1. */
    private static final float[] PIXELS = {200, 100, 50, 40, 40, 40};

    @Test
    void brightnessContrastAndSaturationAreTheBlendsOfTheRelease() {
        assertThat(changed(new int[] {ColourChange.BRIGHTNESS}, 1.2f, 1, 1))
                .containsExactly(new float[] {240, 120, 60, 48, 48, 48}, within(1e-4f));
        assertThat(changed(new int[] {ColourChange.CONTRAST}, 1, 0.5f, 1))
                .containsExactly(new float[] {141.05f, 91.05f, 66.05f, 61.05f, 61.05f, 61.05f}, within(1e-4f));
        assertThat(changed(new int[] {ColourChange.SATURATION}, 1, 1, 1.4f))
                .containsExactly(new float[] {230.32f, 90.32f, 20.32f, 40, 40, 40}, within(1e-4f));
    }

    @Test
    void theyFollowEachOtherInTheirOrder() {
        float[] brightFirst = changed(new int[] {ColourChange.BRIGHTNESS, ColourChange.CONTRAST}, 0.7f, 1.3f, 1);
        float[] one = changed(new int[] {ColourChange.BRIGHTNESS}, 0.7f, 1, 1);
        new ColourChange(new int[] {ColourChange.CONTRAST}, new float[] {1, 1.3f, 1}, new float[3]).apply(one);
        assertThat(brightFirst).isEqualTo(one);
    }

    @Test
    void everyOrderIsAsLikelyAndEveryFactorUniform() {
        Map<String, Long> orders = new HashMap<>();
        long[] factors = new long[16];
        for (int image = 0; image < DRAWS; image++) {
            ColourChange change = drawn(new Colouring(0, 0.4), image);
            orders.merge(Arrays.toString(change.order()), 1L, Long::sum);
            for (float factor : change.factors()) {
                assertThat(factor).isBetween(0.6f, 1.4f);
                factors[Math.min(15, (int) ((factor - 0.6) / 0.8 * 16))]++;
            }
        }
        assertThat(orders).hasSize(6);
        assertThat(ChiSquare.of(
                        orders.values().stream().mapToLong(Long::longValue).toArray()))
                .isLessThan(ChiSquare.limit(5));
        assertThat(ChiSquare.of(factors)).isLessThan(ChiSquare.limit(15));
    }

    /** The shift's covariance is 255²·σ²·Σ λᵢ²·pᵢ·pᵢᵀ, which is 255²·σ²·C·C for the covariance C of the colours. */
    @Test
    void lightingMovesColoursAlongTheirOwnAxes() {
        double[][] found = new double[3][3];
        for (int image = 0; image < DRAWS; image++) {
            float[] shift = drawn(new Colouring(0.1, 0), image).shift();
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    found[a][b] += shift[a] * shift[b] / (double) DRAWS;
                }
            }
        }
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double squared = 0;
                for (int i = 0; i < 3; i++) {
                    squared += COVARIANCE[a][i] * COVARIANCE[i][b];
                }
                double expected = 255 * 255 * 0.01 * squared;
                assertThat(found[a][b]).isEqualTo(expected, within(0.06 * expected));
            }
        }
    }

    @Test
    void equalKeysGiveEqualColours() {
        var both = new Colouring(0.1, 0.4);
        assertThat(drawn(both, 9).factors()).isEqualTo(drawn(both, 9).factors());
        assertThat(drawn(both, 9).shift()).isEqualTo(drawn(both, 9).shift());
        assertThat(drawn(both, 9).shift()).isNotEqualTo(drawn(both, 10).shift());
    }

    @Test
    void withoutColouringNothingChanges() {
        float[] pixels = PIXELS.clone();
        ColourChange change = drawn(Colouring.NONE, 3);
        change.apply(pixels);
        assertThat(pixels).isEqualTo(PIXELS);
        assertThat(change.shift()).containsOnly(0);
    }

    @Test
    void axesAreEigenvectorsLargestFirst() {
        double trace = 0;
        for (int axis = 0; axis < 3; axis++) {
            double length = 0;
            for (int i = 0; i < 3; i++) {
                double product = 0;
                for (int j = 0; j < 3; j++) {
                    product += COVARIANCE[i][j] * AXES.component(axis, j);
                }
                assertThat(product).isEqualTo(AXES.variance(axis) * AXES.component(axis, i), within(1e-12));
                length += AXES.component(axis, i) * AXES.component(axis, i);
            }
            assertThat(length).isEqualTo(1, within(1e-12));
            trace += AXES.variance(axis);
        }
        assertThat(trace).isEqualTo(0.078 + 0.075 + 0.081, within(1e-12));
        assertThat(AXES.variance(0)).isGreaterThan(AXES.variance(1));
        assertThat(AXES.variance(1)).isGreaterThan(AXES.variance(2));
    }

    @Test
    void axesOfUnrelatedColoursAreTheColours() {
        var axes = ColourAxes.of(new double[][] {{1, 0, 0}, {0, 3, 0}, {0, 0, 2}});
        assertThat(axes.variance(0)).isEqualTo(3);
        assertThat(axes.component(0, 1)).isEqualTo(1);
        assertThat(axes.component(1, 2)).isEqualTo(1);
    }

    @Test
    void whatIsNoColouringIsRefused() {
        assertThatThrownBy(() -> new Colouring(-0.1, 0)).hasMessageContaining("lighting must lie in 0..10");
        assertThatThrownBy(() -> new Colouring(0, 1)).hasMessageContaining("jitter must be at least 0 and below 1");
    }

    private static float[] changed(int[] order, float... factors) {
        float[] pixels = PIXELS.clone();
        new ColourChange(order, factors, new float[3]).apply(pixels);
        return pixels;
    }

    private static ColourChange drawn(Colouring colouring, int image) {
        var random = new Philox4x32(0, 0, 0, 0);
        Randomness.colour(random, 1, 2, image);
        return ColourChange.drawn(colouring, AXES, random);
    }
}
