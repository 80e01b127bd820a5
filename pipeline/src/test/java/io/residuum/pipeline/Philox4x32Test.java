package io.residuum.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Philox4x32Test {
    /** The lines {@code philox4x32 10} of Random123's kat_vectors: counter, key, words. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void giveTheKnownAnswersOfRandom123(String counter, String key, String words) {
        int[] c = words(counter);
        int[] k = words(key);
        assertThat(Philox4x32.words(c[0], c[1], c[2], c[3], k[0], k[1])).containsExactly(words(words));
    }

    @Test
    void theSequenceIsTheBlocksInOrder() {
        var random = new Philox4x32(0x1234_5678_9abc_def0L, 7, 8, 9);
        for (int block = 0; block < 3; block++) {
            for (int word : Philox4x32.words(block, 7, 8, 9, 0x9abc_def0, 0x1234_5678)) {
                assertThat(random.nextInt()).isEqualTo(word);
            }
        }
    }

    @Test
    void aRestartedGeneratorIsANewOne() {
        var used = new Philox4x32(1, 2, 3, 4);
        used.nextInt();
        used.nextGaussian();
        used.restart(5, 6, 7, 8);
        var fresh = new Philox4x32(5, 6, 7, 8);
        assertThat(used.nextGaussian()).isEqualTo(fresh.nextGaussian());
        assertThat(used.nextLong()).isEqualTo(fresh.nextLong());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9, 100, 1 << 20, (1 << 30) + 1, Integer.MAX_VALUE})
    void boundedIntegersFillTheirRangeEvenly(int bound) {
        var random = new Philox4x32(42, bound, 0, 0);
        int cells = Math.min(bound, 9);
        int draws = 9_000;
        var hits = new long[cells];
        for (int i = 0; i < draws; i++) {
            int drawn = random.nextInt(bound);
            assertThat(drawn).isBetween(0, bound - 1);
            hits[(int) ((long) drawn * cells / bound)]++;
        }
        assertThat(ChiSquare.of(hits)).isLessThan(ChiSquare.limit(cells - 1));
    }

    @Test
    void aBoundThatRejectsManyDrawsIsUnbiased() { // 2^31 + 2^30: without rejection the lower half would come twice
        // as often
        var random = new Philox4x32(42, 0, 0, 0);
        long bound = 3L << 61;
        var hits = new long[3];
        for (int i = 0; i < 6_000; i++) {
            hits[(int) (random.nextLong(bound) >>> 61)]++;
        }
        assertThat(ChiSquare.of(hits)).isLessThan(ChiSquare.limit(2));
    }

    @Test
    void rangesStartAtTheirOrigin() {
        var random = new Philox4x32(1, 1, 1, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(random.nextInt(-3, 4)).isBetween(-3, 3);
            assertThat(random.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE)).isLessThan(Integer.MAX_VALUE);
            assertThat(random.nextDouble()).isBetween(0.0, Math.nextDown(1.0));
            assertThat(random.nextFloat()).isBetween(0f, Math.nextDown(1f));
        }
        assertThatThrownBy(() -> random.nextInt(0)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> random.nextLong(3, 3)).hasMessageContaining("[3, 3)");
    }

    @Test
    void gaussiansHaveTheMomentsOfTheNormalDistribution() {
        var random = new Philox4x32(42, 0, 0, 0);
        int n = 100_000;
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < n; i++) {
            double x = random.nextGaussian();
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        assertThat(sum / n).isEqualTo(0, within(0.015));
        assertThat(squares / n).isEqualTo(1, within(0.02));
        assertThat(fourth / n).isEqualTo(3, within(0.15));
    }

    @Test
    void drawsStayWhatTheyAre() { // weights and orders of every kept run follow from these
        var random = new Philox4x32(1, 2, 3, 4);
        assertThat(random.nextInt(9)).isEqualTo(0);
        assertThat(random.nextLong(1_000_000_007L)).isEqualTo(260286295L);
        assertThat(random.nextDouble()).isEqualTo(0.37421201130104853);
        assertThat(random.nextFloat()).isEqualTo(0.30334884f);
        assertThat(random.nextGaussian()).isEqualTo(-1.1617592809937343);
        assertThat(random.nextGaussian()).isEqualTo(1.2728051802310143);
    }

    private static int[] words(String hex) {
        String[] parts = hex.split(" ", -1);
        int[] words = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            words[i] = HexFormat.fromHexDigits(parts[i]);
        }
        return words;
    }
}
