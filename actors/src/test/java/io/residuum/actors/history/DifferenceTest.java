package io.residuum.actors.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static Metrics metrics(float[] loss, int[] errors, Evaluation... evaluations) {
        int[] images = new int[loss.length];
        java.util.Arrays.fill(images, 128);
        return new Metrics(loss, errors, images, List.of(evaluations));
    }

    private static Evaluation after(long iteration, long errors, double loss) {
        return new Evaluation(iteration, Evaluation.TEST, 1000, errors, loss);
    }

    private static final Metrics WHOLE =
            metrics(new float[] {2.3f, 2.1f, Float.NaN}, new int[] {9, 8, 7}, after(101, 50, 12.5), after(103, 40, 11));

    @Test
    void equalBitsAreNoDifference() {
        assertThat(Difference.first(100, WHOLE, WHOLE)).isEmpty();
    }

    @Test
    void theLastBitOfALossIsOne() {
        Metrics other = metrics(
                new float[] {2.3f, Math.nextUp(2.1f), Float.NaN},
                new int[] {9, 8, 7},
                after(101, 50, 12.5),
                after(103, 40, 11));
        assertThat(Difference.first(100, WHOLE, other)).hasValueSatisfying(difference -> {
            assertThat(difference.iteration()).isEqualTo(101);
            assertThat(difference.what()).isEqualTo("loss");
            assertThat(difference).hasToString("from iteration 101: loss was 2.1, is 2.1000001 now");
        });
    }

    @Test
    void whatIsMeasuredAfterAnIterationComesBeforeTheNext() {
        Metrics other = metrics(
                new float[] {2.3f, 2.2f, Float.NaN}, new int[] {9, 8, 7}, after(101, 51, 12.5), after(103, 40, 11));
        assertThat(Difference.first(100, WHOLE, other))
                .hasValueSatisfying(difference -> assertThat(difference.what()).isEqualTo("evaluation"));
    }

    @Test
    void errorsEvaluationsAndLengthsCount() {
        Metrics errors = metrics(
                new float[] {2.3f, 2.1f, Float.NaN}, new int[] {9, 8, 6}, after(101, 50, 12.5), after(103, 40, 11));
        assertThat(Difference.first(0, WHOLE, errors).map(Difference::iteration))
                .contains(2L);
        Metrics without = metrics(new float[] {2.3f, 2.1f, Float.NaN}, new int[] {9, 8, 7}, after(101, 50, 12.5));
        assertThat(Difference.first(100, WHOLE, without).map(Difference::again)).contains("none");
        Metrics shorter = metrics(new float[] {2.3f, 2.1f}, new int[] {9, 8}, after(101, 50, 12.5), after(103, 40, 11));
        assertThat(Difference.first(100, WHOLE, shorter).map(Difference::what)).contains("iterations");
    }
}
